/* plain.c - the line mode. Lines come through sys.stdin's own buffer, so that input() in an entry reads the next line. */
#include "repl/plain.h"

#include <stdio.h>
#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "repl/entry.h"
#include "runtime/object/interp.h"

/* One line with its newline, empty at the end of input; NULL with an exception pending. */
static Object *read_line(void) {
    Object *input = dict_peek_text(interp.sys_dict, "__stdin__");
    if (!input || input == None) return error_pending() ? NULL : str_from_text("");
    retain(input);
    Object *line = object_call_method(input, "readline", 0);
    release(input);
    if (line && is_str(line)) return line;
    release_or_null(line);
    if (error_matches(ValueError)) {   /* it is closed */
        error_clear();
        return str_from_text("");
    }
    return error_pending() ? NULL : error_set(TypeError, "sys.__stdin__.readline() returned no str");
}

static void show_prompt(const char *name, const char *fallback) {
    Buffer prompt = BUFFER_INIT;
    session_prompt_text(name, fallback, &prompt);
    session_flush();
    fwrite(prompt.data, 1, prompt.length, stderr);
    fflush(stderr);
    buffer_free(&prompt);
}

static ReadResult interrupted(Buffer *entry) {
    error_clear();
    buffer_truncate(entry, 0);
    fputs("\nKeyboardInterrupt\n", stderr);
    return READ_INTERRUPTED;
}

ReadResult plain_read(Session *session, Buffer *entry) {
    bool more = false;
    for (;;) {
        show_prompt(more ? "ps2" : "ps1", more ? "... " : ">>> ");
        Object *line = read_line();
        if (!line && error_matches(KeyboardInterrupt)) return interrupted(entry);
        if (!line) return READ_FAILED;
        bool end = str_size(line) == 0;
        buffer_append(entry, str_data(line), str_size(line));
        release(line);
        if (entry->failed) return error_no_memory(), READ_FAILED;
        if (end) return entry->length ? READ_ENTRY : READ_END;
        size_t length = entry->length - (entry->data[entry->length - 1] == '\n');
        if (entry_state(session, entry->data, length) != PARSE_MORE) {
            history_add(&session->history, entry->data, length);
            return READ_ENTRY;
        }
        more = true;
    }
}
