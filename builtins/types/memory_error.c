/* memory_error.c - MemoryError, which must be raised when there is no memory left: one instance is static. */
#include "builtins/types/exception_kinds.h"
#include "builtins/types/tuple.h"

/* The static instance; its own reference is never given up. It serves when a fresh one cannot be made. */
static struct { Attrs attrs; GcHead gc; ExceptionObject exception; } reserve = {
    .exception.head = {1, &MemoryError_type},
};

/* Forgets what the last use left behind. */
static Object *reserve_instance(void) {
    ExceptionObject *exception = &reserve.exception;
    if (exception->head.refcount == 1) {
        CLEAR(exception->traceback);
        exception_set_cause_steal(exception, NULL, false);
        CLEAR(exception->context);
    }
    if (!exception->args) exception->args = tuple_new(0);   /* the one empty tuple: takes no memory */
    return retain(&exception->head);
}

void *error_no_memory(void) {
    static bool busy;   /* making the exception has failed in its turn */
    if (busy) return error_restore_steal(reserve_instance());
    busy = true;
    Object *args = tuple_new(0), *exception = args ? exception_new(MemoryError, args) : NULL;
    release_or_null(args);
    busy = false;
    return exception ? error_raise_steal(exception) : NULL;
}
