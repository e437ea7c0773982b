/* complete_files.c - names of files, and of modules that could be imported. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builtins/modules/embedded.h"
#include "builtins/modules/import.h"
#include "builtins/types/dict.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "repl/complete.h"
#include "runtime/object/error.h"
#include "runtime/object/interp.h"

/* ---- files ---- */

/* The folder that the typed path names, "." if none; ~ is the home folder. */
static void folder_of(const Completion *completion, size_t folder, Buffer *path) {
    const char *typed = completion->prefix, *home = getenv("HOME");
    if (folder == 0) buffer_append_text(path, ".");
    else if (*typed == '~' && typed[1] == '/' && home) {
        buffer_append_text(path, home);
        buffer_append(path, typed + 1, folder - 1);
    } else buffer_append(path, typed, folder);
    buffer_append_byte(path, 0);
}

static bool is_folder(const Buffer *folder, const char *name) {
    Buffer path = BUFFER_INIT;
    struct stat status;
    buffer_append_format(&path, "%s/%s", folder->data, name);
    bool found = !path.failed && stat(path.data, &status) == 0 && S_ISDIR(status.st_mode);
    buffer_free(&path);
    return found;
}

static void add_file(Completion *completion, const Buffer *folder, size_t typed, const char *name) {
    if (!strcmp(name, ".") || !strcmp(name, "..") || (*name == '.' && completion->prefix_length == typed)) return;
    Buffer word = BUFFER_INIT;
    buffer_append(&word, completion->prefix, typed);
    buffer_append_text(&word, name);
    if (completion_settings.mark_folders && is_folder(folder, name)) buffer_append_byte(&word, '/');
    if (!word.failed) completion_add(completion, word.data, word.length);
    buffer_free(&word);
}

void completion_add_files(Completion *completion) {
    size_t typed = completion->prefix_length;
    while (typed && completion->prefix[typed - 1] != '/') typed--;
    Buffer folder = BUFFER_INIT;
    folder_of(completion, typed, &folder);
    DIR *files = folder.failed ? NULL : opendir(folder.data);
    for (struct dirent *entry; files && (entry = readdir(files));) add_file(completion, &folder, typed, entry->d_name);
    if (files) closedir(files);
    buffer_free(&folder);
}

/* ---- modules ---- */

/* name.mini and name.py are modules, folders with an __init__ packages. */
static void add_module_file(Completion *completion, const Buffer *folder, const char *name) {
    const char *dot = strrchr(name, '.');
    if (dot && dot > name && (!strcmp(dot, ".mini") || !strcmp(dot, ".py"))) {
        completion_add(completion, name, (size_t)(dot - name));
        return;
    }
    Buffer path = BUFFER_INIT;
    buffer_append_format(&path, "%s/%s/__init__.mini", folder->data, name);
    struct stat status;
    bool found = !path.failed && stat(path.data, &status) == 0;
    buffer_truncate(&path, 0);
    buffer_append_format(&path, "%s/%s/__init__.py", folder->data, name);
    if (found || (!path.failed && stat(path.data, &status) == 0)) completion_add(completion, name, strlen(name));
    buffer_free(&path);
}

static void add_modules_of_folder(Completion *completion, Object *item) {
    Buffer folder = BUFFER_INIT;
    buffer_append_format(&folder, "%s", str_size(item) ? str_data(item) : ".");
    buffer_append_byte(&folder, 0);
    DIR *files = folder.failed ? NULL : opendir(folder.data);
    for (struct dirent *entry; files && (entry = readdir(files));) add_module_file(completion, &folder, entry->d_name);
    if (files) closedir(files);
    buffer_free(&folder);
}

void completion_add_modules(Completion *completion) {
    Object *names = import_builtin_names();
    for (size_t i = 0; names && i < tuple_count(names); i++) {
        Object *name = tuple_item_borrowed(names, i);
        if (str_data(name)[0] != '_' || completion->prefix_length) completion_add(completion, str_data(name), str_size(name));
    }
    release_or_null(names);
    for (const EmbeddedModule *module = embedded_modules; module->name; module++)
        if (module->name[0] != '_' || completion->prefix_length) completion_add(completion, module->name, strlen(module->name));
    Object *path = dict_peek_text(interp.sys_dict, "path");
    for (size_t i = 0; path && is_list(path) && i < list_count(path); i++) {
        Object *item = ((List *)path)->items[i];
        if (is_str(item)) add_modules_of_folder(completion, item);
    }
}
