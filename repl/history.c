/* history.c - the history file: one entry a line, with newlines written as \n and backslashes as \\.
 *
 * Entries are appended one by one, each under a lock, so that nothing is lost when two prompts are open. A file that has
 * outgrown its limit is written anew and renamed into place; who waited for the lock meanwhile sees that the name means
 * another file now, and opens it again. Runs no script code; a failure means that an entry is not kept. */
#include "repl/history.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/buffer.h"
#include "runtime/base/mem.h"
#include "runtime/base/utf8.h"

enum { SLACK = 4 };   /* the file is cut when it is a quarter longer than its limit */

static char *copy_text(const char *text, size_t length) {
    char *copy = mem_alloc(length + 1);
    if (!copy) return NULL;
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static void free_text(char *text) {
    if (text) mem_free(text, strlen(text) + 1);
}

/* ---- in memory ---- */

static bool append_entry(History *history, const char *text, size_t length) {
    if (history->count == history->capacity) {
        size_t capacity = history->capacity ? 2 * history->capacity : 256;
        char **entries = mem_realloc_array(history->entries, history->capacity, capacity, sizeof *entries);
        if (!entries) return false;
        history->entries = entries;
        history->capacity = capacity;
    }
    char *copy = copy_text(text, length);
    if (copy) history->entries[history->count++] = copy;
    return copy != NULL;
}

const char *history_match(const History *history, const char *text, size_t length) {
    for (size_t i = history->count; length && i-- > 0;)
        if (strncmp(history->entries[i], text, length) == 0 && history->entries[i][length]) return history->entries[i];
    return NULL;
}

/* ---- one entry as a line ---- */

static void append_encoded(Buffer *out, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') buffer_append_text(out, "\\n");
        else if (text[i] == '\\') buffer_append_text(out, "\\\\");
        else buffer_append_byte(out, text[i]);
    }
    buffer_append_byte(out, '\n');
}

static void append_decoded(Buffer *out, const char *line, size_t length) {
    for (size_t i = 0; i < length; i++) {
        bool escape = line[i] == '\\' && i + 1 < length;
        if (escape) i++;
        buffer_append_byte(out, escape && line[i] == 'n' ? '\n' : line[i]);
    }
}

/* ---- the file ---- */

/* Opens the file and locks it; the file that the name means once the lock is held. -1: cannot be had. */
static int open_locked(const char *path, int flags) {
    for (int tries = 0; tries < 100; tries++) {
        int file = open(path, flags | O_CLOEXEC, 0600);
        if (file < 0) return -1;
        struct stat opened, named;
        if (flock(file, LOCK_EX) == 0 && fstat(file, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino &&
            opened.st_dev == named.st_dev) return file;
        close(file);
    }
    return -1;
}

static bool write_all(int file, const char *data, size_t size) {
    while (size) {
        ssize_t written = write(file, data, size);
        if (written < 0) return false;
        data += written;
        size -= (size_t)written;
    }
    return true;
}

static void read_all(int file, Buffer *content) {
    char chunk[8192];
    for (ssize_t size; (size = read(file, chunk, sizeof chunk)) > 0;) buffer_append(content, chunk, (size_t)size);
}

static bool is_text(const Buffer *entry) {
    size_t bad;
    return entry->length && !entry->failed && !memchr(entry->data, 0, entry->length) &&
           utf8_validate(entry->data, entry->length, &bad) == entry->length;
}

static void read_entries(History *history, const Buffer *content) {
    const char *line = content->data, *end = line ? line + content->length : line;
    Buffer entry = BUFFER_INIT;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line)), *stop = newline ? newline : end;
        buffer_truncate(&entry, 0);
        append_decoded(&entry, line, (size_t)(stop - line));
        if (is_text(&entry)) append_entry(history, entry.data, entry.length);
        line = stop + 1;
    }
    buffer_free(&entry);
}

/* Replaces the file, whose lock is held, by its newest entries. */
static void rewrite(const History *history) {
    Buffer content = BUFFER_INIT, name = BUFFER_INIT;
    size_t first = history->count > history->limit ? history->count - history->limit : 0;
    for (size_t i = first; i < history->count; i++) append_encoded(&content, history->entries[i], strlen(history->entries[i]));
    buffer_append_format(&name, "%s.%ld", history->path, (long)getpid());
    buffer_append_byte(&name, 0);
    int file = content.failed || name.failed ? -1 : open(name.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file >= 0) {
        bool written = write_all(file, content.data, content.length);
        if (close(file) || !written || rename(name.data, history->path)) unlink(name.data);
    }
    buffer_free(&content);
    buffer_free(&name);
}

/* Not a device, which may have no end. */
static bool is_regular(int file) {
    struct stat status;
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

static void read_file(History *history) {
    int file = open_locked(history->path, O_RDONLY);
    if (file < 0) return;
    Buffer content = BUFFER_INIT;
    if (is_regular(file)) read_all(file, &content);
    if (!content.failed) read_entries(history, &content);
    buffer_free(&content);
    if (history->count > history->limit + history->limit / SLACK) rewrite(history);
    close(file);
}

/* The whole line or nothing: a full disk costs the history, not the session, and no other entry. */
static void append_line(int file, const Buffer *line) {
    struct stat before;
    char last = '\n';
    if (fstat(file, &before)) return;
    if (S_ISREG(before.st_mode) && before.st_size && pread(file, &last, 1, before.st_size - 1) < 0) return;
    if ((last == '\n' || write_all(file, "\n", 1)) && write_all(file, line->data, line->length)) return;
    if (S_ISREG(before.st_mode) && ftruncate(file, before.st_size)) return;   /* then half a line stays */
}

static void append_to_file(const History *history, const char *text, size_t length) {
    Buffer line = BUFFER_INIT;
    append_encoded(&line, text, length);
    int file = line.failed ? -1 : open_locked(history->path, O_RDWR | O_APPEND | O_CREAT);
    if (file >= 0) {
        append_line(file, &line);
        close(file);
    }
    buffer_free(&line);
}

static char *find_path(void) {
    const char *path = getenv("MINI_HISTORY"), *home = getenv("HOME");
    if (path) return *path ? copy_text(path, strlen(path)) : NULL;
    if (!home || !*home) return NULL;
    Buffer name = BUFFER_INIT;
    buffer_append_format(&name, "%s/.mini_history", home);
    char *copy = name.failed ? NULL : copy_text(name.data, name.length);
    buffer_free(&name);
    return copy;
}

/* ---- the whole ---- */

void history_open(History *history, bool with_file) {
    const char *limit = getenv("MINI_HISTORY_SIZE");
    long wanted = limit ? strtol(limit, NULL, 10) : 0;
    *history = (History){.limit = wanted > 0 ? (size_t)wanted : HISTORY_LIMIT, .path = with_file ? find_path() : NULL};
    if (history->path) read_file(history);
    history->first_own = history->count;
}

static bool is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\n\f\r", text[i])) return false;
    return true;
}

bool history_add(History *history, const char *text, size_t length) {
    while (length && text[length - 1] == '\n') length--;
    if (is_blank(text, length) || memchr(text, 0, length)) return false;
    const char *last = history->count ? history->entries[history->count - 1] : "";
    if (strlen(last) == length && memcmp(last, text, length) == 0) return false;
    if (!append_entry(history, text, length)) return false;
    if (history->path) append_to_file(history, text, length);
    return true;
}

void history_close(History *history) {
    for (size_t i = 0; i < history->count; i++) free_text(history->entries[i]);
    mem_free_array(history->entries, history->capacity, sizeof *history->entries);
    free_text(history->path);
    *history = (History){0};
}
