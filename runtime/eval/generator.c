/* generator.c - generators and coroutines: objects that own the frame of a suspended function.
 *
 * A generator keeps its frame and slots on the heap, so a suspended one uses no C stack and all its references are in
 * plain sight of the collector. To resume, the body is executed again with frame->resuming set; each statement on the way
 * goes back to where it was (resume.c), down to the yield, which takes the value sent or raises the exception thrown. */
#include "runtime/eval/generator.h"

#include <stddef.h>
#include <string.h>

#include "builtins/types/str.h"
#include "runtime/base/mem.h"
#include "runtime/eval/async.h"
#include "runtime/eval/eval.h"
#include "runtime/eval/table.h"
#include "runtime/eval/trace.h"
#include "runtime/object/names.h"

/* ---- making ---- */

static Type *type_for(const Code *code) {
    if (code->flags & CODE_COROUTINE) return &coroutine_type;
    return code->flags & CODE_ASYNC_GENERATOR ? &async_generator_type : &generator_type;
}

/* Takes over the slots (moved out of `slots`). */
static Object *generator_new(Code *code, Function *function, Tuple *closure, Object *globals, Object *builtins, Value *slots) {
    Generator *g = (Generator *)object_new(type_for(code));
    if (!g) return NULL;
    retain_or_null((Object *)function);
    retain_or_null((Object *)closure);
    g->frame = (Frame){.code = RETAIN(code), .function = function, .closure = closure, .globals = retain(globals),
                       .builtins = retain_or_null(builtins), .generator = &g->head};
    g->name = retain(function ? function->name : code->name);
    g->qualname = retain(function ? function->qualname : code->qualname);
    if (code->slot_count) {
        g->frame.slots = mem_array(code->slot_count, sizeof(Value));
        if (!g->frame.slots) { RELEASE(g); return error_no_memory(); }
        memcpy(g->frame.slots, slots, code->slot_count * sizeof(Value));
        for (uint32_t i = 0; i < code->slot_count; i++) slots[i].tag = V_ERROR;
    }
    gc_track(&g->head);
    if (frame_make_cells(code, g->frame.slots)) { RELEASE(g); return NULL; }
    return &g->head;
}

Value generator_from_call(Function *function, Value *slots) {
    Object *generator = generator_new(function->code, function, (Tuple *)function->closure, function->globals, function->builtins, slots);
    if (!generator) slots_clear(slots, function->code->slot_count);
    return value_new(generator);
}

/* The first iterable is evaluated, and its iterator made, at once; it becomes the expression's first slot. */
Value generator_from_expression(NodeGeneratorExp *node, Frame *frame) {
    Code *code = node->code;
    NodeCompFor *first = NODE_CAST(CompFor, node->clauses.items[0]);
    if (!code->prepared && code_prepare(code)) return fail(node);
    Object *source = eval_object(first->iter, frame);
    if (!source) return value_error();
    Object *iterator = first->is_async ? async_iterator(source) : object_iter(source);
    release(source);
    if (!iterator) return fail(node);
    bool failed;
    Object *closure = closure_make(code, frame, &failed), *generator = NULL;
    Value *slots = failed ? NULL : mem_array(code->slot_count + 1, sizeof(Value));
    if (slots) {
        for (uint32_t i = 0; i < code->slot_count; i++) slots[i].tag = V_ERROR;
        slots[first->iter_slot] = value_new(iterator);
        generator = generator_new(code, NULL, (Tuple *)closure, frame->globals, frame->builtins, slots);
        if (!generator) slots_clear(slots, code->slot_count);
        mem_free_array(slots, code->slot_count + 1, sizeof(Value));
    } else {
        if (!failed) error_no_memory();
        release(iterator);
    }
    release_or_null(closure);
    return generator ? value_new(generator) : fail(node);
}

Value eval_generatorexp(Node *node, Frame *frame) { return generator_from_expression(NODE_CAST(GeneratorExp, node), frame); }

/* ---- running ---- */

static const char *kind_name(const Generator *g) {
    return g->head.type == &coroutine_type ? "coroutine" : g->head.type == &async_generator_type ? "async generator" : "generator";
}

/* The frame ends: its object, if any, keeps what is in the slots; references are dropped. */
static void finish(Generator *g) {
    g->state = GENERATOR_DONE;
    g->awaiting = NULL;
    if (g->frame.object) {
        g->frame.back = NULL;
        frame_retire(&g->frame);
    }
    Value *slots = g->frame.slots;
    g->frame.slots = NULL;
    if (slots) {
        slots_clear(slots, g->frame.code->slot_count);
        mem_free_array(slots, g->frame.code->slot_count, sizeof(Value));
    }
    CLEAR(g->frame.closure);      /* a cycle through a cell ends here, as in CPython */
    CLEAR(g->frame.function);
}

/* StopIteration must not leave a generator's body as itself. */
static void convert_stop_iteration(Generator *g) {
    bool stop = error_matches(StopIteration);
    bool async_stop = g->head.type == &async_generator_type && error_matches(StopAsyncIteration);
    if (!stop && !async_stop) return;
    Object *cause = error_take();
    error_set(RuntimeError, "%s raised %s", kind_name(g), stop ? "StopIteration" : "StopAsyncIteration");
    if (error_matches(RuntimeError)) {
        ExceptionObject *exception = (ExceptionObject *)error_peek();
        exception_set_cause_steal(exception, retain(cause), true);
        object_replace_steal(&exception->context, retain(cause));
    }
    release(cause);
}

/* Runs the body until it suspends or ends; a lambda's was lowered to a block with a return. */
static ALWAYS_INLINE Flow run_body(Generator *g) {
    Node *node = g->frame.code->node;
    return exec(node->kind == NODE_Function ? NODE_CAST(Function, node)->body : node, &g->frame);
}

/* Goes on where a suspended generator stopped. sent: borrowed, NULL with the exception to raise there pending. */
static ALWAYS_INLINE Flow go_on(Generator *g, Object *sent) {
    g->state = GENERATOR_RUNNING;
    g->sent = sent;
    if (unlikely(!sent)) g->handled_outside = interp.handled;
    g->frame.resuming = true;
    Frame *back = g->frame.back = interp.frame;
    interp.frame = &g->frame;
    interp.calls_left--;
    Flow flow = run_body(g);
    interp.calls_left++;
    interp.frame = back;
    if (likely(flow == FLOW_YIELD)) {
        g->state = GENERATOR_SUSPENDED;
        g->frame.back = NULL;
    }
    return flow;
}

static ALWAYS_INLINE bool may_go_on(const Generator *g) {
    return likely(g->state == GENERATOR_SUSPENDED) && !stack_is_low() && likely(interp.calls_left > 0);
}

static ResumeResult ended(Generator *g, Flow flow, Value *result) {
    if (flow == FLOW_ERROR) {
        frame_add_traceback(&g->frame);
        convert_stop_iteration(g);
        *result = value_error();
        finish(g);
        return RESUME_ERROR;
    }
    *result = flow == FLOW_RETURN ? g->frame.result : value_new(retain(None));
    finish(g);
    return RESUME_RETURNED;
}

static ResumeResult cannot_run(Generator *g, Value *result) {
    *result = value_error();
    if (g->state == GENERATOR_RUNNING) {
        if (error_pending()) error_clear();
        error_set(ValueError, "%s already executing", kind_name(g));
    } else if (stack_is_low() || interp.calls_left <= 0) {
        if (error_pending()) error_clear();
        error_recursion("");
    }
    return RESUME_ERROR;
}

/* The first run. sent NULL: an exception that is pending comes before the first statement. */
static NOINLINE ResumeResult start(Generator *g, const Object *sent, Value *result) {
    if (!sent) {
        interp.error_node = g->frame.code->node;
        return ended(g, FLOW_ERROR, result);
    }
    g->state = GENERATOR_RUNNING;
    g->sent = NULL;
    g->frame.resuming = false;
    g->frame.back = interp.frame;
    interp.frame = &g->frame;
    interp.calls_left--;
    Flow flow = unlikely(interp_safe_point()) ? fail_flow(g->frame.code->node) : run_body(g);
    interp.calls_left++;
    interp.frame = g->frame.back;
    if (flow != FLOW_YIELD) return ended(g, flow, result);
    g->state = GENERATOR_SUSPENDED;
    g->frame.back = NULL;
    *result = g->frame.result;
    return RESUME_YIELDED;
}

ResumeResult generator_resume(Generator *g, Object *sent, Value *result) {
    if (may_go_on(g)) {
        Flow flow = go_on(g, sent);
        if (unlikely(flow != FLOW_YIELD)) return ended(g, flow, result);
        *result = g->frame.result;
        return RESUME_YIELDED;
    }
    if (g->state == GENERATOR_DONE) {
        *result = sent ? value_new(retain(None)) : value_error();
        return sent ? RESUME_RETURNED : RESUME_ERROR;
    }
    if (g->state != GENERATOR_CREATED || stack_is_low() || interp.calls_left <= 0) return cannot_run(g, result);
    return start(g, sent, result);
}

/* What a run that did not go on ends with for a loop: the value of one that was only begun now, else V_ERROR. */
static NOINLINE Value first_or_last(Generator *g) {
    Value value;
    ResumeResult outcome = generator_resume(g, None, &value);
    if (outcome != RESUME_RETURNED) return value;
    value_release(value);
    return value_error();
}

static NOINLINE Value last(Generator *g, Flow flow) {
    Value value;
    if (ended(g, flow, &value) == RESUME_RETURNED) value_release(value);
    return value_error();
}

Value generator_next_value(Generator *g) {
    if (unlikely(!may_go_on(g))) return first_or_last(g);
    Flow flow = go_on(g, None);
    return likely(flow == FLOW_YIELD) ? g->frame.result : last(g, flow);
}

/* ---- what scripts call ---- */

/* StopIteration with a value, as return in a generator gives it. */
static void raise_stop(Value value) {
    Object *o = value_to_object(value);
    if (!o) return;
    if (o == None) error_set_object(StopIteration, NULL);
    else {
        /* A tuple or an exception as value must not be spread into arguments. */
        error_set_object(StopIteration, o);
    }
    release(o);
}

static Value to_script(ResumeResult outcome, Value value) {
    if (outcome == RESUME_YIELDED) return value;
    if (outcome == RESUME_RETURNED) raise_stop(value);
    return value_error();
}

/* A plain end raises nothing; a value that was returned travels in StopIteration. */
static Object *generator_iternext(Object *self) {
    Value value;
    ResumeResult outcome = generator_resume((Generator *)self, None, &value);
    if (outcome == RESUME_YIELDED) return value_to_object(value);
    if (outcome == RESUME_RETURNED) {
        if (value_is_object(value) && value.o == None) value_release(value);
        else raise_stop(value);
    }
    return NULL;
}

/* While a trace function is set each item is its own return from the frame. */
static int generator_drain(Object *self, TakeFn take, void *context, Value *item) {
    Generator *g = (Generator *)self;
    bool given = g->state != GENERATOR_RUNNING && !trace_is_on();
    if (given) {
        g->take = take;
        g->take_context = context;
    }
    ResumeResult outcome = generator_resume(g, None, item);
    if (given) g->take = NULL;
    if (outcome == RESUME_RETURNED) value_release(*item);
    return outcome;
}

static int check_reuse(Generator *g) {
    if (g->head.type == &coroutine_type && g->state == GENERATOR_DONE)
        return error_set_int(RuntimeError, "cannot reuse already awaited coroutine");
    return 0;
}

static Value send_method(Object *self, Object **args) {
    Generator *g = (Generator *)self;
    if (check_reuse(g)) return value_error();
    if (g->state == GENERATOR_CREATED && args[0] != None)
        return error_set_value(TypeError, "can't send non-None value to a just-started %s", kind_name(g));
    Value value;
    ResumeResult outcome = generator_resume(g, args[0], &value);
    return to_script(outcome, value);
}

/* Makes what throw(type, value, traceback) was given pending. 0 pending as asked; -1 with TypeError pending. */
int throw_arguments(Object **args) {
    Object *type = args[0], *value = args[1], *traceback = args[2];
    if (traceback == None) traceback = NULL;
    if (traceback && traceback->type != &traceback_type)
        return error_set_int(TypeError, "throw() third argument must be a traceback object");
    Object *exception;
    if (is_exception_class(type)) {
        if (value && is_exception(value) && object_is_instance(value, (Type *)type)) exception = retain(value);
        else if (!value || value == None) exception = object_call_noargs(type);
        else if (is_tuple(value)) exception = object_call_tuple(type, value, NULL);
        else exception = object_call_one(type, value);
    } else if (is_exception(type)) {
        if (value && value != None) return error_set_int(TypeError, "instance exception may not have a separate value");
        exception = retain(type);
    } else {
        return error_set_int(TypeError, "exceptions must be classes or instances deriving from BaseException, not %T", type);
    }
    if (!exception) return -1;
    if (!is_exception(exception)) {
        error_set(TypeError, "calling %R should have returned an instance of BaseException, not %T", type, exception);
        release(exception);
        return -1;
    }
    if (traceback) object_replace_steal(&((ExceptionObject *)exception)->traceback, retain(traceback));
    error_restore_steal(exception);   /* its context is what the generator handles, not the caller */
    return 0;
}

/* The generator at the end of a chain of delegations, if it waits for an iterator that is none itself; else NULL. */
static Generator *innermost_delegating(Generator *g) {
    while (g->state == GENERATOR_SUSPENDED && g->awaiting) {
        if (!is_generator(g->awaiting) && !is_coroutine(g->awaiting)) return g;
        g = (Generator *)g->awaiting;
    }
    return NULL;
}

static bool is_generator_exit(Object *o) {
    return is_exception_class(o) ? type_is_subtype((Type *)o, GeneratorExit) : object_is_instance(o, GeneratorExit);
}

/* Such an iterator gets the arguments of throw() as they are, whatever they are. */
static bool has_throw(Object *iterator) {
    Object *throw = object_getattr_or_null(iterator, NAME(throw));
    if (!throw) error_clear();
    release_or_null(throw);
    return throw != NULL;
}

static Value throw_method(Object *self, Object **args) {
    Generator *g = (Generator *)self, *innermost = innermost_delegating(g);
    if (check_reuse(g)) return value_error();
    bool raw = innermost && !is_generator_exit(args[0]) && has_throw(innermost->awaiting);
    if (throw_arguments(args) && !(raw && error_matches(TypeError))) return value_error();
    if (raw) {
        RETAIN(innermost);
        innermost->thrown = args;
    }
    Value value;
    ResumeResult outcome = generator_resume(g, NULL, &value);
    if (raw) {
        innermost->thrown = NULL;
        RELEASE(innermost);
    }
    return to_script(outcome, value);
}

int generator_close(Generator *g) {
    if (g->state == GENERATOR_DONE) return 0;
    if (g->state == GENERATOR_CREATED) {
        finish(g);
        return 0;
    }
    error_set_object(GeneratorExit, NULL);
    Value value;
    ResumeResult outcome = generator_resume(g, NULL, &value);
    if (outcome == RESUME_YIELDED) {
        value_release(value);
        return error_set_int(RuntimeError, "%s ignored GeneratorExit", kind_name(g));
    }
    if (outcome == RESUME_RETURNED) {
        value_release(value);
        return 0;
    }
    return error_clear_if(GeneratorExit) || error_clear_if(StopIteration) ? 0 : -1;
}

static Value close_method(Object *self, Object **args) {
    (void)args;
    return generator_close((Generator *)self) ? value_error() : value_none();
}

/* ---- delegation ---- */

/* Result of a finished sub-iterator: StopIteration's value. */
static ResumeResult stopped(Value *result) {
    if (!error_pending()) {
        *result = value_new(retain(None));
        return RESUME_RETURNED;
    }
    *result = value_error();
    if (!error_matches(StopIteration)) return RESUME_ERROR;
    Object *exception = error_take();
    *result = value_new(stop_iteration_value(exception));
    release(exception);
    return result->tag == V_ERROR ? RESUME_ERROR : RESUME_RETURNED;
}

ResumeResult iterator_send(Object *iterator, Object *sent, Value *result) {
    if (is_generator(iterator) || is_coroutine(iterator)) {
        Generator *g = (Generator *)iterator;
        if (g->state == GENERATOR_CREATED && sent != None) {
            *result = value_error();
            error_set(TypeError, "can't send non-None value to a just-started %s", kind_name(g));
            return RESUME_ERROR;
        }
        if (check_reuse(g)) { *result = value_error(); return RESUME_ERROR; }
        return generator_resume(g, sent, result);
    }
    Object *o;
    if (sent == None && iterator->type->next) o = iterator->type->next(iterator);
    else o = object_call_method(iterator, "send", 1, sent);
    if (!o) return stopped(result);
    *result = value_new(o);
    return RESUME_YIELDED;
}

/* GeneratorExit closes the sub-iterator and goes on. */
static ResumeResult close_iterator(Object *iterator, Value *result) {
    Object *exception = error_take();
    *result = value_error();
    int failed = 0;
    if (is_generator(iterator) || is_coroutine(iterator)) {
        failed = generator_close((Generator *)iterator);
    } else {
        Object *close = object_getattr_or_null(iterator, NAME(close));
        Object *answer = close ? object_call_noargs(close) : NULL;
        failed = error_pending() ? -1 : 0;
        release_or_null(close);
        release_or_null(answer);
    }
    if (failed) release(exception);
    else error_restore_steal(exception);
    return RESUME_ERROR;
}

/* throw(*thrown), with as many arguments as were given. */
static Object *throw_given(Object *throw, Object **thrown) {
    size_t count = 1;
    while (count < 3 && thrown[count]) count++;
    return object_call(throw, thrown, count, NULL);
}

ResumeResult iterator_throw(Object *iterator, Object **thrown, Value *result) {
    if (error_matches(GeneratorExit)) return close_iterator(iterator, result);
    if (is_generator(iterator) || is_coroutine(iterator)) return generator_resume((Generator *)iterator, NULL, result);
    Object *exception = error_take();
    Object *throw = object_getattr_or_null(iterator, NAME(throw));
    *result = value_error();
    if (!throw) {
        if (error_pending()) release(exception);
        else error_restore_steal(exception);
        return RESUME_ERROR;
    }
    Object *o = thrown ? throw_given(throw, thrown) : object_call_one(throw, exception);
    release(throw);
    release(exception);
    if (!o) return stopped(result);
    *result = value_new(o);
    return RESUME_YIELDED;
}

/* ---- life ---- */

static int generator_traverse(Object *self, VisitFn visit, void *context) {
    Generator *g = (Generator *)self;
    VISIT(g->frame.code);
    VISIT(g->frame.function);
    VISIT(g->frame.closure);
    VISIT(g->frame.globals);
    VISIT(g->frame.builtins);
    VISIT(g->name);
    VISIT(g->qualname);
    VISIT(g->frame.object);
    for (uint32_t i = 0; g->frame.slots && i < g->frame.code->slot_count; i++)
        if (g->frame.slots[i].tag == V_NEW) VISIT(g->frame.slots[i].o);
    return 0;
}

static int generator_clear(Object *self) {
    Generator *g = (Generator *)self;
    if (g->state != GENERATOR_RUNNING) finish(g);
    return 0;
}

/* A generator that dies while suspended is closed, so its finally blocks run. */
static void generator_finalize(Object *self) {
    Generator *g = (Generator *)self;
    if (g->state == GENERATOR_DONE || g->state == GENERATOR_RUNNING) return;
    Object *pending = error_take();
    if (g->head.type == &coroutine_type && g->state == GENERATOR_CREATED) coroutine_never_awaited(self);
    else if (g->state == GENERATOR_SUSPENDED && generator_close(g)) error_unraisable(self, NULL);
    if (pending) error_restore_steal(pending);
}

static void generator_dealloc(Object *self) {
    Generator *g = (Generator *)self;
    if (g->frame.slots || g->frame.object) finish(g);
    RELEASE(g->frame.code);
    release_or_null((Object *)g->frame.function);
    release_or_null((Object *)g->frame.closure);
    release(g->frame.globals);
    release_or_null(g->frame.builtins);
    release(g->name);
    release(g->qualname);
    object_free(self);
}

static Object *generator_repr(Object *self) {
    Generator *g = (Generator *)self;
    return str_format("<%s object %U at %p>", g->head.type == &async_generator_type ? "async_generator" : kind_name(g), g->qualname, (void *)g);
}

/* ---- attributes ---- */

static Object *get_name(Object *self) { return retain(((Generator *)self)->name); }
static Object *get_qualname(Object *self) { return retain(((Generator *)self)->qualname); }
static int set_text(Object **field, Object *value, const char *what) {
    if (!value || !is_str(value)) return error_set_int(TypeError, "%s must be set to a string object", what);
    object_replace_steal(field, retain(value));
    return 0;
}
static int set_name(Object *self, Object *value) { return set_text(&((Generator *)self)->name, value, "__name__"); }
static int set_qualname(Object *self, Object *value) { return set_text(&((Generator *)self)->qualname, value, "__qualname__"); }
static Object *get_running(Object *self) { return retain(((Generator *)self)->state == GENERATOR_RUNNING ? True : False); }
static Object *get_suspended(Object *self) { return retain(((Generator *)self)->state == GENERATOR_SUSPENDED ? True : False); }
static Object *get_code(Object *self) { return retain((Object *)((Generator *)self)->frame.code); }
static Object *get_awaiting(Object *self) {
    Object *o = ((Generator *)self)->awaiting;
    return retain(o && ((Generator *)self)->state == GENERATOR_SUSPENDED ? o : None);
}
static Object *get_frame(Object *self) {
    Generator *g = (Generator *)self;
    if (g->state == GENERATOR_DONE) return retain(None);
    return retain_or_null((Object *)frame_object_borrowed(&g->frame));
}
static Object *get_origin(Object *self) {
    (void)self;
    return retain(None);
}

static const Method generator_methods[] = {
    {"send", send_method, "(arg, /)", "send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration.", 0},
    {"throw", throw_method, "(type, value=None, traceback=None, /)", "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.", 0},
    {"close", close_method, "()", "close() -> raise GeneratorExit inside generator.", 0},
    {0},
};

static const Getter generator_getters[] = {
    {"__name__", get_name, set_name, "name of the generator"},
    {"__qualname__", get_qualname, set_qualname, "qualified name of the generator"},
    {"gi_yieldfrom", get_awaiting, NULL, "object being iterated by yield from, or None"},
    {"gi_running", get_running, NULL, NULL},
    {"gi_suspended", get_suspended, NULL, NULL},
    {"gi_frame", get_frame, NULL, NULL},
    {"gi_code", get_code, NULL, NULL},
    {0},
};

static const Method coroutine_methods[] = {
    {"send", send_method, "(arg, /)", "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration.", 0},
    {"throw", throw_method, "(type, value=None, traceback=None, /)", "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.", 0},
    {"close", close_method, "()", "close() -> raise GeneratorExit inside coroutine.", 0},
    {0},
};

static const Getter coroutine_getters[] = {
    {"__name__", get_name, set_name, "name of the coroutine"},
    {"__qualname__", get_qualname, set_qualname, "qualified name of the coroutine"},
    {"cr_await", get_awaiting, NULL, "object being awaited on, or None"},
    {"cr_running", get_running, NULL, NULL},
    {"cr_suspended", get_suspended, NULL, NULL},
    {"cr_frame", get_frame, NULL, NULL},
    {"cr_code", get_code, NULL, NULL},
    {"cr_origin", get_origin, NULL, NULL},
    {0},
};

static const Getter async_generator_getters[] = {
    {"__name__", get_name, set_name, "name of the async generator"},
    {"__qualname__", get_qualname, set_qualname, "qualified name of the async generator"},
    {"ag_await", get_awaiting, NULL, "object being awaited on, or None"},
    {"ag_running", get_running, NULL, NULL},
    {"ag_frame", get_frame, NULL, NULL},
    {"ag_code", get_code, NULL, NULL},
    {0},
};

static Object *self_iter(Object *self) { return retain(self); }

#define GENERATOR_COMMON                                                                                                 \
    .head = TYPE_HEAD, .size = sizeof(Generator), .flags = TYPE_GC, .weakrefs_offset = offsetof(Generator, weakrefs),    \
    .dealloc = generator_dealloc, .finalize = generator_finalize, .traverse = generator_traverse, .clear = generator_clear, \
    .repr = generator_repr

Type generator_type = {
    GENERATOR_COMMON, .name = "generator", .iter = self_iter, .next = generator_iternext, .drain = generator_drain,
    .methods = generator_methods, .getters = generator_getters,
};
Type coroutine_type = {
    GENERATOR_COMMON, .name = "coroutine", .await = coroutine_await,
    .methods = coroutine_methods, .getters = coroutine_getters,
};
Type async_generator_type = {
    GENERATOR_COMMON, .name = "async_generator", .aiter = self_iter, .anext = async_generator_anext,
    .methods = async_generator_methods, .getters = async_generator_getters,
};
