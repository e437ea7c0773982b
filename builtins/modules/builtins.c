/* builtins.c - the builtins module: its table of functions, the built-in types, exceptions and constants. */
#include "builtins/modules/builtins_functions.h"
#include "builtins/modules/io.h"
#include "builtins/types/module.h"
#include "runtime/eval/build_class.h"

static const Method builtins_functions[] = {
    {"__build_class__", build_class_function, "(*args, **kwds)",
     "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement.", 0},
    {"__import__", builtin_import, "(name, globals=None, locals=None, fromlist=(), level=0)",
     "Import a module.\n\nBecause this function is meant for use by the Python\n"
     "interpreter and not for general use, it is better to use\nimportlib.import_module() to programmatically import a module.", 0},
    {"abs", builtin_abs, "(x, /)", "Return the absolute value of the argument.", 0},
    {"aiter", builtin_aiter, "(async_iterable, /)", "Return an AsyncIterator for an AsyncIterable object.", 0},
    {"all", builtin_all, "(iterable, /)",
     "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True.", 0},
    {"anext", builtin_anext, "(aiterator, default=None, /)",
     "async anext(aiterator[, default])\n\nReturn the next item from the async iterator.  If default is given and the async\n"
     "iterator is exhausted, it is returned instead of raising StopAsyncIteration.", 0},
    {"any", builtin_any, "(iterable, /)",
     "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False.", 0},
    {"ascii", builtin_ascii, "(obj, /)",
     "Return an ASCII-only representation of an object.\n\n"
     "As repr(), return a string containing a printable representation of an\n"
     "object, but escape the non-ASCII characters in the string returned by\nrepr() using \\\\x, \\\\u or \\\\U escapes.", 0},
    {"bin", builtin_bin, "(number, /)", "Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   '0b1010101010101010101010'", 0},
    {"breakpoint", builtin_breakpoint, "(*args, **kws)", "Calls sys.breakpointhook with the same arguments: by default the debugger.", 0},
    {"callable", builtin_callable, "(obj, /)",
     "Return whether the object is callable (i.e., some kind of function).\n\n"
     "Note that classes are callable, as are instances of classes with a\n__call__() method.", 0},
    {"chr", builtin_chr, "(i, /)", "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.", 0},
    {"compile", builtin_compile,
     "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
     "Compile source into a code object that can be executed by exec() or eval().\n\n"
     "The source code may represent a Python module, statement or expression.\n"
     "The filename will be used for run-time error messages.\n"
     "The mode must be 'exec' to compile a module, 'single' to compile a\n"
     "single (interactive) statement, or 'eval' to compile an expression.", 0},
    {"delattr", builtin_delattr, "(obj, name, /)",
     "Deletes the named attribute from the given object.\n\ndelattr(x, 'y') is equivalent to ``del x.y``", 0},
    {"dir", builtin_dir, "(object=None, /)",
     "dir([object]) -> list of strings\n\n"
     "If called without an argument, return the names in the current scope.\n"
     "Else, return an alphabetized list of names comprising (some of) the attributes\n"
     "of the given object, and of attributes reachable from it.", 0},
    {"divmod", builtin_divmod, "(x, y, /)", "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.", 0},
    {"eval", builtin_eval, "(source, globals=None, locals=None, /)",
     "Evaluate the given source in the context of globals and locals.\n\n"
     "The source may be a string representing a Python expression\nor a code object as returned by compile().\n"
     "The globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\n"
     "If only globals is given, locals defaults to it.", 0},
    {"exec", builtin_exec, "(source, globals=None, locals=None, /, *, closure=None)",
     "Execute the given source in the context of globals and locals.\n\n"
     "The source may be a string representing one or more Python statements\nor a code object as returned by compile().\n"
     "The globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\n"
     "If only globals is given, locals defaults to it.", 0},
    {"format", builtin_format, "(value, format_spec='', /)",
     "Return value.__format__(format_spec)\n\nformat_spec defaults to the empty string.", 0},
    {"getattr", builtin_getattr, "(object, name, default=None, /)",
     "getattr(object, name[, default]) -> value\n\n"
     "Get a named attribute from an object; getattr(x, 'y') is equivalent to x.y.\n"
     "When a default argument is given, it is returned when the attribute doesn't\n"
     "exist; without it, an exception is raised in that case.", 0},
    {"globals", builtin_globals, "()",
     "Return the dictionary containing the current scope's global variables.\n\n"
     "NOTE: Updates to this dictionary *will* affect name lookups in the current\nglobal scope and vice-versa.", 0},
    {"hasattr", builtin_hasattr, "(obj, name, /)",
     "Return whether the object has an attribute with the given name.\n\n"
     "This is done by calling getattr(obj, name) and catching AttributeError.", 0},
    {"hash", builtin_hash, "(obj, /)",
     "Return the hash value for the given object.\n\n"
     "Two objects that compare equal must also have the same hash value, but the\nreverse is not necessarily true.", 0},
    {"hex", builtin_hex, "(number, /)", "Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'", 0},
    {"id", builtin_id, "(obj, /)",
     "Return the identity of an object.\n\n"
     "This is guaranteed to be unique among simultaneously existing objects.\n(CPython uses the object's memory address.)", 0},
    {"input", builtin_input, "(prompt='', /)",
     "Read a string from standard input.  The trailing newline is stripped.\n\n"
     "The prompt string, if given, is printed to standard output without a\ntrailing newline before reading input.\n\n"
     "If the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise EOFError.", 0},
    {"isinstance", builtin_isinstance, "(obj, class_or_tuple, /)",
     "Return whether an object is an instance of a class or of a subclass thereof.\n\n"
     "A tuple, as in ``isinstance(x, (A, B, ...))``, may be given as the target to\n"
     "check against. This is equivalent to ``isinstance(x, A) or isinstance(x, B)\nor ...`` etc.", 0},
    {"issubclass", builtin_issubclass, "(cls, class_or_tuple, /)",
     "Return whether 'cls' is derived from another class or is the same class.\n\n"
     "A tuple, as in ``issubclass(x, (A, B, ...))``, may be given as the target to\n"
     "check against. This is equivalent to ``issubclass(x, A) or issubclass(x, B)\nor ...``.", 0},
    {"iter", builtin_iter, "(object, sentinel=None, /)",
     "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\n"
     "Get an iterator from an object.  In the first form, the argument must\n"
     "supply its own iterator, or be a sequence.\n"
     "In the second form, the callable is called until it returns the sentinel.", 0},
    {"len", builtin_len, "(obj, /)", "Return the number of items in a container.", 0},
    {"locals", builtin_locals, "()",
     "Return a dictionary containing the current scope's local variables.\n\n"
     "NOTE: Whether or not updates to this dictionary will affect name lookups in\n"
     "the local scope and vice-versa is *implementation dependent* and not\ncovered by any backwards compatibility guarantees.", 0},
    {"max", builtin_max, "(*args, key=None, default=None)",
     "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "With a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\n"
     "the provided iterable is empty.\nWith two or more arguments, return the largest argument.", 0},
    {"min", builtin_min, "(*args, key=None, default=None)",
     "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\n"
     "With a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\n"
     "the provided iterable is empty.\nWith two or more arguments, return the smallest argument.", 0},
    {"next", builtin_next, "(iterator, default=None, /)",
     "next(iterator[, default])\n\n"
     "Return the next item from the iterator. If default is given and the iterator\n"
     "is exhausted, it is returned instead of raising StopIteration.", 0},
    {"oct", builtin_oct, "(number, /)", "Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'", 0},
    {"ord", builtin_ord, "(c, /)", "Return the Unicode code point for a one-character string.", 0},
    {"pow", builtin_pow, "(base, exp, mod=None)",
     "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.\n\n"
     "Some types, such as ints, are able to use a more efficient algorithm when\ninvoked using the three argument form.", 0},
    {"open", io_open_function, IO_OPEN_SIGNATURE,
     "Open file and return a stream.  Raise OSError upon failure.", 0},
    {"print", builtin_print, "(*args, sep=' ', end='\\n', file=None, flush=False)",
     "Prints the values to a stream, or to sys.stdout by default.\n\n"
     "  sep\n    string inserted between values, default a space.\n"
     "  end\n    string appended after the last value, default a newline.\n"
     "  file\n    a file-like object (stream); defaults to the current sys.stdout.\n"
     "  flush\n    whether to forcibly flush the stream.", 0},
    {"repr", builtin_repr, "(obj, /)",
     "Return the canonical string representation of the object.\n\n"
     "For many object types, including most builtins, eval(repr(obj)) == obj.", 0},
    {"round", builtin_round, "(number, ndigits=None)",
     "Round a number to a given precision in decimal digits.\n\n"
     "The return value is an integer if ndigits is omitted or None.  Otherwise\n"
     "the return value has the same type as the number.  ndigits may be negative.", 0},
    {"setattr", builtin_setattr, "(obj, name, value, /)",
     "Sets the named attribute on the given object to the specified value.\n\nsetattr(x, 'y', v) is equivalent to ``x.y = v``", 0},
    {"sorted", builtin_sorted, "(iterable, /, *, key=None, reverse=False)",
     "Return a new list containing all items from the iterable in ascending order.\n\n"
     "A custom key function can be supplied to customize the sort order, and the\n"
     "reverse flag can be set to request the result in descending order.", METHOD_COUNT_FIRST},
    {"sum", builtin_sum, "(iterable, /, start=0)",
     "Return the sum of a 'start' value (default: 0) plus an iterable of numbers\n\n"
     "When the iterable is empty, return the start value.\n"
     "This function is intended specifically for use with numeric values and may\nreject non-numeric types.", 0},
    {"vars", builtin_vars, "(object=None, /)",
     "vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\n"
     "With an argument, equivalent to object.__dict__.", 0},
    {NULL, NULL, NULL, NULL, 0},
};

#define TYPE(type)
#define BUILTIN(type) extern Type type;
#include "builtins/types/types.def"
#undef BUILTIN

static Type *const builtin_types[] = {
#define BUILTIN(type) &type,
#include "builtins/types/types.def"
#undef BUILTIN
#undef TYPE
};

static int builtins_init(Object *module) {
    const struct { const char *name; Object *value; } constants[] = {
        {"None", None}, {"Ellipsis", Ellipsis}, {"NotImplemented", NotImplemented}, {"False", False}, {"True", True},
        {"__debug__", True}, {"EnvironmentError", (Object *)OSError}, {"IOError", (Object *)OSError},
    };
    for (size_t i = 0; i < sizeof builtin_types / sizeof *builtin_types; i++)
        if (module_add_type(module, builtin_types[i])) return -1;
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (module_add(module, constants[i].name, constants[i].value)) return -1;
    return builtins_add_site(module);
}

const ModuleDef builtins_module = {
    "builtins",
    "Built-in functions, exceptions, and other objects.\n\nNoteworthy: None is the `nil' object; Ellipsis represents `...' in slices.",
    builtins_functions, builtins_init,
};
