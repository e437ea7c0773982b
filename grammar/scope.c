/* scope.c - the scope pass: from a tree of names to code with slots. See symbols.h for its phases. */
#include "grammar/scope.h"

#include "builtins/types/str.h"
#include "grammar/symbols.h"

static int visit_root(Resolver *r, Node *root, ParseMode mode) {
    if (mark_yields(root) < 0) return -1;
    if (mode == PARSE_EVAL) return visit_expression(r, root);
    if (mode == PARSE_FILE) r->scope->code->docstring = retain_or_null(take_docstring(root));
    return visit_block(r, root);
}

static int open_module(Resolver *r, Node *root, ParseMode mode) {
    Object *name = tree_own_steal(r->tree, str_intern_text("<module>"));
    if (!name || !scope_enter(r, SCOPE_MODULE, root)) return -1;
    if (scope_make_code(r, mode == PARSE_EVAL ? CODE_EVAL : CODE_MODULE, name, 1)) return -1;
    r->scope->code->uses_locals_mapping = true;
    return 0;
}

Code *scope_resolve(Tree *tree, Node *root, ParseMode mode, int flags) {
    Resolver r = {.tree = tree, .flags = flags, .future_annotations = flags & PARSE_FUTURE_ANNOTATIONS, .interactive = mode == PARSE_SINGLE};
    Code *code = NULL;
    int failed = open_module(&r, root, mode);
    if (r.scope) code = r.scope->code;
    failed = failed || visit_root(&r, root, mode) || resolve_scopes(&r) || layout_scopes(&r);
    scratch_free(&r.scratch);
    if (!failed) return code;
    if (code) RELEASE(code);
    return NULL;
}
