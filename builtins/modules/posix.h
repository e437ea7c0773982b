/* posix.h - what the files of module posix share. */
#ifndef MINI_MODULES_POSIX_H
#define MINI_MODULES_POSIX_H

#include "runtime/object/protocol.h"

/* A path argument: str, bytes, what __fspath__ gives, or (where allowed) a descriptor. */
typedef struct Path {
    Object *original;   /* owned: the argument or what its __fspath__ gave, which errors name */
    Object *bytes;      /* owned; NULL if a descriptor was given */
    const char *text;   /* NUL-terminated, of bytes */
    int fd;             /* -1 unless a descriptor was given */
    bool is_bytes;      /* results for this path are bytes too */
} Path;

typedef enum { PATH_ONLY, PATH_OR_FD, PATH_FD_OR_NONE } PathKinds;   /* what else than a path may be given */
/* 0, -1 with nothing to release. None is for the caller to handle. MAY_RUN */
int path_from_argument(Path *path, const char *function, const char *argument, Object *o, PathKinds kinds);
void path_release(Path *path);
/* OSError of errno, with the path's name as it was given. Returns the error value. */
Value path_error(const Path *path);
Value paths_error(const Path *from, const Path *to);
/* Bytes of the system's as str (with surrogates for what is no UTF-8) or bytes. */
Object *path_result(const char *data, size_t size, bool is_bytes);

int posix_add_stat(Object *module);
int posix_add_system(Object *module);   /* posix_system.c */
int int_argument(Object *o, int *result);

Value stat_function(Object *self, Object **args);
Value lstat_function(Object *self, Object **args);
Value fstat_function(Object *self, Object **args);

/* posix_process.c */
Value pipe_function(Object *self, Object **args);
Value dup_function(Object *self, Object **args);
Value dup2_function(Object *self, Object **args);
Value lseek_function(Object *self, Object **args);
Value ftruncate_function(Object *self, Object **args);
Value fsync_function(Object *self, Object **args);
Value poll_function(Object *self, Object **args);
Value spawn_function(Object *self, Object **args);
Value waitpid_function(Object *self, Object **args);
Value waitstatus_to_exitcode_function(Object *self, Object **args);
Value system_function(Object *self, Object **args);
Value utime_function(Object *self, Object **args);
Value statvfs_function(Object *self, Object **args);
Value getloadavg_function(Object *self, Object **args);
Value chown_function(Object *self, Object **args);
Value mkfifo_function(Object *self, Object **args);

#endif
