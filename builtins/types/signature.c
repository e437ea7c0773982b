/* signature.c - parses signatures of native functions and binds arguments to them.
 *
 * Messages are those of CPython's argument clinic, whose style follows from the form of the signature: no parameter,
 * one, several by position only, or some that take keywords. Runs no script code. */
#include "runtime/object/signature.h"

#include <string.h>

#include "builtins/types/dict.h"
#include "builtins/types/str.h"
#include "builtins/types/tuple.h"
#include "runtime/base/mem.h"

enum { BUCKETS = 256 };
static Signature *buckets[BUCKETS];

/* ---- parsing ---- */

typedef struct { const char *cursor; SignatureParameter parameters[SIGNATURE_MAX_PARAMETERS]; uint32_t count; bool keyword_only; } Parser;

/* Skips a default value: to the comma or parenthesis that ends it. */
static const char *skip_default(const char *p) {
    int depth = 0;
    for (char quote = 0; *p; p++) {
        if (quote) {
            if (*p == '\\') p++;
            else if (*p == quote) quote = 0;
        } else if (*p == '\'' || *p == '"') quote = *p;
        else if (strchr("([{", *p)) depth++;
        else if (strchr(")]}", *p) && depth-- == 0) break;
        else if (*p == ',' && depth == 0) break;
    }
    return p;
}

static int add_parameter(Parser *parser, ParameterKind kind) {
    check(parser->count < SIGNATURE_MAX_PARAMETERS);
    size_t length = strcspn(parser->cursor, " ,=:)");
    SignatureParameter *parameter = &parser->parameters[parser->count];
    parameter->name = str_intern_utf8(parser->cursor, length);
    if (!parameter->name) return -1;
    parser->count++;
    const char *end = parser->cursor + length;
    parser->cursor = skip_default(end);
    parameter->kind = kind;
    parameter->required = kind <= PARAM_KEYWORD_ONLY && !memchr(end, '=', (size_t)(parser->cursor - end));
    return 0;
}

static void mark_positional_only(Parser *parser) {
    for (uint32_t i = 0; i < parser->count; i++) parser->parameters[i].kind = PARAM_POSITIONAL_ONLY;
    parser->cursor++;
}

/* One item of the list: a parameter, or one of the marks / and *. */
static int parse_item(Parser *parser) {
    const char *p = parser->cursor;
    if (*p == '/') {
        mark_positional_only(parser);
        return 0;
    }
    if (*p != '*') return add_parameter(parser, parser->keyword_only ? PARAM_KEYWORD_ONLY : PARAM_NORMAL);
    parser->keyword_only = true;
    size_t stars = strspn(p, "*");
    parser->cursor += stars;
    if (p[stars] == ',' || p[stars] == ')') return 0;
    return add_parameter(parser, stars == 2 ? PARAM_KWARGS : PARAM_VARARGS);
}

static int parse_list(Parser *parser) {
    for (parser->cursor++;; ) {
        parser->cursor += strspn(parser->cursor, " ,");
        check(*parser->cursor);
        if (*parser->cursor == ')') return 0;
        if (parse_item(parser)) return -1;
    }
}

static void count_parameter(Signature *signature, const SignatureParameter *parameter) {
    if (parameter->kind <= PARAM_NORMAL) {
        signature->positional++;
        signature->required += parameter->required;
    }
    if (parameter->kind != PARAM_POSITIONAL_ONLY) signature->simple = false;
    if (parameter->kind == PARAM_KEYWORD_ONLY && parameter->required) signature->required_keywords = true;
    if (parameter->kind == PARAM_VARARGS) signature->has_varargs = true;
    if (parameter->kind == PARAM_KWARGS) signature->has_kwargs = true;
}

static size_t signature_size(uint32_t count) {
    return sizeof(Signature) + count * sizeof(SignatureParameter);
}

static Signature *parse(const char *text) {
    Parser parser = {.cursor = text};
    Signature *signature = parse_list(&parser) ? NULL : mem_alloc_zeroed(signature_size(parser.count));
    if (!signature) {
        while (parser.count) release(parser.parameters[--parser.count].name);
        return error_pending() ? NULL : error_no_memory();
    }
    signature->text = text;
    signature->count = parser.count;
    signature->simple = true;
    for (uint32_t i = 0; i < parser.count; i++) {
        signature->parameters[i] = parser.parameters[i];
        count_parameter(signature, &parser.parameters[i]);
    }
    signature->few = parser.count <= SIGNATURE_FEW && !signature->has_varargs && !signature->has_kwargs && !signature->required_keywords;
    return signature;
}

Signature *signature_parse(const char *text) {
    Signature **bucket = &buckets[(size_t)hash_bytes(text, strlen(text)) % BUCKETS];
    for (Signature *known = *bucket; known; known = known->next)
        if (strcmp(known->text, text) == 0) return known;
    Signature *signature = parse(text);
    if (!signature) return NULL;
    signature->next = *bucket;
    return *bucket = signature;
}

static void release_signature(Signature *signature) {
    for (uint32_t i = 0; i < signature->count; i++) release(signature->parameters[i].name);
    mem_free(signature, signature_size(signature->count));
}

void signature_release_all(void) {
    for (size_t i = 0; i < BUCKETS; i++)
        for (Signature *signature; (signature = buckets[i]);) {
            buckets[i] = signature->next;
            release_signature(signature);
        }
}

void signature_each_name(void (*visit)(Object *name, void *context), void *context) {
    for (size_t i = 0; i < BUCKETS; i++)
        for (const Signature *signature = buckets[i]; signature; signature = signature->next)
            for (uint32_t j = 0; j < signature->count; j++) visit(signature->parameters[j].name, context);
}

Object *signature_text(const Method *method, const char *self) {
    if (!method->signature) return retain(None);
    if (method->flags & METHOD_STATIC) return str_from_text(method->signature);
    const char *rest = method->signature + 1;
    const char *mark = strchr(rest, '/') ? "" : ", /";
    return str_format("(%s%s%s%s", self, mark, *rest == ')' ? "" : ", ", rest);
}

/* ---- messages ---- */

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

int signature_count_error(const Signature *signature, const char *qualified, const char *name, size_t count) {
    size_t least = signature->required, most = signature->positional;
    if (signature->simple && most == 0)
        return error_set_int(TypeError, "%s() takes no arguments (%zu given)", qualified, count);
    if (signature->simple && most == 1 && least == 1)
        return error_set_int(TypeError, "%s() takes exactly one argument (%zu given)", qualified, count);
    size_t bound = count < least ? least : most;
    const char *how = least == most && !signature->has_varargs ? "" : count < least ? "at least " : "at most ";
    return error_set_int(TypeError, "%s expected %s%zu argument%s, got %zu", name, how, bound, plural(bound), count);
}

/* How many of the first parameters can be given by position only, and of those how many must be. */
static void count_positional_only(const Signature *signature, size_t *all, size_t *required) {
    *all = *required = 0;
    for (; *all < signature->positional && signature->parameters[*all].kind == PARAM_POSITIONAL_ONLY; ++*all)
        *required += signature->parameters[*all].required;
}

static int too_many_arguments(const Signature *signature, const char *name, size_t count, size_t keywords) {
    size_t most = signature->count;
    return error_set_int(TypeError, "%s() takes at most %zu %sargument%s (%zu given)", name, most,
                         count ? "" : "keyword ", plural(most), count + keywords);
}

static int wrong_positional_count(const char *name, const char *how, size_t bound, size_t count) {
    return error_set_int(TypeError, "%s() takes %s %zu positional argument%s (%zu given)", name, how, bound, plural(bound), count);
}

/* Is the number of arguments possible? 0, -1. */
static int check_counts(const Signature *signature, const char *name, size_t count, size_t keywords) {
    size_t most = signature->positional, least, positional_only;
    count_positional_only(signature, &positional_only, &least);
    if (!signature->has_varargs && !signature->has_kwargs && count + keywords > signature->count)
        return too_many_arguments(signature, name, count, keywords);
    if (count > most && !signature->has_varargs) {
        if (most == 0) return error_set_int(TypeError, "%s() takes no positional arguments", name);
        return wrong_positional_count(name, signature->required < most ? "at most" : "exactly", most, count);
    }
    if (count < least)
        return wrong_positional_count(name, least < most || signature->has_varargs ? "at least" : "exactly", least, count);
    return 0;
}

/* ---- binding ---- */

/* Index of the parameter that takes this keyword, or -1. */
static ssize_t find_keyword(const Signature *signature, Object *keyword) {
    for (uint32_t i = 0; i < signature->count; i++) {
        const SignatureParameter *parameter = &signature->parameters[i];
        if (parameter->kind != PARAM_NORMAL && parameter->kind != PARAM_KEYWORD_ONLY) continue;
        if (parameter->name == keyword || str_equal(parameter->name, keyword)) return (ssize_t)i;
    }
    return -1;
}

/* One keyword argument. count: how many arguments were given by position. */
static int bind_keyword(const Signature *signature, const char *name, size_t count, Object *keyword, Object *value, Object **bound) {
    ssize_t index = is_str(keyword) ? find_keyword(signature, keyword) : -1;
    if (index < 0 && signature->has_kwargs) return dict_set(bound[signature->count - 1], keyword, value);
    if (!is_str(keyword)) return error_set_int(TypeError, "keywords must be strings");
    if (index < 0) return error_set_int(TypeError, "'%S' is an invalid keyword argument for %s()", keyword, name);
    if ((size_t)index < count && (size_t)index < signature->positional)
        return error_set_int(TypeError, "argument for %s() given by name ('%U') and position (%zd)", name, keyword, index + 1);
    bound[index] = value;
    return 0;
}

static int check_required(const Signature *signature, const char *name, Object **bound) {
    for (uint32_t i = 0; i < signature->count; i++)
        if (signature->parameters[i].required && !bound[i])
            return error_set_int(TypeError, "%s() missing required argument '%U' (pos %u)", name, signature->parameters[i].name, i + 1);
    return 0;
}

/* The parameters of known keywords first: a missing argument is reported before an unknown keyword, as CPython does. */
static int bind_keywords(const Signature *signature, const char *name, Object **args, size_t count, Object *kwnames, Object **bound) {
    size_t keywords = kwnames ? tuple_count(kwnames) : 0;
    for (size_t i = 0; i < keywords; i++) {
        Object *keyword = tuple_item_borrowed(kwnames, i);
        ssize_t index = is_str(keyword) ? find_keyword(signature, keyword) : -1;
        if (index >= 0 && !((size_t)index < count && (size_t)index < signature->positional)) bound[index] = args[count + i];
    }
    if (check_required(signature, name, bound)) return -1;
    for (size_t i = 0; i < keywords; i++)
        if (bind_keyword(signature, name, count, tuple_item_borrowed(kwnames, i), args[count + i], bound)) return -1;
    return 0;
}

/* *args and **kwargs. */
static int bind_containers(const Signature *signature, Object **args, size_t count, Object *kwnames, Object **bound) {
    if (signature->has_varargs) {
        size_t used = signature->positional;
        Object *rest = count > used ? tuple_from_items(args + used, count - used) : tuple_new(0);
        if (!rest) return -1;
        bound[used] = rest;
    }
    if (signature->has_kwargs && kwnames && tuple_count(kwnames)) {
        Object *dict = dict_new();
        if (!dict) return -1;
        bound[signature->count - 1] = dict;
    }
    return 0;
}

int signature_bind(const Signature *signature, const char *name, Object **args, size_t count, Object *kwnames, Object **bound) {
    size_t keywords = kwnames ? tuple_count(kwnames) : 0;
    if (signature->simple && keywords) return error_set_int(TypeError, "%s() takes no keyword arguments", name);
    if (signature->simple && (count < signature->required || count > signature->count))
        return signature_count_error(signature, name, name, count);
    if (check_counts(signature, name, count, keywords)) return -1;
    for (size_t i = 0; i < signature->count; i++) bound[i] = i < count && i < signature->positional ? args[i] : NULL;
    if (bind_containers(signature, args, count, kwnames, bound) == 0 &&
        bind_keywords(signature, name, args, count, kwnames, bound) == 0) return 0;
    signature_unbind(signature, bound);
    return -1;
}

void signature_unbind(const Signature *signature, Object **bound) {
    if (signature->has_varargs) CLEAR(bound[signature->positional]);
    if (signature->has_kwargs) CLEAR(bound[signature->count - 1]);
}
