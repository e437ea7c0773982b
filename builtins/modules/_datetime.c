/* _datetime.c - the arithmetic of module datetime (builtins/lib/datetime.mini): a day's number, the clock in microseconds.
 *
 * Day 1 is 1 January of year 1; a stamp counts microseconds, a day's number times a day's length and the time of day.
 * Only exact ints are taken: for anything else a function answers None, and the module's own code, which knows all rules
 * and messages, takes over. Runs no script code. */
#include "builtins/types/int.h"
#include "builtins/types/module.h"
#include "builtins/types/tuple.h"

#define DAY INT64_C(86400000000)
enum { MAX_ORDINAL = 3652059, DAYS_IN_400_YEARS = 146097, DAYS_IN_100_YEARS = 36524, DAYS_IN_4_YEARS = 1461 };

static bool is_leap(int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

/* Of the days of the year before that month (1 to 13). */
static int64_t days_before_month(int64_t year, int64_t month) {
    static const uint16_t days[] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    return days[month] + (month > 2 && is_leap(year));
}

static int64_t ordinal_of(int64_t year, int64_t month, int64_t day) {
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + days_before_month(year, month) + day;
}

typedef struct { int64_t year, month, day; } Date;

static Date date_of(int64_t ordinal) {
    int64_t n = ordinal - 1, n400 = n / DAYS_IN_400_YEARS;
    n %= DAYS_IN_400_YEARS;
    int64_t n100 = n / DAYS_IN_100_YEARS;
    n %= DAYS_IN_100_YEARS;
    int64_t n4 = n / DAYS_IN_4_YEARS;
    n %= DAYS_IN_4_YEARS;
    int64_t n1 = n / 365, year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1;
    n %= 365;
    if (n1 == 4 || n100 == 4) return (Date){year - 1, 12, 31};
    int64_t month = (n + 50) >> 5;
    if (days_before_month(year, month) > n) month--;
    return (Date){year, month, n - days_before_month(year, month) + 1};
}

/* Machine ints from `count` arguments, NULL counting as 0. false: there is something else. */
static bool read_ints(Object **args, size_t count, int64_t *values) {
    for (size_t i = 0; i < count; i++) {
        if (args[i] && !is_machine_int(args[i])) return false;
        values[i] = args[i] ? int_value(args[i]) : 0;
    }
    return true;
}

static Value ints_tuple(const int64_t *values, size_t count) {
    Object *tuple = tuple_new(count);
    for (size_t i = 0; tuple && i < count; i++)
        if (!(((Tuple *)tuple)->items[i] = int_from_i64(values[i]))) CLEAR(tuple);
    if (tuple) gc_track(tuple);
    return value_new(tuple);
}

static bool is_date(int64_t year, int64_t month, int64_t day) {
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_before_month(year, month + 1) - days_before_month(year, month);
}

static Value stamp_function(Object *self UNUSED, Object **args) {
    int64_t v[7];
    if (!read_ints(args, 7, v) || !is_date(v[0], v[1], v[2])) return value_none();
    if ((uint64_t)v[3] > 23 || (uint64_t)v[4] > 59 || (uint64_t)v[5] > 59 || (uint64_t)v[6] > 999999) return value_none();
    return value_int(ordinal_of(v[0], v[1], v[2]) * DAY + ((v[3] * 60 + v[4]) * 60 + v[5]) * 1000000 + v[6]);
}

static Value split_function(Object *self UNUSED, Object **args) {
    int64_t stamp;
    if (!read_ints(args, 1, &stamp) || stamp < DAY || stamp / DAY > MAX_ORDINAL) return value_none();
    Date date = date_of(stamp / DAY);
    int64_t rest = stamp % DAY, seconds = rest / 1000000;
    return ints_tuple((int64_t[]){date.year, date.month, date.day, seconds / 3600, seconds / 60 % 60, seconds % 60, rest % 1000000}, 7);
}

static Value delta_function(Object *self UNUSED, Object **args) {
    static const int64_t units[] = {DAY, 1000000, 1, 1000, 60000000, 3600000000, 7 * DAY};
    int64_t v[7], total = 0, part;
    if (!read_ints(args, 7, v)) return value_none();
    for (size_t i = 0; i < 7; i++)
        if (__builtin_mul_overflow(v[i], units[i], &part) || __builtin_add_overflow(total, part, &total)) return value_none();
    return value_int(total);
}

static Value divide_function(Object *self UNUSED, Object **args) {
    int64_t total;
    if (!read_ints(args, 1, &total)) return value_none();
    int64_t days = total / DAY, rest = total % DAY;
    if (rest < 0) {
        days--;
        rest += DAY;
    }
    return ints_tuple((int64_t[]){days, rest / 1000000, rest % 1000000}, 3);
}

static const Method functions[] = {
    {"stamp", stamp_function, "(year, month, day, hour=0, minute=0, second=0, microsecond=0, /)",
     "Microseconds by the clock; None unless these are ints that a datetime may have.", 0},
    {"split", split_function, "(stamp, /)", "(year, month, day, hour, minute, second, microsecond); None if out of range.", 0},
    {"delta", delta_function, "(days, seconds, microseconds, milliseconds, minutes, hours, weeks, /)",
     "The sum in microseconds; None if one is no int, or far too large.", 0},
    {"divide", divide_function, "(microseconds, /)", "(days, seconds, microseconds) of a timedelta; None if far too large.", 0},
    {0}
};

const ModuleDef _datetime_module = {.name = "_datetime", .doc = "Arithmetic for module datetime.", .functions = functions};
