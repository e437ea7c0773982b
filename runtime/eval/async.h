/* async.h - what only coroutines and async generators have; see async.c. */
#ifndef MINI_EVAL_ASYNC_H
#define MINI_EVAL_ASYNC_H

#include "runtime/eval/generator.h"

extern const Method async_generator_methods[];
Object *coroutine_await(Object *self);
Object *async_generator_anext(Object *self);
/* RuntimeWarning "coroutine 'f' was never awaited" on stderr. */
void coroutine_never_awaited(Object *coroutine);
/* As awaitable_iterator, with the message of async with. */
Object *awaitable_iterator_for(Object *o, const char *method);
/* Makes the arguments of throw(type, value, traceback) the pending exception. 0; -1 with TypeError pending. */
int throw_arguments(Object **args);

#endif
