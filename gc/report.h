/* report.h - what a collection tells: debug text, the log line, gc.callbacks. */
#ifndef MINI_GC_REPORT_H
#define MINI_GC_REPORT_H

#include "gc/generations.h"

typedef struct GcReport {
    int generation;
    size_t examined, collected, uncollectable;
    double started;              /* seconds */
} GcReport;

GcReport report_begin(int generation);
/* "gc: collectable <list 0x...>" for each, if that debug flag is on. */
void report_objects(const char *what, const GcHead *list, unsigned flag);
void report_end(const GcReport *report);
/* Calls each of gc.callbacks with the phase ("start", "stop") and a dict. Their exceptions are reported. MAY_RUN */
void report_to_callbacks(const char *phase, const GcReport *report);

#endif
