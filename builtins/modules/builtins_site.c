/* builtins_site.c - the objects that a session offers beside the built-in functions: exit, quit, help, copyright,
 * credits, license. Each is called for what it does, and its repr says how to use it. */
#include "builtins/modules/builtins_functions.h"
#include "builtins/types/dict.h"
#include "builtins/types/exception.h"
#include "builtins/types/module.h"
#include "builtins/types/sequence.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/object/interp.h"

typedef struct { Object head; const char *text; } SiteObject;

static Object *site_repr(Object *self) { return str_from_text(((SiteObject *)self)->text); }

static void site_dealloc(Object *self) { object_free(self); }

static Object *site_object(Type *type, const char *text) {
    if (type_ready(type)) return NULL;
    SiteObject *o = (SiteObject *)object_new(type);
    if (o) o->text = text;
    return (Object *)o;
}

/* ---- exit, quit ---- */

#define END_KEY "Ctrl-D (i.e. EOF)"

/* text is the name. */
static Object *quitter_repr(Object *self) { return str_format("Use %s() or " END_KEY " to exit", ((SiteObject *)self)->text); }

/* Closing sys.stdin ends a prompt that would go on after SystemExit. */
static void close_stdin(void) {
    Object *in = retain_or_null(dict_peek_text(interp.sys_dict, "stdin"));
    Object *result = in ? object_call_method(in, "close", 0) : NULL;
    release_or_null(result);
    release_or_null(in);
    error_clear();
}

static Value quitter_call(Object *self UNUSED, Object **args, size_t count, Object *kwnames) {
    static struct Signature *signature;
    Object *bound[1];
    if (args_bind(&signature, "__call__", "(code=None)", args, count, kwnames, bound)) return value_error();
    close_stdin();
    Object *arguments = tuple_of(1, bound[0] ? bound[0] : None), *exception = arguments ? exception_new(SystemExit, arguments) : NULL;
    release_or_null(arguments);
    if (exception) error_raise_steal(exception);
    return value_error();
}

static Object *quitter_name(Object *self) { return str_from_text(((SiteObject *)self)->text); }
static Object *quitter_eof(Object *self UNUSED) { return str_from_text(END_KEY); }

static const Getter quitter_getters[] = {{"name", quitter_name, NULL, NULL}, {"eof", quitter_eof, NULL, NULL}, {0}};

static Type quitter_type = {
    .head = TYPE_HEAD, .name = "_sitebuiltins.Quitter", .size = sizeof(SiteObject), .dealloc = site_dealloc, .repr = quitter_repr,
    .call = quitter_call, .getters = quitter_getters,
};

/* ---- help ---- */

static Value helper_call(Object *self, Object **args, size_t count, Object *kwnames) {
    if (args_no_keywords("help", kwnames) || args_count("help", count, 0, 1)) return value_error();
    Object *argument = count ? args[0] : NULL;
    return builtin_help(self, &argument);
}

static Type helper_type = {
    .head = TYPE_HEAD, .name = "_sitebuiltins._Helper", .size = sizeof(SiteObject), .dealloc = site_dealloc, .repr = site_repr,
    .call = helper_call, .doc = "help(object): prints the signature and description of an object; help() asks for names.",
};

/* ---- copyright, credits, license ---- */

static Value printer_call(Object *self, Object **args UNUSED, size_t count, Object *kwnames) {
    if (args_no_keywords("__call__", kwnames) || args_count("__call__", count, 0, 0)) return value_error();
    Object *text = site_repr(self), *objects = text ? tuple_of(1, text) : NULL;
    release_or_null(text);
    if (!objects) return value_error();
    Object *bound[5] = {objects, NULL, NULL, NULL, NULL};
    Value result = builtin_print(self, bound);
    release(objects);
    return result;
}

static Type printer_type = {
    .head = TYPE_HEAD, .name = "_sitebuiltins._Printer", .size = sizeof(SiteObject), .dealloc = site_dealloc, .repr = site_repr,
    .call = printer_call,
};

int builtins_add_site(Object *module) {
    static const struct { const char *name; Type *type; const char *text; } objects[] = {
        {"exit", &quitter_type, "exit"}, {"quit", &quitter_type, "quit"},
        {"help", &helper_type, "Type help() for interactive help, or help(object) for help about object."},
        {"copyright", &printer_type, "mini is free software; its licence stands in the file LICENSE."},
        {"credits", &printer_type, "mini follows the Python language. Thanks to everybody who made Python what it is."},
        {"license", &printer_type, "See the file LICENSE that comes with mini."},
    };
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (module_add_steal(module, objects[i].name, site_object(objects[i].type, objects[i].text))) return -1;
    return 0;
}
