/* generator.h - generators, coroutines and async generators; see generator.c. */
#ifndef MINI_EVAL_GENERATOR_H
#define MINI_EVAL_GENERATOR_H

#include "runtime/eval/frame.h"

typedef enum { GENERATOR_CREATED, GENERATOR_SUSPENDED, GENERATOR_RUNNING, GENERATOR_DONE } GeneratorState;

typedef struct Generator {
    Object head;
    /* Its slots lie on the heap; frame.generator points back. The generator owns the frame's code, function (NULL for
     * generator expressions), closure, globals and builtins; function and closure end with the body. */
    Frame frame;
    Object *name, *qualname;
    Object *sent;             /* value for the yield that is being resumed, owned, or NULL */
    Object *awaiting;         /* what yield from or await waits for (borrowed from a slot), or NULL */
    Object *handled_outside;  /* what was being handled when something was thrown in (borrowed, only to compare) */
    Object **thrown;          /* what throw() was given, while it is on its way to the script iterator that is awaited */
    Object *weakrefs;
    TakeFn take;              /* where yielded values go without suspending (Type.drain), or NULL */
    void *take_context;
    GeneratorState state;
    bool yielded_value;       /* async generators: the last suspension was a yield, not an await */
    bool closed;              /* async generators: aclose() or an exception ended it */
    bool asend_running;
} Generator;

extern Type generator_type, coroutine_type, async_generator_type;
extern Type coroutine_wrapper_type, async_send_type, async_throw_type;
static inline bool is_generator(const Object *o) { return o->type == &generator_type; }
static inline bool is_coroutine(const Object *o) { return o->type == &coroutine_type; }

typedef enum { RESUME_ERROR = -1, RESUME_RETURNED = 0, RESUME_YIELDED = 1 } ResumeResult;

/* Goes on with a generator. sent: borrowed value for the yield (None to start); or NULL with an exception pending, which
 * is raised at the yield. The caller holds a reference to the generator. *result: what was yielded or returned (owned, perhaps unboxed). MAY_RUN */
ResumeResult generator_resume(Generator *generator, Object *sent, Value *result);
/* The next value for a for statement: V_ERROR with or without an exception (exhausted). */
Value generator_next_value(Generator *generator);
/* Sends to any iterator, as yield from does: sent None means next(). Result as above. */
ResumeResult iterator_send(Object *iterator, Object *sent, Value *result);
/* Delivers the pending exception to any iterator (throw(), or close() for GeneratorExit). thrown: the arguments of throw() in
 * its place, or NULL. */
ResumeResult iterator_throw(Object *iterator, Object **thrown, Value *result);
/* generator.close(): 0, -1 */
int generator_close(Generator *generator);
/* The iterator behind `await o`. New reference, or NULL with TypeError pending. */
Object *awaitable_iterator(Object *o);
/* async for and async with: __aiter__ and __anext__ with CPython's checks. New references. */
Object *async_iterator(Object *o);
Object *async_next_awaitable(Object *iterator);

int generators_init(void);

#endif
