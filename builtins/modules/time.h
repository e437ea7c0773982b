/* time.h - what other modules take from the time module. */
#ifndef MINI_MODULES_TIME_H
#define MINI_MODULES_TIME_H

#include <time.h>

#include "runtime/object/object.h"

/* An int or float as whole seconds (rounded down) and nanoseconds. 0, -1 with an exception pending. MAY_RUN (__index__). */
int seconds_argument(Object *argument, struct timespec *result);

#endif
