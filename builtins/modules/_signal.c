/* _signal.c - the module _signal: handlers for signals written in script code, timers, signal masks.
 *
 * A signal's own handler only notes that it has come. Script code runs later: at the next safe point, or when the system
 * call that waits has been broken off. SIGINT is noted in interp.pending alone, all the others also in `arrived`. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "builtins/modules/posix.h"
#include "builtins/modules/signal.h"
#include "builtins/modules/time.h"
#include "builtins/types/exception.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/module.h"
#include "builtins/types/set.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/eval/frame.h"
#include "runtime/object/signature.h"

static volatile sig_atomic_t arrived[NSIG];
static Object *handlers;              /* a List by signal number: SIG_DFL, SIG_IGN (ints), None, or a callable */
static const Method *default_method;  /* default_int_handler */
static int wakeup_fd = -1;

static Type itimer_error_type = {
    .head = TYPE_HEAD, .name = "signal.itimer_error", .size = sizeof(OSErrorObject), .base = &OSError_type,
    .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE | TYPE_EXCEPTION_SUBCLASS | TYPE_IMMUTABLE,
};

static Value errno_value(void) { return value_new(error_errno(OSError, NULL)); }

/* ---- arriving ---- */

static void on_signal(int number) {
    int before = errno;
    if (number != SIGINT) arrived[number] = 1;
    interp_request(number == SIGINT ? PENDING_INTERRUPT : PENDING_SIGNAL);
    unsigned char byte = (unsigned char)number;
    if (wakeup_fd >= 0 && write(wakeup_fd, &byte, 1) < 0) { /* full: whoever reads it is awake */ }
    errno = before;
}

/* BORROWED */
static Object *handler_of(int number) { return ((List *)handlers)->items[number]; }

static bool is_default_interrupt(const Object *handler) {
    return handler->type == &native_function_type && ((const NativeFunction *)handler)->method == default_method;
}

/* 0, -1. MAY_RUN */
static int call_handler(int number) {
    Object *handler = handler_of(number);
    if (!object_is_callable(handler)) return 0;   /* put aside since the signal came */
    retain(handler);
    Object *frame = interp.frame ? (Object *)frame_object_borrowed(interp.frame) : None;
    Object *count = frame ? int_from_i64(number) : NULL, *result = NULL;
    if (count) {
        retain(frame);
        result = object_call(handler, (Object *[]){count, frame}, 2, NULL);
        release(frame);
    }
    release_or_null(count);
    release(handler);
    release_or_null(result);
    return result ? 0 : -1;
}

/* The hook of safe points. If a handler raises, the signals after it wait for the next one. */
static int serve_signals(void) {
    if (interp.pending & PENDING_INTERRUPT) {
        interp_clear_pending(PENDING_INTERRUPT);
        if (call_handler(SIGINT)) return -1;
    }
    if (!(interp.pending & PENDING_SIGNAL)) return 0;
    interp_clear_pending(PENDING_SIGNAL);
    for (int number = 1; number < NSIG; number++) {
        if (!arrived[number]) continue;
        arrived[number] = 0;
        if (!call_handler(number)) continue;
        interp_request(PENDING_SIGNAL);
        return -1;
    }
    return 0;
}

/* ---- handlers ---- */

static int number_argument(Object *argument, int *number) {
    if (int_argument(argument, number)) return -1;
    return *number >= 1 && *number < NSIG ? 0 : error_set_int(ValueError, "signal number out of range");
}

static int install(int number, void (*action)(int)) {
    struct sigaction description = {.sa_handler = action};
    sigemptyset(&description.sa_mask);
    if (!sigaction(number, &description, NULL)) return 0;
    error_errno(OSError, NULL);
    return -1;
}

/* What the system does for that object: SIG_DFL, SIG_IGN, or on_signal for a callable. 0, -1. */
static int action_of(Object *handler, void (**action)(int)) {
    if (is_int(handler) && int_is_machine(handler) && (int_value(handler) == 0 || int_value(handler) == 1)) {
        *action = int_value(handler) ? SIG_IGN : SIG_DFL;
        return 0;
    }
    *action = on_signal;
    if (object_is_callable(handler)) return 0;
    return error_set_int(TypeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
}

static Value signal_function(Object *self UNUSED, Object **args) {
    int number;
    void (*action)(int);
    if (int_argument(args[0], &number) || action_of(args[1], &action)) return value_error();
    if (number < 1 || number >= NSIG) return error_set_value(ValueError, "signal number out of range");
    if (interp_serve_signals() || install(number, action)) return value_error();
    Object *before = handler_of(number);
    ((List *)handlers)->items[number] = retain(args[1]);
    if (number == SIGINT) interp_script_interrupt = action == on_signal && !is_default_interrupt(args[1]);
    return value_new(before);
}

static Value getsignal_function(Object *self UNUSED, Object **args) {
    int number;
    return number_argument(args[0], &number) ? value_error() : value_new(retain(handler_of(number)));
}

static Value default_int_handler(Object *self UNUSED, Object **args) {
    int number;
    if (!int_argument(args[0], &number)) error_set_object(KeyboardInterrupt, NULL);
    return value_error();
}

static Value siginterrupt_function(Object *self UNUSED, Object **args) {
    int number, flag;
    struct sigaction action;
    if (number_argument(args[0], &number) || int_argument(args[1], &flag)) return value_error();
    if (sigaction(number, NULL, &action)) return errno_value();
    action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    return sigaction(number, &action, NULL) ? errno_value() : value_none();
}

static Value set_wakeup_fd_function(Object *self UNUSED, Object **args) {
    int fd, before = wakeup_fd;
    if (int_argument(args[0], &fd)) return value_error();
    int flags = fd == -1 ? O_NONBLOCK : fcntl(fd, F_GETFL);
    if (flags < 0) return errno_value();
    if (!(flags & O_NONBLOCK)) return error_set_value(ValueError, "the fd %d must be in non-blocking mode", fd);
    wakeup_fd = fd;
    return value_int(before);
}

/* ---- sending, waiting ---- */

static Value raise_function(Object *self UNUSED, Object **args) {
    int number;
    if (int_argument(args[0], &number)) return value_error();
    if (raise(number)) return errno_value();
    return interp_serve_signals() ? value_error() : value_none();
}

static Value pause_function(Object *self UNUSED, Object **args UNUSED) {
    pause();
    return interp_serve_signals() ? value_error() : value_none();
}

static Value strsignal_function(Object *self UNUSED, Object **args) {
    int number;
    if (number_argument(args[0], &number)) return value_error();
    const char *text = sigdescr_np(number);
    if (!text && number >= SIGRTMIN && number <= SIGRTMAX) return value_new(str_format("Real-time signal %d", number - SIGRTMIN));
    return text ? value_new(str_from_text(text)) : value_none();
}

/* ---- timers ---- */

static Value alarm_function(Object *self UNUSED, Object **args) {
    int seconds;
    return int_argument(args[0], &seconds) ? value_error() : value_int(alarm((unsigned)seconds));
}

static Object *seconds_of(struct timeval t) { return float_from_double((double)t.tv_sec + (double)t.tv_usec / 1e6); }

static Value timer_value(const struct itimerval *timer) {
    Object *items[] = {seconds_of(timer->it_value), seconds_of(timer->it_interval)};
    if (items[0] && items[1]) return value_new(tuple_from_items_steal(items, 2));
    release_or_null(items[0]);
    release_or_null(items[1]);
    return value_error();
}

/* Rounded up: a time that is not zero stays so. 0, -1. */
static int timeval_argument(Object *argument, struct timeval *result) {
    struct timespec t;
    if (seconds_argument(argument, &t)) return -1;
    *result = (struct timeval){t.tv_sec, (t.tv_nsec + 999) / 1000};
    if (result->tv_usec >= 1000000) *result = (struct timeval){t.tv_sec + 1, 0};
    return 0;
}

static Value setitimer_function(Object *self UNUSED, Object **args) {
    int which;
    struct itimerval timer = {{0, 0}, {0, 0}}, before;
    if (int_argument(args[0], &which) || timeval_argument(args[1], &timer.it_value)) return value_error();
    if (args[2] && timeval_argument(args[2], &timer.it_interval)) return value_error();
    if (setitimer((__itimer_which_t)which, &timer, &before)) return value_new(error_errno(&itimer_error_type, NULL));
    return timer_value(&before);
}

static Value getitimer_function(Object *self UNUSED, Object **args) {
    int which;
    struct itimerval timer;
    if (int_argument(args[0], &which)) return value_error();
    if (getitimer((__itimer_which_t)which, &timer)) return value_new(error_errno(&itimer_error_type, NULL));
    return timer_value(&timer);
}

/* ---- sets of signals ---- */

static Object *set_of_signals(const sigset_t *signals) {
    Object *set = set_new_empty();
    for (int number = 1; set && number < NSIG; number++) {
        if (sigismember(signals, number) != 1) continue;
        Object *item = int_from_i64(number);
        if (!item || set_add_steal(set, item)) CLEAR(set);
    }
    return set;
}

/* 0, -1. MAY_RUN */
static int signals_of_iterable(Object *iterable, sigset_t *signals) {
    Object *list = list_from_iterable(iterable);
    int status = list ? 0 : -1;
    sigemptyset(signals);
    for (size_t i = 0; !status && i < list_count(list); i++) {
        int number;
        status = int_argument(((List *)list)->items[i], &number);
        if (!status && (number < 1 || number >= NSIG))
            status = error_set_int(ValueError, "signal number %d out of range [1; %d]", number, NSIG - 1);
        if (!status) sigaddset(signals, number);   /* the C library's own are left out */
    }
    release_or_null(list);
    return status;
}

static Value mask_function(Object *self UNUSED, Object **args) {
    int how;
    sigset_t mask, before;
    if (int_argument(args[0], &how) || signals_of_iterable(args[1], &mask)) return value_error();
    if (sigprocmask(how, &mask, &before)) return errno_value();
    return interp_serve_signals() ? value_error() : value_new(set_of_signals(&before));
}

static Value pending_function(Object *self UNUSED, Object **args UNUSED) {
    sigset_t signals;
    return sigpending(&signals) ? errno_value() : value_new(set_of_signals(&signals));
}

static Value wait_function(Object *self UNUSED, Object **args) {
    sigset_t signals;
    siginfo_t info;
    if (signals_of_iterable(args[0], &signals)) return value_error();
    int number;
    while ((number = sigwaitinfo(&signals, &info)) < 0 && errno == EINTR && !interp_serve_signals()) {}
    return number >= 0 ? value_int(number) : error_pending() ? value_error() : errno_value();
}

static Value valid_function(Object *self UNUSED, Object **args UNUSED) {
    sigset_t signals;
    sigfillset(&signals);
    return value_new(set_of_signals(&signals));
}

/* ---- the module ---- */

static const Method functions[] = {
    {"default_int_handler", default_int_handler, "(signalnum, frame, /)",
     "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt.", 0},
    {"signal", signal_function, "(signalnum, handler, /)",
     "Set the action for the given signal.\n\nThe action can be SIG_DFL, SIG_IGN, or a callable Python object.\n"
     "The previous action is returned.  See getsignal() for possible return values.\n\n"
     "*** IMPORTANT NOTICE ***\nA signal handler function is called with two arguments:\n"
     "the first is the signal number, the second is the interrupted stack frame.", 0},
    {"getsignal", getsignal_function, "(signalnum, /)",
     "Return the current action for the given signal.\n\nThe return value can be:\n  SIG_IGN -- if the signal is being ignored\n"
     "  SIG_DFL -- if the default action for the signal is in effect\n  None    -- if an unknown handler is in effect\n"
     "  anything else -- the callable Python object used as a handler", 0},
    {"siginterrupt", siginterrupt_function, "(signalnum, flag, /)",
     "Change system call restart behaviour.\n\nIf flag is False, system calls will be restarted when interrupted by\n"
     "signal sig, else system calls will be interrupted.", 0},
    {"set_wakeup_fd", set_wakeup_fd_function, "(fd, /, *, warn_on_full_buffer=True)",
     "set_wakeup_fd(fd, *, warn_on_full_buffer=True) -> fd\n\nSets the fd to be written to (with the signal number) when a signal\n"
     "comes in.  A library can use this to wakeup select or poll.\nThe previous fd or -1 is returned.\n\nThe fd must be non-blocking.", 0},
    {"raise_signal", raise_function, "(signalnum, /)", "Send a signal to the executing process.", 0},
    {"pause", pause_function, "()", "Wait until a signal arrives.", 0},
    {"strsignal", strsignal_function, "(signalnum, /)",
     "Return the system description of the given signal.\n\nReturns the description of signal *signalnum*, such as \"Interrupt\"\n"
     "for :const:`SIGINT`. Returns :const:`None` if *signalnum* has no\ndescription. Raises :exc:`ValueError` if *signalnum* is invalid.", 0},
    {"alarm", alarm_function, "(seconds, /)", "Arrange for SIGALRM to arrive after the given number of seconds.", 0},
    {"setitimer", setitimer_function, "(which, seconds, interval=0.0, /)",
     "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF).\n\n"
     "The timer will fire after value seconds and after that every interval seconds.\n"
     "The itimer can be cleared by setting seconds to zero.\n\nReturns old values as a tuple: (delay, interval).", 0},
    {"getitimer", getitimer_function, "(which, /)", "Returns current value of given itimer.", 0},
    {"pthread_sigmask", mask_function, "(how, mask, /)", "Fetch and/or change the signal mask of the calling thread.", 0},
    {"sigpending", pending_function, "()",
     "Examine pending signals.\n\nReturns a set of signal numbers that are pending for delivery to\nthe calling thread.", 0},
    {"sigwait", wait_function, "(sigset, /)",
     "Wait for a signal.\n\nSuspend execution of the calling thread until the delivery of one of the\n"
     "signals specified in the signal set sigset.  The function accepts the signal\nand returns the signal number.", 0},
    {"valid_signals", valid_function, "()",
     "Return a set of valid signal numbers on this platform.\n\nThe signal numbers returned by this function can be safely passed to\n"
     "functions like `pthread_sigmask`.", 0},
    {0},
};

#define NUMBER(name) {#name, name}
static const struct { const char *name; int number; } numbers[] = {
    NUMBER(SIGHUP), NUMBER(SIGINT), NUMBER(SIGQUIT), NUMBER(SIGILL), NUMBER(SIGTRAP), NUMBER(SIGIOT), NUMBER(SIGABRT), NUMBER(SIGFPE),
    NUMBER(SIGKILL), NUMBER(SIGBUS), NUMBER(SIGSEGV), NUMBER(SIGSYS), NUMBER(SIGPIPE), NUMBER(SIGALRM), NUMBER(SIGTERM), NUMBER(SIGUSR1),
    NUMBER(SIGUSR2), NUMBER(SIGCLD), NUMBER(SIGCHLD), NUMBER(SIGPWR), NUMBER(SIGIO), NUMBER(SIGURG), NUMBER(SIGWINCH), NUMBER(SIGPOLL),
    NUMBER(SIGSTOP), NUMBER(SIGTSTP), NUMBER(SIGCONT), NUMBER(SIGTTIN), NUMBER(SIGTTOU), NUMBER(SIGVTALRM), NUMBER(SIGPROF),
    NUMBER(SIGXCPU), NUMBER(SIGXFSZ), NUMBER(SIGSTKFLT), NUMBER(SIG_BLOCK), NUMBER(SIG_UNBLOCK), NUMBER(SIG_SETMASK), NUMBER(NSIG),
    NUMBER(ITIMER_REAL), NUMBER(ITIMER_VIRTUAL), NUMBER(ITIMER_PROF), {"SIG_DFL", 0}, {"SIG_IGN", 1},
};

/* How the process has found the signals. 0, -1. */
static int read_handlers(Object *module) {
    Object *interrupt = object_getattr_text(module, "default_int_handler");
    if (!interrupt) return -1;
    default_method = ((NativeFunction *)interrupt)->method;
    handlers = list_new(NSIG);
    int status = handlers ? list_append(handlers, None) : -1;
    for (int number = 1; !status && number < NSIG; number++) {
        struct sigaction action;
        bool known = !sigaction(number, NULL, &action);
        Object *handler = known && action.sa_handler == SIG_DFL ? int_from_i64(0) : known && action.sa_handler == SIG_IGN ? int_from_i64(1)
                        : number == SIGINT ? retain(interrupt) : retain(None);
        status = handler ? list_append_steal(handlers, handler) : -1;
    }
    release(interrupt);
    return status;
}

static int signal_init(Object *module) {
    int status = 0;
    for (size_t i = 0; !status && i < sizeof numbers / sizeof *numbers; i++)
        status = module_add_steal(module, numbers[i].name, int_from_i64(numbers[i].number));
    if (status || module_add_steal(module, "SIGRTMIN", int_from_i64(SIGRTMIN)) || module_add_steal(module, "SIGRTMAX", int_from_i64(SIGRTMAX)) ||
        type_ready(&itimer_error_type) || module_add(module, "ItimerError", (Object *)&itimer_error_type)) return -1;
    if (handlers) return 0;
    if (read_handlers(module)) {
        CLEAR(handlers);
        return -1;
    }
    interp_signal_hook = serve_signals;
    return 0;
}

void signal_forget_handlers(void) {
    if (!handlers) return;
    for (int number = 1; number < NSIG; number++) {
        Object *handler = handler_of(number);
        if (number != SIGINT && handler != None && !is_int(handler)) signal(number, SIG_DFL);
    }
    interp_signal_hook = NULL;
    interp_script_interrupt = false;
    interp_clear_pending(PENDING_SIGNAL);
    CLEAR(handlers);
}

const ModuleDef _signal_module = {
    .name = "_signal", .functions = functions, .init = signal_init,
    .doc = "This module provides mechanisms to use signal handlers in Python.",
};
