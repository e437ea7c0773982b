/* entry.c - running one entry.
 *
 * Nothing here keeps a reference to an object of the entry once it has been run: its code goes at the end, so counts at
 * the prompt are those of a script. */
#include "repl/entry.h"

#include <stdio.h>
#include <string.h>

#include "builtins/modules/report.h"
#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "repl/commands.h"
#include "repl/display.h"
#include "repl/inspect.h"
#include "repl/trace.h"
#include "runtime/eval/run.h"

/* ---- what kind of entry ---- */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\f'; }

/* Without white space at both ends. */
static void trim(const char **text, size_t *length) {
    while (*length && (is_space(**text) || **text == '\n')) (*text)++, (*length)--;
    while (*length && (is_space((*text)[*length - 1]) || (*text)[*length - 1] == '\n')) (*length)--;
}

/* A question: ?x or x?, on one line, without quotes or comments. */
static bool is_question(const char *text, size_t length) {
    if (length < 2 || (text[0] != '?' && text[length - 1] != '?')) return false;
    for (size_t i = 0; i < length; i++)
        if (strchr("\n\"'#", text[i])) return false;
    return true;
}

bool entry_is_special(const char *text, size_t length) {
    trim(&text, &length);
    return length && !memchr(text, '\n', length) && (*text == '%' || is_question(text, length));
}

static bool is_word(const char *text, size_t length, const char *word) {
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

/* Is it this word alone, and has the session given it no meaning of its own? */
static bool is_plain_word(Session *session, const char *text, size_t length, const char *word) {
    trim(&text, &length);
    bool plain = is_word(text, length, word) && !dict_peek_text(session->globals, word);
    error_clear();
    return plain;
}

static bool is_leaving(Session *session, const char *text, size_t length) {
    return is_plain_word(session, text, length, "exit") || is_plain_word(session, text, length, "quit");
}

/* ---- completeness ---- */

ParseState entry_state(Session *session, const char *text, size_t length) {
    if (entry_is_special(text, length)) return PARSE_COMPLETE;
    while (length && is_space(text[length - 1])) length--;
    entry_parser_reset(session->parser);
    int state = entry_parser_feed(session->parser, text, length);
    if (state == PARSE_MORE || state == PARSE_COMPLETE) state = entry_parser_feed(session->parser, "\n", 1);
    if (state < 0) error_clear();   /* no memory: running it will say so */
    entry_parser_reset(session->parser);
    return state < 0 ? PARSE_COMPLETE : (ParseState)state;
}

/* ---- running ---- */

EntryResult entry_report(void) {
    Object *exception = error_take();
    if (object_is_instance(exception, SystemExit)) {
        error_restore_steal(exception);
        return ENTRY_EXIT;
    }
    Object *exit_request = report_uncaught(exception);
    release(exception);
    if (exit_request) error_restore_steal(exit_request);
    return exit_request ? ENTRY_EXIT : ENTRY_NEXT;
}

/* Where the text comes from, for tracebacks, which show its lines. */
static Object *entry_name(const Session *session) { return str_format("<input-%u>", session->entries); }

static Value run_text(Session *session, const char *text, size_t length, ParseMode mode) {
    Object *name = entry_name(session);
    Code *code = name ? parse_source(text, length, name, mode, PARSE_IS_STRING | (mode == PARSE_SINGLE ? PARSE_MANY : 0)) : NULL;
    release_or_null(name);
    Value value = code ? run_code_value(code, session->globals, NULL, NULL) : value_error();
    release_or_null((Object *)code);
    return value;
}

Object *entry_evaluate(Session *session, const char *text, size_t length) {
    trim(&text, &length);
    return value_to_object(run_text(session, text, length, PARSE_EVAL));
}

static int run_code_entry(Session *session, const char *text, size_t length) {
    Value value = run_text(session, text, length, PARSE_SINGLE);
    value_release(value);
    return value_is_error(value) ? -1 : 0;
}

static int run_special(Session *session, const char *text, size_t length) {
    trim(&text, &length);
    return *text == '%' ? command_run(session, text + 1, length - 1) : inspect_run(session, text, length);
}

EntryResult entry_run(Session *session, const char *text, size_t length) {
    if (is_leaving(session, text, length)) return ENTRY_LEAVE;
    bool special = entry_is_special(text, length);
    if (session->editing && is_plain_word(session, text, length, "clear")) {
        display_clear(false);
        return ENTRY_NEXT;
    }
    session->entries++;
    if (session->tracing && !special) trace_begin(session);
    int failed = special ? run_special(session, text, length) : run_code_entry(session, text, length);
    EntryResult result = failed ? entry_report() : ENTRY_NEXT;
    if (session->tracing && !special && result == ENTRY_NEXT) trace_end(session);
    session_flush();
    return result;
}
