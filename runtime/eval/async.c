/* async.c - awaiting, and async generators.
 *
 * A coroutine is a generator; await delegates to its argument as yield from does. An async generator is driven through
 * asend(), athrow() and aclose(), whose objects run it until it yields a value (which ends the awaiting with StopIteration)
 * or until something that it awaits itself suspends (which is passed on). */
#include "runtime/eval/async.h"

#include "builtins/types/str.h"
#include "runtime/eval/eval.h"
#include "runtime/object/names.h"

/* ---- what can be awaited ---- */

static Object *checked_iterator(Object *iterator) {
    if (!iterator) return NULL;
    if (is_coroutine(iterator)) error_set(TypeError, "__await__() returned a coroutine");
    else if (!iterator->type->next) error_set(TypeError, "__await__() returned non-iterator of type '%T'", iterator);
    else return iterator;
    release(iterator);
    return NULL;
}

static bool is_iterable_coroutine(const Object *o) {
    return is_generator(o) && ((Generator *)o)->frame.code->flags & CODE_ITERABLE_COROUTINE;
}

Object *awaitable_iterator(Object *o) {
    if (is_coroutine(o)) {
        if (((Generator *)o)->state == GENERATOR_RUNNING || ((Generator *)o)->awaiting)
            return error_set(RuntimeError, "coroutine is being awaited already");
        return retain(o);
    }
    if (is_iterable_coroutine(o)) return retain(o);
    if (o->type->await) return checked_iterator(o->type->await(o));
    return error_set(TypeError, "object %T can't be used in 'await' expression", o);
}

Object *awaitable_iterator_for(Object *o, const char *method) {
    if (is_coroutine(o) || is_iterable_coroutine(o) || o->type->await) return awaitable_iterator(o);
    return error_set(TypeError, "'async with' received an object from %s that does not implement __await__: %T", method, o);
}

Object *async_iterator(Object *o) {
    if (!o->type->aiter) return error_set(TypeError, "'async for' requires an object with __aiter__ method, got %T", o);
    Object *iterator = o->type->aiter(o);
    if (!iterator || iterator->type->anext) return iterator;
    error_set(TypeError, "'async for' received an object from __aiter__ that does not implement __anext__: %T", iterator);
    release(iterator);
    return NULL;
}

Object *async_next_awaitable(Object *iterator) {
    if (!iterator->type->anext) return error_set(TypeError, "'async for' requires an iterator with __anext__ method, got %T", iterator);
    Object *awaitable = iterator->type->anext(iterator);
    if (!awaitable) return NULL;
    Object *result = NULL;
    if (is_coroutine(awaitable) || is_iterable_coroutine(awaitable) || awaitable->type->await) result = awaitable_iterator(awaitable);
    if (!result) {
        Object *cause = error_take();
        error_set(TypeError, "'async for' received an invalid object from __anext__: %T", awaitable);
        if (cause) error_chain_steal(cause);
    }
    release(awaitable);
    return result;
}

/* ---- coroutine.__await__ ---- */

typedef struct { Object head; Generator *coroutine; } CoroutineWrapper;

Object *coroutine_await(Object *self) {
    CoroutineWrapper *wrapper = (CoroutineWrapper *)object_new(&coroutine_wrapper_type);
    if (!wrapper) return NULL;
    wrapper->coroutine = (Generator *)retain(self);
    gc_track(&wrapper->head);
    return &wrapper->head;
}

static Object *wrapped(Object *self) { return &((CoroutineWrapper *)self)->coroutine->head; }
static Object *wrapper_next(Object *self) { return object_call_method(wrapped(self), "send", 1, None); }
static Value wrapper_send(Object *self, Object **args) { return value_new(object_call_method(wrapped(self), "send", 1, args[0])); }
static Value wrapper_throw(Object *self, Object **args) {
    return value_new(object_call_method(wrapped(self), "throw", 3, args[0], args[1] ? args[1] : None, args[2] ? args[2] : None));
}
static Value wrapper_close(Object *self, Object **args) {
    (void)args;
    return value_new(object_call_method(wrapped(self), "close", 0));
}
static Object *wrapper_iter(Object *self) { return retain(self); }
static int wrapper_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((CoroutineWrapper *)self)->coroutine);
    return 0;
}
static void wrapper_dealloc(Object *self) {
    RELEASE(((CoroutineWrapper *)self)->coroutine);
    object_free(self);
}

static const Method wrapper_methods[] = {
    {"send", wrapper_send, "(arg, /)", "send(arg) -> send 'arg' into coroutine", 0},
    {"throw", wrapper_throw, "(type, value=None, traceback=None, /)", "throw(value) -> raise exception in coroutine", 0},
    {"close", wrapper_close, "()", "close() -> raise GeneratorExit inside coroutine.", 0},
    {0},
};

Type coroutine_wrapper_type = {
    .head = TYPE_HEAD, .name = "coroutine_wrapper", .size = sizeof(CoroutineWrapper), .flags = TYPE_GC,
    .dealloc = wrapper_dealloc, .traverse = wrapper_traverse, .iter = wrapper_iter, .next = wrapper_next, .methods = wrapper_methods,
};

void coroutine_never_awaited(Object *coroutine) {
    Object *text = str_format("coroutine '%U' was never awaited", ((Generator *)coroutine)->qualname);
    Object *warnings = text && interp.modules ? dict_peek_text(interp.modules, "warnings") : NULL;
    Object *answer = warnings ? object_call_method(warnings, "warn", 2, text, RuntimeWarning) : NULL;
    if (text && !warnings && !error_pending()) {
        Object *file = interp.sys_dict ? dict_peek_str(interp.sys_dict, NAME(stderr)) : NULL;
        Object *line = file && file != None ? str_format("sys:1: RuntimeWarning: %U\n", text) : NULL;
        if (line) answer = object_call_method(file, "write", 1, line);
        release_or_null(line);
    }
    if (error_pending()) error_unraisable(coroutine, NULL);
    release_or_null(answer);
    release_or_null(text);
}

/* ---- async generators ---- */

typedef enum { ASYNC_INIT, ASYNC_RUNNING, ASYNC_DONE } AsyncState;
typedef enum { ASYNC_SEND, ASYNC_THROW, ASYNC_CLOSE } AsyncKind;
/* asend(value), athrow(...), aclose(): value is what is sent, or the tuple of arguments of athrow. */
typedef struct { Object head; Generator *generator; Object *value; AsyncState state; AsyncKind kind; } AsyncStep;

static Object *step_new(Object *generator, AsyncKind kind, Object *value) {
    AsyncStep *step = (AsyncStep *)object_new(kind == ASYNC_SEND ? &async_send_type : &async_throw_type);
    if (!step) return NULL;
    step->generator = (Generator *)retain(generator);
    step->value = retain(value);
    step->kind = kind;
    gc_track(&step->head);
    return &step->head;
}

Object *async_generator_anext(Object *self) { return step_new(self, ASYNC_SEND, None); }
static Value asend_method(Object *self, Object **args) { return value_new(step_new(self, ASYNC_SEND, args[0])); }
static Value aclose_method(Object *self, Object **args) {
    (void)args;
    return value_new(step_new(self, ASYNC_CLOSE, None));
}
static Value athrow_method(Object *self, Object **args) {
    Object *arguments = tuple_of(3, args[0], args[1] ? args[1] : None, args[2] ? args[2] : None);
    Object *step = arguments ? step_new(self, ASYNC_THROW, arguments) : NULL;
    release_or_null(arguments);
    return value_new(step);
}

const Method async_generator_methods[] = {
    {"asend", asend_method, "(value, /)", "asend(v) -> send 'v' in generator.", 0},
    {"athrow", athrow_method, "(type, value=None, traceback=None, /)", "athrow(value) -> raise exception in generator.", 0},
    {"aclose", aclose_method, "()", "aclose() -> raise GeneratorExit inside generator.", 0},
    {0},
};

static const char *step_name(const AsyncStep *step) {
    return step->kind == ASYNC_SEND ? "asend()" : step->kind == ASYNC_CLOSE ? "aclose()" : "athrow()";
}

static void step_done(AsyncStep *step) {
    step->state = ASYNC_DONE;
    step->generator->asend_running = false;
}

/* aclose() is satisfied by the generator's end. */
static Object *step_failed(AsyncStep *step) {
    step_done(step);
    step->generator->closed = true;
    if (step->kind == ASYNC_CLOSE && (error_matches(StopAsyncIteration) || error_matches(GeneratorExit))) {
        error_clear();
        error_set_object(StopIteration, NULL);
    }
    return NULL;
}

/* What one resumption of the generator means for whoever awaits the step. */
static Object *step_outcome(AsyncStep *step, ResumeResult outcome, Value value) {
    Generator *g = step->generator;
    if (outcome == RESUME_ERROR) return step_failed(step);
    if (outcome == RESUME_RETURNED) {
        value_release(value);
        error_set_object(StopAsyncIteration, NULL);
        return step_failed(step);
    }
    Object *o = value_to_object(value);
    if (!o || !g->yielded_value) return o;
    if (step->kind == ASYNC_CLOSE) {
        release(o);
        step_done(step);
        return error_set(RuntimeError, "async generator ignored GeneratorExit");
    }
    step_done(step);
    error_set_object(StopIteration, o);
    release(o);
    return NULL;
}

static Object *step_begin(AsyncStep *step) {
    Generator *g = step->generator;
    if (g->asend_running) {
        step->state = ASYNC_DONE;
        return error_set(RuntimeError, "%s: asynchronous generator is already running", step->kind == ASYNC_SEND ? "anext()" : step_name(step));
    }
    if (g->closed || g->state == GENERATOR_DONE) {
        step->state = ASYNC_DONE;
        return error_set_object(step->kind == ASYNC_CLOSE ? StopIteration : StopAsyncIteration, NULL);
    }
    if (step->kind == ASYNC_SEND && g->state == GENERATOR_CREATED && step->value != None)
        return error_set(TypeError, "can't send non-None value to a just-started async generator");
    step->state = ASYNC_RUNNING;
    g->asend_running = true;
    if (step->kind == ASYNC_CLOSE && g->state == GENERATOR_CREATED) {
        generator_close(g);
        error_set_object(GeneratorExit, NULL);
        return step_failed(step);
    }
    Value value;
    ResumeResult outcome;
    if (step->kind == ASYNC_SEND) {
        outcome = generator_resume(g, step->value, &value);
    } else {
        if (step->kind == ASYNC_CLOSE) error_set_object(GeneratorExit, NULL);
        else if (throw_arguments(((Tuple *)step->value)->items)) { step_done(step); return NULL; }
        outcome = generator_resume(g, NULL, &value);
    }
    return step_outcome(step, outcome, value);
}

static Object *step_send(AsyncStep *step, Object *sent) {
    if (step->state == ASYNC_DONE) return error_set(RuntimeError, "cannot reuse already awaited %s", step->kind == ASYNC_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
    if (step->state == ASYNC_INIT) return step_begin(step);
    Value value;
    ResumeResult outcome = generator_resume(step->generator, sent, &value);
    return step_outcome(step, outcome, value);
}

static Object *step_next(Object *self) { return step_send((AsyncStep *)self, None); }
static Value step_send_method(Object *self, Object **args) { return value_new(step_send((AsyncStep *)self, args[0])); }

static Value step_throw_method(Object *self, Object **args) {
    AsyncStep *step = (AsyncStep *)self;
    if (step->state == ASYNC_DONE)
        return error_set_value(RuntimeError, "cannot reuse already awaited %s", step->kind == ASYNC_SEND ? "__anext__()/asend()" : "aclose()/athrow()");
    if (step->state == ASYNC_INIT) {
        if (step->generator->asend_running) {
            step->state = ASYNC_DONE;
            return error_set_value(RuntimeError, "%s: asynchronous generator is already running", step->kind == ASYNC_SEND ? "anext()" : step_name(step));
        }
        step->state = ASYNC_RUNNING;
        step->generator->asend_running = true;
    }
    if (throw_arguments(args)) return value_error();
    Value value;
    ResumeResult outcome = generator_resume(step->generator, NULL, &value);
    return value_new(step_outcome(step, outcome, value));
}

static Value step_close_method(Object *self, Object **args) {
    (void)args;
    step_done((AsyncStep *)self);
    return value_none();
}

static Object *step_iter(Object *self) { return retain(self); }
static int step_traverse(Object *self, VisitFn visit, void *context) {
    VISIT(((AsyncStep *)self)->generator);
    VISIT(((AsyncStep *)self)->value);
    return 0;
}
static void step_dealloc(Object *self) {
    RELEASE(((AsyncStep *)self)->generator);
    release(((AsyncStep *)self)->value);
    object_free(self);
}

static const Method step_methods[] = {
    {"send", step_send_method, "(arg, /)", NULL, 0},
    {"throw", step_throw_method, "(type, value=None, traceback=None, /)", NULL, 0},
    {"close", step_close_method, "()", NULL, 0},
    {0},
};

#define STEP_TYPE(name_)                                                                                                 \
    {.head = TYPE_HEAD, .name = name_, .size = sizeof(AsyncStep), .flags = TYPE_GC, .dealloc = step_dealloc,             \
     .traverse = step_traverse, .iter = step_iter, .await = step_iter, .next = step_next, .methods = step_methods}

Type async_send_type = STEP_TYPE("async_generator_asend");
Type async_throw_type = STEP_TYPE("async_generator_athrow");

int generators_init(void) {
    Type *const types[] = {&generator_type, &coroutine_type, &async_generator_type, &coroutine_wrapper_type, &async_send_type, &async_throw_type};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (type_ready(types[i])) return -1;
    return 0;
}
