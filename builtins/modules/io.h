/* io.h - files and streams: what the rest of the interpreter uses of the io module. */
#ifndef MINI_MODULES_IO_H
#define MINI_MODULES_IO_H

#include "runtime/object/protocol.h"

/* Writes UTF-8 text to a file object: directly into the buffers of our own text files, else by file.write(str).
 * 0, -1. MAY_RUN. */
int io_write_text(Object *file, const char *text, size_t size);
int io_write_str(Object *file, Object *text);    /* the same with a Str */
int io_flush(Object *file);                   /* file.flush(). 0, -1. MAY_RUN */

/* sys.stdin, stdout, stderr and the __std..__ copies, put into the sys module's dict. unbuffered: write through (-u).
 * 0, -1. */
int io_make_standard_streams(Object *sys_dict, bool unbuffered);
/* At exit: flushes sys.stdout and sys.stderr, reports what fails as "Exception ignored in: ...". 0, -1 if stdout failed
 * (the exit status is then 120). MAY_RUN. */
int io_flush_standard_streams(void);
void io_release(void);                        /* at exit, after the last use */

/* open(), for the builtins module. args as OPEN_SIGNATURE has them. */
#define IO_OPEN_SIGNATURE "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"
Value io_open_function(Object *self, Object **args);

#endif
