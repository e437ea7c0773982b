/* memory.c - memory of a parse: sized blocks for bison, scratch memory that goes away with the parser, and the
 * lists that grammar actions build in it. */
#include <string.h>

#include "grammar/parsing.h"
#include "runtime/base/mem.h"

/* ---- blocks that remember their size ---- */

enum { SIZE_HEADER = 16 };   /* keeps the alignment */

void *parsing_alloc(size_t size) {
    char *block = mem_alloc(size + SIZE_HEADER);
    if (!block) return NULL;
    *(size_t *)(void *)block = size;
    return block + SIZE_HEADER;
}

void parsing_free(void *block) {
    if (!block) return;
    char *start = (char *)block - SIZE_HEADER;
    mem_free(start, *(size_t *)(void *)start + SIZE_HEADER);
}

/* ---- scratch ---- */

struct ScratchBlock { ScratchBlock *next; size_t size; };
enum { SCRATCH_SIZE = 8192, SCRATCH_HEAD = 16 };

void *scratch_alloc(Scratch *scratch, size_t size) {
    size = (size + 15) & ~(size_t)15;
    if (size > scratch->left) {
        size_t room = size > SCRATCH_SIZE - SCRATCH_HEAD ? size : SCRATCH_SIZE - SCRATCH_HEAD;
        ScratchBlock *block = mem_alloc(room + SCRATCH_HEAD);
        if (!block) return error_no_memory();
        *block = (ScratchBlock){scratch->blocks, room + SCRATCH_HEAD};
        scratch->blocks = block;
        scratch->free = (char *)block + SCRATCH_HEAD;
        scratch->left = room;
    }
    void *result = scratch->free;
    scratch->free += size;
    scratch->left -= size;
    return memset(result, 0, size);
}

void scratch_free(Scratch *scratch) {
    while (scratch->blocks) {
        ScratchBlock *block = scratch->blocks;
        scratch->blocks = block->next;
        mem_free(block, block->size);
    }
    *scratch = (Scratch){0};
}

/* ---- sequences ---- */

Seq *seq_new(Parser *parser) { return scratch_alloc(&parser->scratch, sizeof(Seq)); }

/* NULL if seq or item is NULL, which means that an exception is pending. */
Seq *seq_push_tagged(Parser *parser, Seq *seq, void *item, int tag) {
    SeqItem *link = seq && item ? scratch_alloc(&parser->scratch, sizeof *link) : NULL;
    if (!link) return NULL;
    link->item = item;
    link->tag = tag;
    if (seq->last) seq->last->next = link;
    else seq->first = link;
    seq->last = link;
    seq->count++;
    return seq;
}

Seq *seq_push(Parser *parser, Seq *seq, void *item) { return seq_push_tagged(parser, seq, item, 0); }
Seq *seq_of(Parser *parser, void *item) { return seq_push(parser, seq_new(parser), item); }

Seq *seq_join(Seq *seq, Seq *tail) {
    if (!tail->first) return seq;
    if (seq->last) seq->last->next = tail->first;
    else seq->first = tail->first;
    seq->last = tail->last;
    seq->count += tail->count;
    return seq;
}

Seq *seq_trailing(Seq *seq) {
    if (seq) seq->trailing_comma = true;
    return seq;
}

static void **copy_items(Parser *parser, const Seq *seq) {
    void **items = tree_alloc(parser->tree, seq->count * sizeof *items);
    if (!items) return NULL;
    size_t i = 0;
    for (const SeqItem *link = seq->first; link; link = link->next) items[i++] = link->item;
    return items;
}

int seq_to_list(Parser *parser, const Seq *seq, Nodes *list) {
    *list = (Nodes){0};
    if (!seq || !seq->count) return 0;
    list->items = (Node **)copy_items(parser, seq);
    if (!list->items) return -1;
    list->count = seq->count;
    return 0;
}

int seq_to_names(Parser *parser, const Seq *seq, Names *list) {
    *list = (Names){0};
    if (!seq || !seq->count) return 0;
    list->items = (Object **)copy_items(parser, seq);
    if (!list->items) return -1;
    list->count = seq->count;
    return 0;
}
