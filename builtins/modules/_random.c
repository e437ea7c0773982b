/* _random.c - the generator under the random module: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), with
 * the seeding and output that CPython's random uses, so that equal seeds give equal numbers. */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "builtins/modules/sha512.h"
#include "builtins/types/bigint.h"
#include "builtins/types/bytes.h"
#include "builtins/types/float.h"
#include "builtins/types/module.h"
#include "builtins/types/tuple.h"

enum { WORDS = 624, SHIFT = 397 };
typedef struct { Object head; uint32_t words[WORDS]; uint32_t index; } Generator;
static Type random_type;

/* ---- the algorithm ---- */

static uint32_t twist(uint32_t high, uint32_t low, uint32_t shifted) {
    uint32_t mixed = (high & 0x80000000u) | (low & 0x7fffffffu);
    return shifted ^ mixed >> 1 ^ (mixed & 1 ? 0x9908b0dfu : 0);
}

static void next_generation(Generator *g) {
    for (int i = 0; i < WORDS; i++) g->words[i] = twist(g->words[i], g->words[(i + 1) % WORDS], g->words[(i + SHIFT) % WORDS]);
    g->index = 0;
}

static uint32_t next_word(Generator *g) {
    if (g->index >= WORDS) next_generation(g);
    uint32_t y = g->words[g->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

static void seed_with_word(Generator *g, uint32_t seed) {
    g->words[0] = seed;
    for (uint32_t i = 1; i < WORDS; i++) g->words[i] = 1812433253u * (g->words[i - 1] ^ g->words[i - 1] >> 30) + i;
    g->index = WORDS;
}

/* One step of the mixing passes over the words; *i walks them round and round. */
static void mix(Generator *g, uint32_t *i, uint32_t factor, uint32_t addend, bool subtract) {
    uint32_t before = g->words[*i - 1], mixed = g->words[*i] ^ (before ^ before >> 30) * factor;
    g->words[*i] = subtract ? mixed - *i : mixed + addend;
    if (++*i < WORDS) return;
    g->words[0] = g->words[WORDS - 1];
    *i = 1;
}

static void seed_with_key(Generator *g, const uint32_t *key, size_t length) {
    seed_with_word(g, 19650218u);
    uint32_t i = 1;
    size_t j = 0;
    for (size_t step = length > WORDS ? length : WORDS; step; step--) {
        mix(g, &i, 1664525u, key[j] + (uint32_t)j, false);
        if (++j == length) j = 0;
    }
    for (int step = WORDS - 1; step; step--) mix(g, &i, 1566083941u, 0, true);
    g->words[0] = 0x80000000u;
}

/* ---- seeding ---- */

static int read_entropy(void *data, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t got = getrandom((char *)data + done, length - done, 0);
        if (got > 0) done += (size_t)got;
        else if (errno != EINTR) return error_errno(OSError, NULL), -1;
        else if (interp_check_interrupt()) return -1;
    }
    return 0;
}

static int seed_from_system(Generator *g) {
    uint32_t key[WORDS];
    if (read_entropy(key, sizeof key)) return -1;
    seed_with_key(g, key, WORDS);
    return 0;
}

/* The key is abs(number) in 32-bit words, low ones first. */
static int seed_from_int(Generator *g, Object *number) {
    BigView view;
    mpz_srcptr z = big_view(number, &view);
    size_t length = (int_bit_length(number) + 31) / 32, room = length ? length : 1;
    uint32_t *key = mem_array(room, sizeof *key);
    if (!key) return error_no_memory(), -1;
    key[0] = 0;
    mpz_export(key, NULL, -1, sizeof *key, 0, 0, z);
    seed_with_key(g, key, room);
    mem_free_array(key, room, sizeof *key);
    return 0;
}

/* None or NULL: from the system. MAY_RUN (__hash__ of other seeds) */
static int seed_from_object(Generator *g, Object *seed) {
    if (!seed || seed == None) return seed_from_system(g);
    if (is_int(seed)) return seed_from_int(g, seed);
    Hash hash = object_hash(seed);
    Object *number = hash == -1 ? NULL : int_from_u64((uint64_t)hash);
    int status = number ? seed_from_int(g, number) : -1;
    release_or_null(number);
    return status;
}

/* ---- methods ---- */

static Value seed_method(Object *self, Object **args) { return seed_from_object((Generator *)self, args[0]) ? value_error() : value_none(); }

static Value random_method(Object *self, Object **args UNUSED) {
    uint32_t high = next_word((Generator *)self) >> 5, low = next_word((Generator *)self) >> 6;
    return value_float((high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

/* bits > 32: whole words, the low ones first; the last is cut. */
static Object *many_bits(Generator *g, size_t bits) {
    size_t count = (bits + 31) / 32;
    Int *result = big_new(bits);
    uint32_t *words = result ? mem_array(count, sizeof *words) : NULL;
    if (!words) {
        if (result) release(&result->head), error_no_memory();
        return NULL;
    }
    for (size_t i = 0; i < count; i++) words[i] = next_word(g);
    if (bits % 32) words[count - 1] >>= 32 - bits % 32;
    mpz_import(&result->number, count, -1, sizeof *words, 0, 0, words);
    mem_free_array(words, count, sizeof *words);
    return big_finish_steal(result);
}

static Value getrandbits_method(Object *self, Object **args) {
    ssize_t bits;
    if (object_as_index(args[0], &bits, OverflowError)) return value_error();
    if (bits < 0) return error_set_value(ValueError, "number of bits must be non-negative");
    if (bits == 0) return value_int(0);
    if (bits <= 32) return value_int(next_word((Generator *)self) >> (32 - bits));
    return value_new(many_bits((Generator *)self, (size_t)bits));
}

static Value getstate_method(Object *self, Object **args UNUSED) {
    const Generator *g = (Generator *)self;
    Object *state = tuple_new(WORDS + 1);
    if (!state) return value_error();
    for (size_t i = 0; i <= WORDS; i++) {
        Object *word = int_from_u64(i < WORDS ? g->words[i] : g->index);
        if (!word) {
            release(state);
            return value_error();
        }
        ((Tuple *)state)->items[i] = word;
    }
    gc_track(state);
    return value_new(state);
}

/* The words and, last, the index. 0, -1. */
static int read_state(Object *state, uint32_t words[WORDS + 1]) {
    if (!is_tuple(state)) return error_set_int(TypeError, "state vector must be a tuple");
    if (tuple_count(state) != WORDS + 1) return error_set_int(ValueError, "state vector is the wrong size");
    for (size_t i = 0; i <= WORDS; i++) {
        Object *item = tuple_item_borrowed(state, i);
        int64_t word;
        if (!is_int(item)) return error_set_int(TypeError, "an integer is required");
        if (int_as_i64(item, &word)) return -1;
        words[i] = (uint32_t)word;
    }
    return words[WORDS] <= WORDS ? 0 : error_set_int(ValueError, "invalid state");
}

static Value setstate_method(Object *self, Object **args) {
    uint32_t words[WORDS + 1];
    if (read_state(args[0], words)) return value_error();
    Generator *g = (Generator *)self;
    memcpy(g->words, words, sizeof g->words);
    g->index = words[WORDS];
    return value_none();
}

static Object *random_new(Type *type, Object **args, size_t count, Object *kwnames UNUSED) {
    Generator *g = (Generator *)object_new(type);
    if (!g) return NULL;
    bool seeded = count && !kwnames && type == &random_type;
    if (!seed_from_object(g, seeded ? args[0] : NULL)) return &g->head;
    release(&g->head);
    return NULL;
}

static const Method random_methods[] = {
    {"random", random_method, "()", "The next float from 0 up to but not including 1.", 0},
    {"seed", seed_method, "(n=None, /)", "Starts anew from n, or from the system's entropy.", 0},
    {"getrandbits", getrandbits_method, "(k, /)", "An int of k random bits.", 0},
    {"getstate", getstate_method, "()", "The whole state, as a tuple of ints.", 0},
    {"setstate", setstate_method, "(state, /)", "Goes back to a state that getstate() gave.", 0},
    {0},
};

static Type random_type = {
    .head = TYPE_HEAD, .name = "_random.Random", .size = sizeof(Generator), .flags = TYPE_BASE,
    .doc = "A Mersenne Twister.", .new = random_new, .dealloc = object_free, .methods = random_methods,
};

/* ---- functions ---- */

static Value urandom_function(Object *self UNUSED, Object **args) {
    ssize_t size;
    if (object_as_index(args[0], &size, OverflowError)) return value_error();
    if (size < 0) return error_set_value(ValueError, "negative argument not allowed");
    Object *bytes = bytes_from_data(NULL, (size_t)size);
    if (bytes && read_entropy(bytes_data(bytes), (size_t)size)) CLEAR(bytes);
    return value_new(bytes);
}

static Value sha512_function(Object *self UNUSED, Object **args) {
    BufferView view;
    unsigned char digest[SHA512_SIZE];
    if (object_get_buffer(args[0], &view, 0)) return value_error();
    sha512((const unsigned char *)view.data, view.length, digest);
    buffer_view_release(&view);
    return value_new(bytes_from_data((const char *)digest, sizeof digest));
}

static const Method random_functions[] = {
    {"urandom", urandom_function, "(size, /)", "That many bytes of the system's entropy.", 0},
    {"sha512", sha512_function, "(data, /)", "The SHA-512 digest of a bytes-like object.", 0},
    {0},
};

static int random_init(Object *module) { return module_add_type(module, &random_type); }

const ModuleDef _random_module = {
    .name = "_random", .doc = "The generator under the random module.", .functions = random_functions, .init = random_init,
};
