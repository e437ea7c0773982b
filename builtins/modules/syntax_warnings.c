/* syntax_warnings.c - hands the parser's and the types' warnings to the warnings module, which is imported for the first of
 * them. */
#include "builtins/modules/syntax_warnings.h"

#include "builtins/modules/import.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "grammar/suspicious.h"
#include "runtime/object/interp.h"

/* Nobody has touched the filters: then a DeprecationWarning of the parser is never shown. */
static bool filters_untouched(void) {
    Object *options = dict_peek_text(interp.sys_dict, "warnoptions");
    return !dict_peek_text(interp.modules, "warnings") && !(options && is_list(options) && list_count(options));
}

static int tell(Type *category, Object *message, Object *filename, uint32_t line) {
    if (!interp.sys_dict || !interp.modules || interp.finalizing) return 0;
    if (category == DeprecationWarning && filters_untouched()) return 0;
    Object *module = import_module("warnings");
    Object *number = module ? int_from_i64(line) : NULL, *result = NULL;
    if (number) result = object_call_method(module, "warn_explicit", 4, message, (Object *)category, filename, number);
    release_or_null(module);
    release_or_null(number);
    release_or_null(result);
    return result ? 0 : -1;
}

static int tell_now(Type *category, Object *message) {
    if (!interp.sys_dict || !interp.modules || interp.finalizing) return 0;
    Object *module = import_module("warnings"), *result = NULL;
    if (module) result = object_call_method(module, "warn", 2, message, (Object *)category);
    release_or_null(module);
    release_or_null(result);
    return result ? 0 : -1;
}

void syntax_warnings_prepare(void) {
    syntax_warning_hook = tell;
    error_warn_hook = tell_now;
}
