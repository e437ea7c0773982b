/* fixture.h - start-up for unit tests that need objects: TestSuite(name, .init = start_objects). */
#ifndef MINI_TESTS_FIXTURE_H
#define MINI_TESTS_FIXTURE_H

#include "runtime/object/protocol.h"

/* Interned names, all types ready, an empty builtins dict. */
void start_objects(void);
/* The pending exception as "Type: message", taken; "" when there is none. Valid until the next call. */
const char *taken_error(void);
/* repr(o), likewise; releases o. */
const char *repr_text_steal(Object *o);

#endif
