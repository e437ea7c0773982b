/* io.c - the io module's table. */
#include "builtins/modules/io_internal.h"
#include "builtins/types/dict.h"
#include "builtins/types/module.h"

static Value open_code_function(Object *self, Object **args) {
    Object *mode = str_from_text("rb");
    if (!mode) return value_error();
    Object *open_args[8] = {args[0], mode};
    Value file = io_open_function(self, open_args);
    release(mode);
    return file;
}

static Value text_encoding_function(Object *self, Object **args) {
    (void)self;
    return value_new(args[0] == None ? str_from_text("locale") : retain(args[0]));
}

static const Method io_functions[] = {
    {"open_code", open_code_function, "(path)", "Open a file with the intent to import its contents.", 0},
    {"text_encoding", text_encoding_function, "(encoding, stacklevel=2, /)", "Return the encoding, or 'locale' for None.", 0},
    {0}
};

static int add_int(Object *module, const char *name, int64_t value) { return module_add_steal(module, name, int_from_i64(value)); }

/* The streams' types, bases first. Also called before any stream is made. */
int io_make_types(void) {
    static Type *const types[] = {
        &io_base_type, &io_raw_base_type, &io_buffered_base_type, &io_text_base_type, &io_file_type, &io_buffered_reader_type,
        &io_buffered_writer_type, &io_buffered_random_type, &io_bytes_type, &io_bytes_buffer_type, &io_text_type, &io_string_type
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (type_ready(types[i])) return -1;
    return io_make_unsupported_operation();
}

static int io_init(Object *module) {
    static const struct { const char *name; Type *type; } exported[] = {
        {"IOBase", &io_base_type}, {"RawIOBase", &io_raw_base_type}, {"BufferedIOBase", &io_buffered_base_type},
        {"TextIOBase", &io_text_base_type}, {"FileIO", &io_file_type}, {"BufferedReader", &io_buffered_reader_type},
        {"BufferedWriter", &io_buffered_writer_type}, {"BufferedRandom", &io_buffered_random_type},
        {"BytesIO", &io_bytes_type}, {"StringIO", &io_string_type}, {"TextIOWrapper", &io_text_type}
    };
    Object *open = interp.builtins ? dict_peek_text(interp.builtins, "open") : NULL;   /* the same function */
    if (io_make_types() || (open && module_add(module, "open", open))) return -1;
    for (size_t i = 0; i < sizeof exported / sizeof *exported; i++)
        if (module_add(module, exported[i].name, (Object *)exported[i].type)) return -1;
    return module_add(module, "UnsupportedOperation", (Object *)io_unsupported_operation) ||
           module_add(module, "BlockingIOError", (Object *)BlockingIOError) ||
           add_int(module, "SEEK_SET", 0) || add_int(module, "SEEK_CUR", 1) || add_int(module, "SEEK_END", 2) ||
           add_int(module, "DEFAULT_BUFFER_SIZE", IO_BUFFER_SIZE) ? -1 : 0;
}

const ModuleDef io_module = {
    .name = "io", .doc = "The io module provides the Python interfaces to stream handling.", .functions = io_functions, .init = io_init,
};
