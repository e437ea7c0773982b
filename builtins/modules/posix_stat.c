/* posix_stat.c - stat, lstat, fstat and what they give, os.stat_result. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins/modules/posix.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/struct_sequence.h"

/* The times stand three times: as whole seconds in the tuple, as floats under their names, and in nanoseconds. */
enum { VISIBLE_FIELDS = 10, ALL_FIELDS = 19 };

static const Getter stat_fields[] = {
    STRUCT_FIELD(0, "st_mode", "protection bits"), STRUCT_FIELD(1, "st_ino", "inode"), STRUCT_FIELD(2, "st_dev", "device"),
    STRUCT_FIELD(3, "st_nlink", "number of hard links"), STRUCT_FIELD(4, "st_uid", "user ID of owner"),
    STRUCT_FIELD(5, "st_gid", "group ID of owner"), STRUCT_FIELD(6, "st_size", "total size, in bytes"),
    STRUCT_FIELD(10, "st_atime", "time of last access"), STRUCT_FIELD(11, "st_mtime", "time of last modification"),
    STRUCT_FIELD(12, "st_ctime", "time of last change"),
    STRUCT_FIELD(10, "st_atime", "time of last access"), STRUCT_FIELD(11, "st_mtime", "time of last modification"),
    STRUCT_FIELD(12, "st_ctime", "time of last change"),
    STRUCT_FIELD(13, "st_atime_ns", "time of last access in nanoseconds"),
    STRUCT_FIELD(14, "st_mtime_ns", "time of last modification in nanoseconds"),
    STRUCT_FIELD(15, "st_ctime_ns", "time of last change in nanoseconds"),
    STRUCT_FIELD(16, "st_blksize", "blocksize for filesystem I/O"), STRUCT_FIELD(17, "st_blocks", "number of blocks allocated"),
    STRUCT_FIELD(18, "st_rdev", "device type (if inode device)"), {0},
};

static StructType stat_result_type = {
    .type = {STRUCT_SEQUENCE_SLOTS, .name = "os.stat_result", .new = struct_sequence_construct, .getters = stat_fields,
             .doc = "What os.stat() tells of a file: a tuple of ten numbers, with names."},
    .visible = VISIBLE_FIELDS, .total = ALL_FIELDS,
};

static double seconds(struct timespec t) { return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec; }
static Object *nanoseconds(struct timespec t) { return int_from_i128((__int128)t.tv_sec * 1000000000 + t.tv_nsec); }

static Object *stat_result(const struct stat *info) {
    Object *items[ALL_FIELDS] = {
        int_from_i64(info->st_mode), int_from_u64(info->st_ino), int_from_u64(info->st_dev), int_from_u64(info->st_nlink),
        int_from_i64(info->st_uid), int_from_i64(info->st_gid), int_from_i64(info->st_size), int_from_i64(info->st_atim.tv_sec),
        int_from_i64(info->st_mtim.tv_sec), int_from_i64(info->st_ctim.tv_sec), float_from_double(seconds(info->st_atim)),
        float_from_double(seconds(info->st_mtim)), float_from_double(seconds(info->st_ctim)), nanoseconds(info->st_atim),
        nanoseconds(info->st_mtim), nanoseconds(info->st_ctim), int_from_i64(info->st_blksize), int_from_i64(info->st_blocks),
        int_from_u64(info->st_rdev),
    };
    return struct_sequence_from_items_steal(&stat_result_type, items);
}

Value stat_function(Object *self UNUSED, Object **args) {
    Path path;
    struct stat info;
    if (path_from_argument(&path, "stat", "path", args[0], PATH_OR_FD)) return value_error();
    bool follow = !args[1] || args[1] != False;
    int failed = path.fd >= 0 ? fstat(path.fd, &info) : follow ? stat(path.text, &info) : lstat(path.text, &info);
    Value result = failed ? path_error(&path) : value_new(stat_result(&info));
    path_release(&path);
    return result;
}

Value lstat_function(Object *self UNUSED, Object **args) {
    Path path;
    struct stat info;
    if (path_from_argument(&path, "lstat", "path", args[0], PATH_ONLY)) return value_error();
    Value result = lstat(path.text, &info) ? path_error(&path) : value_new(stat_result(&info));
    path_release(&path);
    return result;
}

Value fstat_function(Object *self UNUSED, Object **args) {
    int fd;
    struct stat info;
    if (int_argument(args[0], &fd)) return value_error();
    return fstat(fd, &info) ? value_new(error_errno(OSError, NULL)) : value_new(stat_result(&info));
}

int posix_add_stat(Object *module) {
    return struct_sequence_ready(&stat_result_type) || module_add_type(module, &stat_result_type.type) ? -1 : 0;
}
