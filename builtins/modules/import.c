/* import.c - finding and loading modules. See import.h.
 *
 * A dotted name is imported part by part; each part is looked for in sys.modules, then by the finders of sys.meta_path,
 * one of which stands for what follows: it is looked for (at the top) among the built-in
 * modules, then in the folders of sys.path or of the package's __path__, then among the embedded modules: a script's own
 * json.py comes before ours, as with CPython's library. In a folder, NAME/__init__.mini comes
 * before NAME.mini, .mini before .py; a folder without an __init__ is a namespace package if nothing else is found. */
#include "builtins/modules/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builtins/modules/embedded.h"
#include "builtins/types/codec_registry.h"
#include "builtins/types/dict.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"
#include "runtime/eval/import.h"
#include "runtime/eval/run.h"
#include "runtime/object/names.h"

#define MODULE(name) extern const ModuleDef name##_module;
#include "builtins/modules/modules.def"
#undef MODULE

static const ModuleDef *const module_defs[] = {
#define MODULE(name) &name##_module,
#include "builtins/modules/modules.def"
#undef MODULE
};
enum { MODULE_DEF_COUNT = sizeof module_defs / sizeof *module_defs };

Object *import_builtin_names(void) {
    Object *names = tuple_new(MODULE_DEF_COUNT);
    for (size_t i = 0; names && i < MODULE_DEF_COUNT; i++)
        if (!(((Tuple *)names)->items[i] = str_from_text(module_defs[i]->name))) CLEAR(names);
    return names;
}

/* ---- reading files ---- */

static char *read_all(int file, size_t *length) {
    size_t capacity = 4096, used = 0;
    char *text = mem_alloc(capacity);
    while (text) {
        ssize_t got = read(file, text + used, capacity - used - 1);
        if (got < 0 && errno == EINTR) { if (interp_check_interrupt()) break; continue; }
        if (got < 0) { error_errno(OSError, NULL); break; }
        used += (size_t)got;
        if (got == 0) {
            text[used] = 0;
            char *fitted = mem_realloc(text, capacity, used + 1);
            if (!fitted) break;
            *length = used;
            return fitted;
        }
        if (used + 1 < capacity) continue;
        char *larger = mem_realloc(text, capacity, capacity * 2);
        if (!larger) { mem_free(text, capacity); return error_no_memory(); }
        text = larger;
        capacity *= 2;
    }
    if (!error_pending()) error_no_memory();
    mem_free(text, capacity);
    return NULL;
}

char *import_read_file(const char *path, size_t *length) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return error_errno(OSError, path);
    struct stat info;
    char *text = NULL;
    if (!fstat(file, &info) && S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        error_errno(OSError, path);
    } else {
        text = read_all(file, length);
    }
    close(file);
    return text;
}

/* ---- loading ---- */

/* Runs the source in the module's dict. The module is in sys.modules meanwhile; a failure takes it out again. 0, -1 */
static int run_module(Module *module, Object *name, const char *text, size_t length, Object *filename) {
    if (dict_set(interp.modules, name, &module->head)) return -1;
    module->state = module;   /* its body is running */
    Object *result = run_source(text, length, filename, module->dict, PARSE_FILE);
    module->state = NULL;
    if (result) {
        release(result);
        return 0;
    }
    Object *exception = error_take();
    if (dict_delete(interp.modules, name) < 0) error_clear();
    error_restore_steal(exception);
    return -1;
}

/* "a.b" for "a.b.c"; the name itself for a package. New reference. */
static Object *package_of(Object *name, bool is_package) {
    const char *dot = is_package ? NULL : strrchr(str_data(name), '.');
    if (is_package) return retain(name);
    return str_from_utf8(str_data(name), dot ? (size_t)(dot - str_data(name)) : 0);
}

/* path: Str of the package's folder, or NULL for a plain module. */
static Object *new_source_module(Object *name, Object *filename, Object *path) {
    Object *module = module_new(name), *package = module ? package_of(name, path != NULL) : NULL;
    Object *dict = module ? module_dict_borrowed(module) : NULL, *builtins = dict_peek_text(interp.modules, "builtins");
    Object *paths = path ? list_from_items(&path, 1) : NULL;
    bool failed = !package || dict_set(dict, NAME(__package__), package) || dict_set(dict, NAME(__file__), filename) ||
                  (path && (!paths || dict_set(dict, NAME(__path__), paths))) || (builtins && dict_set(dict, NAME(__builtins__), builtins));
    release_or_null(package);
    release_or_null(paths);
    if (failed) CLEAR(module);
    return module;
}

/* What sys.modules holds after the body ran: it may have put something else there. STEALS module. */
static Object *finished_steal(Object *module, Object *name) {
    Object *current = dict_peek(interp.modules, name);
    if (!current) return error_pending() ? (release(module), NULL) : module;
    retain(current);
    release(module);
    return current;
}

/* What `mini -m` runs as __main__; NULL before and after it was found. Both borrowed. */
static struct { Object *module, *name; } main_run;

/* Runs the source in __main__, whose arguments then begin with the file. New reference to it. */
static Object *load_as_main(Object *name, const char *text, size_t length, Object *filename) {
    Object *module = retain(main_run.module), *dict = module_dict_borrowed(module), *package = package_of(name, false);
    Object *arguments = dict_peek_text(interp.sys_dict, "argv"), *first = int_from_i64(0), *result = NULL;
    main_run.module = main_run.name = NULL;   /* an import of the same name by this code is an ordinary one */
    if (package && first && arguments && !object_set_item(arguments, first, filename) &&
        !dict_set(dict, NAME(__package__), package) && !dict_set(dict, NAME(__file__), filename))
        result = run_source(text, length, filename, dict, PARSE_FILE);
    release_or_null(first);
    release_or_null(package);
    if (!result) CLEAR(module);
    release_or_null(result);
    return module;
}

static Object *load_text(Object *name, const char *text, size_t length, Object *filename, Object *path) {
    if (!path && main_run.name && str_equal(name, main_run.name)) return load_as_main(name, text, length, filename);
    Object *module = new_source_module(name, filename, path);
    if (module && run_module((Module *)module, name, text, length, filename)) CLEAR(module);
    return module ? finished_steal(module, name) : NULL;
}

static Object *load_file(Object *name, const char *file, const char *folder) {
    size_t length;
    char *text = import_read_file(file, &length);
    if (!text) return NULL;
    Object *filename = str_from_text(file), *path = folder ? str_from_text(folder) : NULL, *module = NULL;
    if (filename && (path || !folder)) module = load_text(name, text, length, filename, path);
    release_or_null(filename);
    release_or_null(path);
    mem_free(text, length + 1);
    return module;
}

static Object *load_builtin(const ModuleDef *def, Object *name) {
    Object *module = module_from_def(def);
    if (module && dict_set(interp.modules, name, module)) CLEAR(module);
    return module;
}

static Object *load_embedded(const EmbeddedModule *entry, Object *name) {
    Object *filename = str_format("<frozen %s>", entry->name), *module = NULL;
    if (filename) module = load_text(name, entry->text, entry->size, filename, entry->is_package ? filename : NULL);
    release_or_null(filename);
    return module;
}

/* ---- finding ---- */

static bool is_file(const char *path) {
    struct stat info;
    return !stat(path, &info) && S_ISREG(info.st_mode);
}
static bool is_folder(const char *path) {
    struct stat info;
    return !stat(path, &info) && S_ISDIR(info.st_mode);
}

/* folder + "/" + name + suffix as text that lives in the buffer; NULL on MemoryError. */
static const char *join(Buffer *buffer, const char *folder, const char *name, const char *suffix) {
    buffer_truncate(buffer, 0);
    if (*folder) {
        buffer_append_text(buffer, folder);
        if (folder[strlen(folder) - 1] != '/') buffer_append_byte(buffer, '/');
    }
    buffer_append_text(buffer, name);
    buffer_append_text(buffer, suffix);
    buffer_append_byte(buffer, 0);
    return buffer_failed(buffer) ? error_no_memory() : buffer->data;
}

/* Looks in one folder. New reference; NULL with or without an exception. *namespace: a folder of that name is there. */
static Object *find_in_folder(Object *name, const char *last, const char *folder, bool *namespace) {
    static const char *const inits[] = {"/__init__.mini", "/__init__.py"}, *const files[] = {".mini", ".py"};
    Buffer path = BUFFER_INIT, package = BUFFER_INIT;
    Object *module = NULL;
    const char *file = NULL, *base = join(&package, folder, last, "");
    bool found = false;
    if (base && is_folder(base)) {
        for (size_t i = 0; i < 2 && !found && (file = join(&path, folder, last, inits[i])); i++) found = is_file(file);
        if (found) module = load_file(name, file, base);
        else *namespace = true;
    }
    for (size_t i = 0; base && !error_pending() && i < 2 && !found && (file = join(&path, folder, last, files[i])); i++)
        if ((found = is_file(file))) module = load_file(name, file, NULL);
    buffer_free(&path);
    buffer_free(&package);
    return module;
}

/* A package made of all folders of that name that were found. */
static Object *load_namespace(Object *name, Object *folders) {
    Object *module = module_new(name);
    if (!module) return NULL;
    Object *dict = module_dict_borrowed(module);
    if (dict_set(dict, NAME(__path__), folders) || dict_set(dict, NAME(__package__), name) || dict_set(interp.modules, name, module)) CLEAR(module);
    return module;
}

static int add_namespace_folder(Object *folders, const char *folder, const char *last) {
    Buffer path = BUFFER_INIT;
    const char *joined = join(&path, folder, last, "");
    Object *text = joined ? str_from_text(joined) : NULL;
    int result = text ? list_append_steal(folders, text) : -1;
    buffer_free(&path);
    return result;
}

/* namespaces: false looks for files only; true makes a namespace package of the folders of that name. */
static Object *find_on_path(Object *name, const char *last, Object *path, bool namespaces) {
    Object *list = list_from_iterable(path), *folders = list ? list_new(0) : NULL, *module = NULL;
    for (size_t i = 0; folders && !module && !error_pending() && i < list_count(list); i++) {
        Object *entry = ((List *)list)->items[i];
        if (!is_str(entry)) continue;
        bool namespace = false;
        module = find_in_folder(name, last, str_data(entry), &namespace);
        if (!module && namespace && namespaces && !error_pending()) add_namespace_folder(folders, str_data(entry), last);
    }
    if (!module && folders && !error_pending() && list_count(folders)) module = load_namespace(name, folders);
    release_or_null(list);
    release_or_null(folders);
    return module;
}

static const ModuleDef *find_builtin(const char *name) {
    for (size_t i = 0; i < MODULE_DEF_COUNT; i++)
        if (!strcmp(module_defs[i]->name, name)) return module_defs[i];
    return NULL;
}
static const EmbeddedModule *find_embedded(const char *name) {
    for (size_t i = 0; i < embedded_module_count; i++)
        if (!strcmp(embedded_modules[i].name, name)) return &embedded_modules[i];
    return NULL;
}

/* path: sys.path or a package's __path__. New reference; NULL with or without an exception. */
static Object *find_and_load(Object *name, const char *last, Object *path, bool top) {
    const ModuleDef *def = find_builtin(str_data(name));
    if (def && top) return load_builtin(def, name);
    Object *module = path ? find_on_path(name, last, path, false) : NULL;
    if (module || error_pending()) return module;
    const EmbeddedModule *entry = find_embedded(str_data(name));
    if (entry) return load_embedded(entry, name);
    return path ? find_on_path(name, last, path, true) : NULL;
}

/* ---- sys.meta_path ---- */

static Value finder_find_spec(Object *class UNUSED, Object **args) {
    Object *module = import_module("importlib.util"), *spec = NULL;
    if (module) spec = object_call_method(module, "find_spec_on_path", 2, args[0], args[1] ? args[1] : None);
    release_or_null(module);
    return value_new(spec);
}

static Value finder_invalidate_caches(Object *class UNUSED, Object **args UNUSED) { return value_none(); }

static const Method finder_methods[] = {
    {"find_spec", finder_find_spec, "(fullname, path=None, target=None)", "The spec of a module in a file, or None.", METHOD_CLASS},
    {"invalidate_caches", finder_invalidate_caches, "()", "Does nothing: folders are looked at anew by every import.", METHOD_CLASS},
    {0},
};

/* Stands in sys.meta_path for all of the built-in ways to find a module. */
static Type path_finder_type = {
    .head = TYPE_HEAD, .name = "_frozen_importlib_external.PathFinder", .size = sizeof(Object), .flags = TYPE_IMMUTABLE,
    .methods = finder_methods, .doc = "Finds modules on sys.path, and those that are part of mini.",
};

/* While what asks the finders is imported itself they are left out. */
static bool asking_begins;

/* What a script's finder gives: a new reference; NULL with or without an exception. */
static Object *ask_finder(Object *finder, Object *name, Object *path) {
    asking_begins = true;
    Object *helper = import_module("importlib._hooks"), *module = NULL;
    asking_begins = false;
    if (helper) module = object_call_method(helper, "load", 3, finder, name, path);
    release_or_null(helper);
    if (module == None) CLEAR(module);
    return module;
}

/* By the finders of sys.meta_path, in order. top: path is sys.path, which finders do not get. As find_and_load. */
static Object *find_by_finders(Object *name, const char *last, Object *path, bool top) {
    Object *finders = dict_peek_text(interp.sys_dict, "meta_path"), *module = NULL;
    bool plain = asking_begins || !finders || !is_list(finders) ||
                 (list_count(finders) == 1 && ((List *)finders)->items[0] == (Object *)&path_finder_type);
    if (plain) return find_and_load(name, last, path, top);
    retain(finders);
    for (size_t i = 0; !module && !error_pending() && i < list_count(finders); i++) {
        Object *finder = retain(((List *)finders)->items[i]);
        bool built_in = finder == (Object *)&path_finder_type;
        module = built_in ? find_and_load(name, last, path, top) : ask_finder(finder, name, top ? None : path);
        release(finder);
    }
    release(finders);
    return module;
}

static int add_path_finder(void) {
    Object *finders = dict_peek_text(interp.sys_dict, "meta_path");
    if (type_ready(&path_finder_type)) return -1;
    return finders ? list_append(finders, (Object *)&path_finder_type) : 0;
}

/* ---- dotted names ---- */

static Object *not_found(Object *name, const char *reason, Object *parent) {
    return parent ? error_import(ModuleNotFoundError, name, NULL, "No module named %R; %R %s", name, parent, reason)
                  : error_import(ModuleNotFoundError, name, NULL, "No module named %R", name);
}

/* From sys.modules: new reference; NULL with or without an exception. */
static Object *loaded(Object *name) {
    Object *module = dict_peek(interp.modules, name);
    if (module == None) return error_import(ModuleNotFoundError, name, NULL, "import of %U halted; None in sys.modules", name);
    return retain_or_null(module);
}

/* One part of a dotted name below its parent (a module, NULL at the top). New reference. */
static Object *import_part(Object *name, const char *last, Object *parent, Object *parent_name) {
    Object *module = loaded(name);
    if (module || error_pending()) return module;
    Object *path = parent ? object_getattr_or_null(parent, NAME(__path__)) : retain_or_null(dict_peek_text(interp.sys_dict, "path"));
    if (!path && error_pending()) return NULL;
    if (!path && parent) return not_found(name, "is not a package", parent_name);
    module = find_by_finders(name, last, path, !parent);
    release_or_null(path);
    if (!module && !error_pending()) return not_found(name, NULL, NULL);
    if (module && parent) {
        Object *attribute = str_intern_text(last);
        if (!attribute || object_setattr(parent, attribute, module)) CLEAR(module);
        release_or_null(attribute);
    }
    return module;
}

/* All parts; the module that the whole name means. *top: the first part's module (new reference) if asked for. */
static Object *import_dotted(Object *name, Object **top) {
    Object *already = loaded(name);
    if (already && !top) return already;
    release_or_null(already);
    if (error_pending()) return NULL;
    Object *module = NULL, *prefix = NULL;
    const char *text = str_data(name), *end = text + str_size(name);
    for (const char *from = text;;) {
        const char *dot = memchr(from, '.', (size_t)(end - from));
        if (!dot) dot = end;
        Object *part = str_intern_utf8(text, (size_t)(dot - text)), *last = part ? str_from_utf8(from, (size_t)(dot - from)) : NULL;
        Object *next = last ? import_part(part, str_data(last), module, prefix) : NULL;
        release_or_null(last);
        release_or_null(module);
        release_or_null(prefix);
        module = next;
        prefix = part;
        if (next && top && from == text) *top = retain(next);
        if (!next || dot == end) break;
        from = dot + 1;
    }
    release_or_null(prefix);
    if (!module && top) CLEAR(*top);
    return module;
}

/* ---- relative names ---- */

/* The package that the importing code is in. New reference to a Str. */
static Object *current_package(Object *globals) {
    if (!is_dict(globals)) return error_set(KeyError, "'__name__' not in globals");
    Object *package = dict_peek_str(globals, NAME(__package__));
    if (package && package != None) {
        if (!is_str(package)) return error_set(TypeError, "package must be a string");
        return retain(package);
    }
    Object *name = error_pending() ? NULL : dict_peek_str(globals, NAME(__name__));
    if (!name || !is_str(name)) return error_pending() ? NULL : error_set(KeyError, "'__name__' not in globals");
    return package_of(name, dict_peek_str(globals, NAME(__path__)) != NULL);
}

static Object *absolute_name(Object *name, Object *globals, int64_t level) {
    Object *package = current_package(globals);
    if (!package) return NULL;
    size_t size = str_size(package);
    if (!size) {
        release(package);
        return error_import(ImportError, NULL, NULL, "attempted relative import with no known parent package");
    }
    for (int64_t i = 1; i < level; i++) {
        while (size && str_data(package)[size - 1] != '.') size--;
        if (!size) {
            release(package);
            return error_import(ImportError, NULL, NULL, "attempted relative import beyond top-level package");
        }
        size--;
    }
    Object *base = str_from_utf8(str_data(package), size);
    Object *result = !base ? NULL : str_size(name) ? str_format("%U.%U", base, name) : retain(base);
    release_or_null(base);
    release(package);
    return result;
}

/* ---- from module import names ---- */

static int import_submodule(Object *module, Object *name, Object *item) {
    if (!is_str(item)) return error_set_int(TypeError, "Item in ``from list'' must be str, not %T", item);
    if (str_equal_text(item, "*")) {
        Object *all = object_getattr_or_null(module, NAME(__all__));
        Object *names = all ? tuple_from_iterable(all) : NULL;
        int result = names ? 0 : error_pending() ? -1 : 0;
        for (size_t i = 0; !result && names && i < tuple_count(names); i++)
            if (!str_equal_text(tuple_item_borrowed(names, i), "*")) result = import_submodule(module, name, tuple_item_borrowed(names, i));
        release_or_null(all);
        release_or_null(names);
        return result;
    }
    Object *interned = str_intern_steal(retain(item)), *found = interned ? object_getattr_or_null(module, interned) : NULL;
    release_or_null(interned);
    if (found || error_pending()) {
        release_or_null(found);
        return error_pending() ? -1 : 0;
    }
    Object *full = str_format("%U.%U", name, item), *submodule = full ? import_dotted(full, NULL) : NULL;
    if (!submodule && full && error_matches(ModuleNotFoundError)) {
        Object *missing = ((ImportErrorObject *)error_peek())->name;
        if (missing && is_str(missing) && str_equal(missing, full)) error_clear();   /* import_attribute words the error */
    }
    release_or_null(full);
    release_or_null(submodule);
    return error_pending() ? -1 : 0;
}

static int import_fromlist(Object *module, Object *fromlist) {
    Object *path = object_getattr_or_null(module, NAME(__path__));
    if (!path) return error_pending() ? -1 : 0;
    release(path);
    Object *name = object_getattr(module, NAME(__name__)), *items = name ? tuple_from_iterable(fromlist) : NULL;
    int result = items ? 0 : -1;
    for (size_t i = 0; !result && i < tuple_count(items); i++) result = import_submodule(module, name, tuple_item_borrowed(items, i));
    release_or_null(name);
    release_or_null(items);
    return result;
}

/* ---- __import__ ---- */

/* `import .a.b` cannot be written, but __import__('a.b', level=1) gives package.a. */
static Object *relative_top(Object *name, Object *full) {
    const char *dot = strchr(str_data(name), '.');
    size_t cut = dot ? str_size(name) - (size_t)(dot - str_data(name)) : 0;
    Object *top = str_from_utf8(str_data(full), str_size(full) - cut), *module = top ? import_dotted(top, NULL) : NULL;
    release_or_null(top);
    return module;
}

static Object *import_name(Object *name, Object *globals, Object *fromlist, int64_t level) {
    if (level < 0) return error_set(ValueError, "level must be >= 0");
    if (!level && !str_size(name)) return error_set(ValueError, "Empty module name");
    int from = fromlist ? object_truth(fromlist) : 0;
    if (from < 0) return NULL;
    Object *full = level ? absolute_name(name, globals, level) : retain(name), *top = NULL;
    if (!full) return NULL;
    Object *module = import_dotted(full, !from && !level ? &top : NULL);
    if (module && from && import_fromlist(module, fromlist)) CLEAR(module);
    if (module && !from) {
        Object *result = level ? relative_top(name, full) : top;
        release(module);
        module = result;
    }
    release(full);
    return module;
}

Object *import_module(const char *name) {
    Object *text = str_intern_text(name), *module = text ? import_dotted(text, NULL) : NULL;
    release_or_null(text);
    return module;
}

/* ---- mini -m ---- */

/* Runs the module of that name as __main__; a package is imported instead. New reference; NULL with or without an
 * exception. */
static Object *find_main(Object *name, Object *main_module) {
    const char *text = str_data(name), *dot = strrchr(text, '.');
    Object *prefix = dot ? str_intern_utf8(text, (size_t)(dot - text)) : NULL, *parent = prefix ? import_dotted(prefix, NULL) : NULL;
    release_or_null(prefix);
    if (dot && !parent) return NULL;
    Object *path = parent ? object_getattr_or_null(parent, NAME(__path__)) : retain_or_null(dict_peek_text(interp.sys_dict, "path"));
    Object *module = NULL;
    if (path) {
        main_run.module = main_module, main_run.name = name;
        module = find_and_load(name, dot ? dot + 1 : text, path, !parent);
        main_run.module = main_run.name = NULL;
    }
    release_or_null(path);
    release_or_null(parent);
    return module;
}

static int refuse_main(const char *name, const char *reason) {
    fprintf(stderr, "mini: %s%s\n", reason, name);
    return 1;
}

/* The package has been imported: its __main__. */
static int run_package_main(const char *name, Object *main_module) {
    Object *full = str_format("%s.__main__", name), *module = full ? find_main(full, main_module) : NULL;
    release_or_null(full);
    if (!module && error_pending()) return -1;
    if (!module) fprintf(stderr, "mini: No module named %s.__main__; '%s' is a package and cannot be directly executed\n", name, name);
    release_or_null(module);
    return module ? 0 : 1;
}

int import_run_main(const char *name, Object *main_module) {
    Object *full = str_intern_text(name), *module = full ? find_main(full, main_module) : NULL;
    release_or_null(full);
    if (!module) return error_pending() ? -1 : refuse_main(name, "No module named ");
    Object *path = module == main_module ? NULL : object_getattr_or_null(module, NAME(__path__));
    int status = module == main_module ? 0 : path ? run_package_main(name, main_module) : error_pending() ? -1 : refuse_main(name, "No code object available for ");
    release_or_null(path);
    release(module);
    return status;
}

/* ---- start-up ---- */

/* A built-in module that the interpreter itself holds by its dict. */
static Object *load_first(const char *name) {
    Object *text = str_intern_text(name), *module = NULL;
    if (text) module = load_builtin(find_builtin(name), text);
    release_or_null(text);
    Object *dict = module ? retain(module_dict_borrowed(module)) : NULL;
    release_or_null(module);
    return dict;
}

static int start_codecs(void) {
    Object *name = str_intern_text("encodings"), *module = name ? import_name(name, None, None, 0) : NULL;
    release_or_null(name);
    release_or_null(module);
    return module ? 0 : -1;
}

int import_init(void) {
    import_hook = import_name;
    codec_registry_start_hook = start_codecs;
    if (!(interp.modules = dict_new()) || !(interp.builtins = load_first("builtins"))) return -1;
    Object *sys = load_first("sys");
    if (!sys) return -1;
    release_or_null(interp.sys_dict);
    interp.sys_dict = sys;
    return dict_set_text(interp.sys_dict, "modules", interp.modules) || add_path_finder() ? -1 : 0;
}
