/* time.c - the time module. Only arguments' conversion and sleep (which serves signals) may run script code. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "builtins/modules/time.h"
#include "builtins/types/dict.h"
#include "builtins/types/float.h"
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/namespace.h"
#include "builtins/types/str.h"
#include "builtins/types/struct_sequence.h"

/* ---- clocks ---- */

static const int64_t NS = 1000000000;

static int read_clock(clockid_t clock, struct timespec *now) {
    if (!clock_gettime(clock, now)) return 0;
    error_errno(OSError, NULL);
    return -1;
}

static Value clock_seconds(clockid_t clock) {
    struct timespec now;
    if (read_clock(clock, &now)) return value_error();
    return value_float((double)(now.tv_sec * NS + now.tv_nsec) / 1e9);
}

static Value clock_nanoseconds(clockid_t clock) {
    struct timespec now;
    if (read_clock(clock, &now)) return value_error();
    return value_int(now.tv_sec * NS + now.tv_nsec);
}

#define CLOCK(name, clock)                                                                              \
    static Value name##_function(Object *self UNUSED, Object **args UNUSED) { return clock_seconds(clock); }     \
    static Value name##_ns_function(Object *self UNUSED, Object **args UNUSED) { return clock_nanoseconds(clock); }
CLOCK(time, CLOCK_REALTIME)
CLOCK(monotonic, CLOCK_MONOTONIC)
CLOCK(perf_counter, CLOCK_MONOTONIC)
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID)

static int clock_argument(Object *argument, clockid_t *clock) {
    ssize_t id;
    if (object_as_index(argument, &id, OverflowError)) return -1;
    *clock = (clockid_t)id;
    return 0;
}

static Value clock_gettime_function(Object *self UNUSED, Object **args) {
    clockid_t clock;
    return clock_argument(args[0], &clock) ? value_error() : clock_seconds(clock);
}

static Value clock_gettime_ns_function(Object *self UNUSED, Object **args) {
    clockid_t clock;
    return clock_argument(args[0], &clock) ? value_error() : clock_nanoseconds(clock);
}

static Value clock_getres_function(Object *self UNUSED, Object **args) {
    clockid_t clock;
    struct timespec resolution;
    if (clock_argument(args[0], &clock)) return value_error();
    if (clock_getres(clock, &resolution)) return value_new(error_errno(OSError, NULL));
    return value_float((double)resolution.tv_sec + (double)resolution.tv_nsec * 1e-9);
}

/* ---- numbers of seconds ---- */

int seconds_argument(Object *argument, struct timespec *result) {
    static const char *const OUT_OF_RANGE = "timestamp out of range for platform time_t";
    if (is_float(argument)) {
        double value = float_value(argument), whole = floor(value);
        if (isnan(value)) return error_set_int(ValueError, "Invalid value NaN (not a number)");
        if (!(whole >= -0x1p63 && whole < 0x1p63)) return error_set_int(OverflowError, "%s", OUT_OF_RANGE);
        result->tv_sec = (time_t)whole;
        result->tv_nsec = (long)((value - whole) * 1e9);
        return 0;
    }
    Object *number = object_index(argument);
    if (!number) return -1;
    bool fits = int_is_machine(number);
    *result = (struct timespec){fits ? int_value(number) : 0, 0};
    release(number);
    return fits ? 0 : error_set_int(OverflowError, "%s", OUT_OF_RANGE);
}

static Value sleep_function(Object *self UNUSED, Object **args) {
    struct timespec length, end;
    if (seconds_argument(args[0], &length)) return value_error();
    if (length.tv_sec < 0) return error_set_value(ValueError, "sleep length must be non-negative");
    if (read_clock(CLOCK_MONOTONIC, &end)) return value_error();
    if (__builtin_add_overflow(end.tv_sec, length.tv_sec, &end.tv_sec) || end.tv_sec == INT64_MAX)
        return error_set_value(OverflowError, "timestamp too large to convert to C _PyTime_t");
    end.tv_nsec += length.tv_nsec;
    if (end.tv_nsec >= NS) end.tv_nsec -= NS, end.tv_sec++;
    do {
        if (interp_serve_signals()) return value_error();
    } while ((errno = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL)) == EINTR);
    return errno ? value_new(error_errno(OSError, NULL)) : value_none();
}

/* ---- struct_time ---- */

static const Getter struct_time_fields[] = {
    STRUCT_FIELD(0, "tm_year", "year, for example, 1993"),
    STRUCT_FIELD(1, "tm_mon", "month of year, range [1, 12]"),
    STRUCT_FIELD(2, "tm_mday", "day of month, range [1, 31]"),
    STRUCT_FIELD(3, "tm_hour", "hours, range [0, 23]"),
    STRUCT_FIELD(4, "tm_min", "minutes, range [0, 59]"),
    STRUCT_FIELD(5, "tm_sec", "seconds, range [0, 61]"),
    STRUCT_FIELD(6, "tm_wday", "day of week, range [0, 6], Monday is 0"),
    STRUCT_FIELD(7, "tm_yday", "day of year, range [1, 366]"),
    STRUCT_FIELD(8, "tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"),
    STRUCT_FIELD(9, "tm_zone", "abbreviation of timezone name"),
    STRUCT_FIELD(10, "tm_gmtoff", "offset from UTC in seconds"),
    {0},
};

static StructType struct_time_type = {
    .type = {STRUCT_SEQUENCE_SLOTS, .name = "time.struct_time", .new = struct_sequence_construct, .getters = struct_time_fields,
             .doc = "A point in time by the calendar: a tuple of nine numbers, with names."},
    .visible = 9, .total = 11,
};

static Object *struct_time_from_tm(const struct tm *tm) {
    const int64_t numbers[] = {(int64_t)tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday, tm->tm_hour, tm->tm_min, tm->tm_sec,
                               (tm->tm_wday + 6) % 7, tm->tm_yday + 1, tm->tm_isdst};
    Object *items[11];
    for (size_t i = 0; i < 9; i++) items[i] = int_from_i64(numbers[i]);
    items[9] = str_from_text(tm->tm_zone ? tm->tm_zone : "");
    items[10] = int_from_i64(tm->tm_gmtoff);
    return struct_sequence_from_items_steal(&struct_time_type, items);
}

static int int_item(Object *tuple, size_t index, int *result) {
    ssize_t value;
    if (object_as_index(tuple_item_borrowed(tuple, index), &value, OverflowError)) return -1;
    *result = (int)value;
    if (*result == value) return 0;
    return error_set_int(OverflowError, "Python int too large to convert to C int");
}

/* Reads a time tuple. 0, -1. MAY_RUN */
static int tm_from_tuple(Object *tuple, const char *function, struct tm *tm) {
    if (!is_tuple(tuple)) return error_set_int(TypeError, "Tuple or struct_time argument required");
    if (tuple_count(tuple) != 9) return error_set_int(TypeError, "%s(): illegal time tuple argument", function);
    *tm = (struct tm){0};
    int *const fields[] = {&tm->tm_year, &tm->tm_mon, &tm->tm_mday, &tm->tm_hour, &tm->tm_min, &tm->tm_sec,
                           &tm->tm_wday, &tm->tm_yday, &tm->tm_isdst};
    for (size_t i = 0; i < 9; i++)
        if (int_item(tuple, i, fields[i])) return -1;
    if (tm->tm_year < INT32_MIN + 1900) return error_set_int(OverflowError, "year out of range");
    tm->tm_year -= 1900;
    tm->tm_mon--;
    tm->tm_wday = (tm->tm_wday + 1) % 7;
    tm->tm_yday--;
    if (tuple->type == &struct_time_type.type) {
        Object **items = ((Tuple *)tuple)->items;
        tm->tm_zone = is_str(items[9]) ? str_data(items[9]) : NULL;
        tm->tm_gmtoff = is_int(items[10]) ? int_value(items[10]) : 0;
    }
    return 0;
}

/* Zero stands for the first month and day; anything else out of range is an error. */
static int check_tm(struct tm *tm) {
    if (tm->tm_mon == -1) tm->tm_mon = 0;
    else if (tm->tm_mon < 0 || tm->tm_mon > 11) return error_set_int(ValueError, "month out of range");
    if (tm->tm_mday == 0) tm->tm_mday = 1;
    else if (tm->tm_mday < 0 || tm->tm_mday > 31) return error_set_int(ValueError, "day of month out of range");
    if (tm->tm_hour < 0 || tm->tm_hour > 23) return error_set_int(ValueError, "hour out of range");
    if (tm->tm_min < 0 || tm->tm_min > 59) return error_set_int(ValueError, "minute out of range");
    if (tm->tm_sec < 0 || tm->tm_sec > 61) return error_set_int(ValueError, "seconds out of range");
    if (tm->tm_wday < 0) return error_set_int(ValueError, "day of week out of range");
    if (tm->tm_yday == -1) tm->tm_yday = 0;
    else if (tm->tm_yday < 0 || tm->tm_yday > 365) return error_set_int(ValueError, "day of year out of range");
    return 0;
}

/* ---- calendar ---- */

/* The time that an optional argument gives in seconds, else now, broken up. 0, -1. */
static int broken_up(Object *argument, struct tm *(*convert)(const time_t *, struct tm *), struct tm *tm) {
    struct timespec when;
    if (!argument || argument == None) {
        if (read_clock(CLOCK_REALTIME, &when)) return -1;
    } else if (seconds_argument(argument, &when)) return -1;
    errno = 0;
    if (convert(&when.tv_sec, tm)) return 0;
    if (errno == EOVERFLOW || !errno) return error_set_int(OverflowError, "timestamp out of range for platform time_t");
    error_errno(OSError, NULL);
    return -1;
}

static Value localtime_function(Object *self UNUSED, Object **args) {
    struct tm tm;
    return broken_up(args[0], localtime_r, &tm) ? value_error() : value_new(struct_time_from_tm(&tm));
}

static Value gmtime_function(Object *self UNUSED, Object **args) {
    struct tm tm;
    return broken_up(args[0], gmtime_r, &tm) ? value_error() : value_new(struct_time_from_tm(&tm));
}

static Value mktime_function(Object *self UNUSED, Object **args) {
    struct tm tm;
    if (tm_from_tuple(args[0], "mktime", &tm)) return value_error();
    tm.tm_wday = -1;    /* mktime sets it if it succeeds */
    time_t result = mktime(&tm);
    if (result == -1 && tm.tm_wday == -1) return error_set_value(OverflowError, "mktime argument out of range");
    return value_float((double)result);
}

/* The optional time tuple, else now. 0, -1. */
static int tm_argument(Object *argument, const char *function, struct tm *tm) {
    if (!argument) return broken_up(NULL, localtime_r, tm);
    return tm_from_tuple(argument, function, tm) || check_tm(tm) ? -1 : 0;
}

static Object *text_of_tm(const struct tm *tm) {
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    Buffer text = BUFFER_INIT;
    buffer_append_format(&text, "%.3s %.3s%3d %.2d:%.2d:%.2d %lld", days + 3 * tm->tm_wday, months + 3 * tm->tm_mon, tm->tm_mday,
                         tm->tm_hour, tm->tm_min, tm->tm_sec, (long long)tm->tm_year + 1900);
    return str_from_buffer(&text);
}

static Value asctime_function(Object *self UNUSED, Object **args) {
    struct tm tm;
    return tm_argument(args[0], "asctime", &tm) ? value_error() : value_new(text_of_tm(&tm));
}

static Value ctime_function(Object *self UNUSED, Object **args) {
    struct tm tm;
    return broken_up(args[0], localtime_r, &tm) ? value_error() : value_new(text_of_tm(&tm));
}

/* strftime does not say whether the text is empty or the room too small, so beyond a generous size it counts as empty. */
static Object *formatted_time(const char *format, const struct tm *tm) {
    size_t most = 256 * (strlen(format) + 1);
    for (size_t room = 256;; room *= 2) {
        char *text = mem_alloc(room);
        if (!text) return error_no_memory();
        size_t length = strftime(text, room, format, tm);
        Object *result = length || room >= most ? str_from_utf8(text, length) : NULL;
        mem_free(text, room);
        if (result || error_pending()) return result;
    }
}

static Value strftime_function(Object *self UNUSED, Object **args) {
    struct tm tm;
    if (!is_str(args[0])) return error_set_value(TypeError, "strftime() argument 1 must be str, not %K", args[0]);
    if (strlen(str_data(args[0])) != str_size(args[0])) return error_set_value(ValueError, "embedded null character");
    if (tm_argument(args[1], "strftime", &tm)) return value_error();
    return value_new(formatted_time(str_data(args[0]), &tm));
}

static Value strptime_function(Object *self UNUSED, Object **args) {
    Object *text = args[0], *format = args[1];
    if (!is_str(text)) return error_set_value(TypeError, "strptime() argument 0 must be str, not <class '%T'>", text);
    if (format && !is_str(format)) return error_set_value(TypeError, "strptime() argument 1 must be str, not <class '%T'>", format);
    struct tm tm = {.tm_mday = 1, .tm_isdst = -1};
    const char *pattern = format ? str_data(format) : "%a %b %d %H:%M:%S %Y";
    const char *rest = strptime(str_data(text), pattern, &tm);
    if (!rest && format) return error_set_value(ValueError, "time data %R does not match format %R", text, format);
    if (!rest) return error_set_value(ValueError, "time data %R does not match format '%s'", text, pattern);
    if (*rest) return error_set_value(ValueError, "unconverted data remains: %s", rest);
    struct tm calendar = tm;    /* day of week and year follow from the date */
    timegm(&calendar);
    tm.tm_wday = calendar.tm_wday;
    tm.tm_yday = calendar.tm_yday;
    Object *result = struct_time_from_tm(&tm);
    if (result) object_replace_steal(&((Tuple *)result)->items[9], retain(None)), object_replace_steal(&((Tuple *)result)->items[10], retain(None));
    return value_new(result);
}

/* ---- the time zone ---- */

static int add_number(Object *module, const char *name, int64_t value) { return module_add_steal(module, name, int_from_i64(value)); }

/* Names and offsets of winter and summer time, found by looking at both ends of the year. */
static int add_time_zone(Object *module) {
    tzset();
    const time_t half_year = 365 * 86400 / 2;
    time_t january = time(NULL) / (2 * half_year) * (2 * half_year), july = january + half_year;
    struct tm winter, summer;
    if (!localtime_r(&january, &winter) || !localtime_r(&july, &summer)) return 0;
    if (winter.tm_gmtoff > summer.tm_gmtoff) {    /* the southern half of the world */
        struct tm swapped = winter;
        winter = summer;
        summer = swapped;
    }
    if (add_number(module, "timezone", -winter.tm_gmtoff) || add_number(module, "altzone", -summer.tm_gmtoff)) return -1;
    if (add_number(module, "daylight", winter.tm_gmtoff != summer.tm_gmtoff)) return -1;
    Object *first = str_from_text(winter.tm_zone), *second = first ? str_from_text(summer.tm_zone) : NULL;
    Object *names = second ? tuple_of(2, first, second) : NULL;
    release_or_null(first);
    release_or_null(second);
    return module_add_steal(module, "tzname", names);
}

static Value tzset_function(Object *module, Object **args UNUSED) {
    return add_time_zone(module) ? value_error() : value_none();
}

/* ---- the module ---- */

static Object *clock_info(const char *clock, bool adjustable) {
    Object *fields = dict_new(), *implementation = fields ? str_format("clock_gettime(%s)", clock) : NULL, *resolution = float_from_double(1e-9);
    Object *info = NULL;
    if (implementation && resolution && !dict_set_text(fields, "implementation", implementation) &&
        !dict_set_text(fields, "monotonic", adjustable ? False : True) && !dict_set_text(fields, "adjustable", adjustable ? True : False) &&
        !dict_set_text(fields, "resolution", resolution)) info = namespace_new(fields);
    release_or_null(fields);
    release_or_null(implementation);
    release_or_null(resolution);
    return info;
}

static Value get_clock_info_function(Object *self UNUSED, Object **args) {
    static const struct { const char *name, *clock; bool adjustable; } clocks[] = {
        {"time", "CLOCK_REALTIME", true}, {"monotonic", "CLOCK_MONOTONIC", false}, {"perf_counter", "CLOCK_MONOTONIC", false},
        {"process_time", "CLOCK_PROCESS_CPUTIME_ID", false}, {"thread_time", "CLOCK_THREAD_CPUTIME_ID", false}};
    if (!is_str(args[0])) return error_set_value(TypeError, "get_clock_info() argument 1 must be str, not %K", args[0]);
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
        if (str_equal_text(args[0], clocks[i].name)) return value_new(clock_info(clocks[i].clock, clocks[i].adjustable));
    return error_set_value(ValueError, "unknown clock");
}

static const Method time_functions[] = {
    {"get_clock_info", get_clock_info_function, "(name, /)", "What a clock is: its implementation, resolution, whether it is monotonic and adjustable.", 0},
    {"time", time_function, "()", "Seconds since the epoch (1970, UTC).", 0},
    {"time_ns", time_ns_function, "()", "Nanoseconds since the epoch.", 0},
    {"monotonic", monotonic_function, "()", "Seconds of a clock that never goes backward.", 0},
    {"monotonic_ns", monotonic_ns_function, "()", "Nanoseconds of the clock of monotonic().", 0},
    {"perf_counter", perf_counter_function, "()", "Seconds of the finest clock, for measuring.", 0},
    {"perf_counter_ns", perf_counter_ns_function, "()", "Nanoseconds of the clock of perf_counter().", 0},
    {"process_time", process_time_function, "()", "Seconds of processor time that the process has used.", 0},
    {"process_time_ns", process_time_ns_function, "()", "Nanoseconds of processor time that the process has used.", 0},
    {"thread_time", thread_time_function, "()", "Seconds of processor time that the thread has used.", 0},
    {"thread_time_ns", thread_time_ns_function, "()", "Nanoseconds of processor time that the thread has used.", 0},
    {"clock_gettime", clock_gettime_function, "(clk_id, /)", "Seconds of the clock with that number.", 0},
    {"clock_gettime_ns", clock_gettime_ns_function, "(clk_id, /)", "Nanoseconds of the clock with that number.", 0},
    {"clock_getres", clock_getres_function, "(clk_id, /)", "The smallest step of that clock, in seconds.", 0},
    {"sleep", sleep_function, "(seconds, /)", "Waits that long; Ctrl-C ends it.", 0},
    {"localtime", localtime_function, "(seconds=None, /)", "The local time, of now or of so many seconds after the epoch, as a struct_time.", 0},
    {"gmtime", gmtime_function, "(seconds=None, /)", "The same in UTC.", 0},
    {"mktime", mktime_function, "(tuple, /)", "Seconds since the epoch for a local time.", 0},
    {"asctime", asctime_function, "(tuple=None, /)", "A time as text such as 'Sat Jun 06 16:26:11 1998'.", 0},
    {"ctime", ctime_function, "(seconds=None, /)", "asctime(localtime(seconds)).", 0},
    {"strftime", strftime_function, "(format, tuple=None, /)", "A time as the format's % codes say.", 0},
    {"strptime", strptime_function, "(string, format='%a %b %d %H:%M:%S %Y', /)", "Reads a time by the format's % codes.", 0},
    {"tzset", tzset_function, "()", "Reads the TZ environment variable again.", 0},
    {0},
};

static int time_init(Object *module) {
    if (struct_sequence_ready(&struct_time_type) || module_add_type(module, &struct_time_type.type)) return -1;
    if (add_number(module, "CLOCK_REALTIME", CLOCK_REALTIME) || add_number(module, "CLOCK_MONOTONIC", CLOCK_MONOTONIC)) return -1;
    if (add_number(module, "CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID)) return -1;
    if (add_number(module, "CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID)) return -1;
    if (add_number(module, "CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW) || add_number(module, "CLOCK_BOOTTIME", CLOCK_BOOTTIME)) return -1;
    if (add_number(module, "CLOCK_TAI", CLOCK_TAI) || add_number(module, "_STRUCT_TM_ITEMS", 11)) return -1;
    return add_time_zone(module);
}

const ModuleDef time_module = {
    .name = "time", .doc = "Clocks, calendar times, and waiting.", .functions = time_functions, .init = time_init,
};
