/* errno.c - the errno module: the system's error numbers by name, and errorcode, which has the names by number. */
#include <errno.h>

#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/str.h"

#define CODE(name) {#name, name}
static const struct { const char *name; int number; } codes[] = {
    CODE(ENODEV), CODE(ENOCSI), CODE(EHOSTUNREACH), CODE(ENOMSG), CODE(EUCLEAN), CODE(EL2NSYNC), CODE(EL2HLT), CODE(ENODATA),
    CODE(ENOTBLK), CODE(ENOSYS), CODE(EPIPE), CODE(EINVAL), CODE(EOVERFLOW), CODE(EADV), CODE(EINTR), CODE(EUSERS), CODE(ENOTEMPTY),
    CODE(ENOBUFS), CODE(EPROTO), CODE(EREMOTE), CODE(ENAVAIL), CODE(ECHILD), CODE(ELOOP), CODE(EXDEV), CODE(E2BIG), CODE(ESRCH),
    CODE(EMSGSIZE), CODE(EAFNOSUPPORT), CODE(EBADR), CODE(EHOSTDOWN), CODE(EPFNOSUPPORT), CODE(ENOPROTOOPT), CODE(EBUSY),
    CODE(EWOULDBLOCK), CODE(EBADFD), CODE(EDOTDOT), CODE(EISCONN), CODE(ENOTCONN), CODE(ESHUTDOWN), CODE(ENOTUNIQ), CODE(ENONET),
    CODE(EBADE), CODE(EBADF), CODE(EMULTIHOP), CODE(EIO), CODE(EUNATCH), CODE(EPROTOTYPE), CODE(ENOSPC), CODE(ENOEXEC), CODE(EALREADY),
    CODE(ENETDOWN), CODE(ENOTNAM), CODE(EACCES), CODE(ELNRNG), CODE(EILSEQ), CODE(ENOTDIR), CODE(ENOTUNIQ), CODE(EPERM), CODE(EDOM),
    CODE(EXFULL), CODE(ECONNREFUSED), CODE(EISDIR), CODE(EPROTONOSUPPORT), CODE(EROFS), CODE(EADDRNOTAVAIL), CODE(EIDRM), CODE(ECOMM),
    CODE(ESRMNT), CODE(EREMOTEIO), CODE(EL3RST), CODE(EBADMSG), CODE(ENFILE), CODE(ELIBMAX), CODE(ESPIPE), CODE(ENOLINK), CODE(ENETRESET),
    CODE(ETIMEDOUT), CODE(ENOENT), CODE(EEXIST), CODE(EDQUOT), CODE(ENOSTR), CODE(EBADSLT), CODE(EBADRQC), CODE(ELIBACC), CODE(EFAULT),
    CODE(EFBIG), CODE(EDEADLK), CODE(EDEADLOCK), CODE(ELIBBAD), CODE(ENOLCK), CODE(EISNAM), CODE(ECONNABORTED), CODE(EMFILE),
    CODE(ENETUNREACH), CODE(ESTALE), CODE(ENOSR), CODE(ENOMEM), CODE(ENOTSOCK), CODE(ESTRPIPE), CODE(EMLINK), CODE(ERANGE), CODE(ELIBEXEC),
    CODE(EL3HLT), CODE(ECONNRESET), CODE(EADDRINUSE), CODE(EOPNOTSUPP), CODE(ENOTSUP), CODE(EAGAIN), CODE(ENAMETOOLONG), CODE(ENOTTY),
    CODE(ERESTART), CODE(ESOCKTNOSUPPORT), CODE(ETIME), CODE(EBFONT), CODE(ETOOMANYREFS), CODE(EMEDIUMTYPE), CODE(ETXTBSY),
    CODE(EINPROGRESS), CODE(ENXIO), CODE(ELIBSCN), CODE(EDESTADDRREQ), CODE(ENOPKG), CODE(ECHRNG), CODE(ENOANO), CODE(ENOMEDIUM),
    CODE(ECANCELED), CODE(ENOKEY), CODE(EKEYEXPIRED), CODE(EKEYREVOKED), CODE(EKEYREJECTED), CODE(EOWNERDEAD), CODE(ENOTRECOVERABLE),
    CODE(ERFKILL),
};

static int add_code(Object *module, Object *names, const char *name, int number) {
    Object *number_object = int_from_i64(number), *name_object = number_object ? str_intern_text(name) : NULL;
    int status = -1;
    if (name_object && !module_add(module, name, number_object)) status = dict_set(names, number_object, name_object);
    release_or_null(name_object);
    release_or_null(number_object);
    return status;
}

static int errno_init(Object *module) {
    Object *names = dict_new();
    if (!names || module_add(module, "errorcode", names)) {
        release_or_null(names);
        return -1;
    }
    int status = 0;
    for (size_t i = 0; i < sizeof codes / sizeof *codes && !status; i++) status = add_code(module, names, codes[i].name, codes[i].number);
    release(names);
    return status;
}

const ModuleDef errno_module = {
    .name = "errno", .doc = "The system's error numbers by name.", .init = errno_init,
};
