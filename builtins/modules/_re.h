/* _re.h - what the files of _re share: patterns, the walk over a subject, matches. */
#ifndef MINI_MODULES_RE_H
#define MINI_MODULES_RE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "runtime/object/protocol.h"

/* A compiled pattern; re.Pattern is its subclass. */
typedef struct Program {
    Object head;
    pcre2_code *code;
    pcre2_match_data *data;
    size_t groups;         /* without the whole match */
    bool is_bytes;
    Object *names;         /* Dict: the names of groups, to their numbers */
    Object *top;           /* Tuple: the numbers of groups that lie in no other group */
} Program;

typedef struct Scan {
    Program *program;
    Object *subject;
    BufferView view;            /* of a bytes-like subject */
    bool has_view, ascii, must_advance;
    const char *text;
    size_t length, at;          /* bytes */
    size_t pos, endpos;         /* characters: the part of the subject that is looked at */
    size_t known_byte, known_index;     /* one byte offset and the character index it has */
} Scan;

/* pos and endpos: NULL if not given. The subject must outlive the scan. 0, -1 */
int scan_start(Scan *scan, Program *program, Object *subject, Object *pos, Object *endpos);
void scan_end(Scan *scan);
/* The next match from scan->at on: 1 with the offsets in the program's data, 0, -1. */
int scan_next(Scan *scan, uint32_t options);
/* The character index of a byte offset. */
size_t scan_index(Scan *scan, size_t byte);
/* The subject's bytes from start to end, as str or bytes. */
Object *scan_piece(const Scan *scan, size_t start, size_t end);

/* _re_match.c: the match that scan_next has found. */
extern Type match_type;
Object *match_new(Scan *scan);
/* _re_change.c */
Value program_split_method(Object *self, Object **args);
Value program_sub_method(Object *self, Object **args);
Value program_subn_method(Object *self, Object **args);
/* Appends a template's pieces, texts and numbers of groups, for Match.expand. 0, -1 */
Object *match_expand(Object *match, Object *pieces, bool is_bytes);
/* The text of a group, or `fallback` if it took no part (new references). */
Object *match_group(Object *match, size_t group, Object *fallback);

#endif
