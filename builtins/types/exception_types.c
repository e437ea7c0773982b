/* exception_types.c - the type records of all exceptions, made from exceptions.def; one SLOTS_ line for each kind. */
#include "builtins/types/exception_kinds.h"
#include "builtins/types/tuple.h"

#define LIFE(prefix, Struct) \
    .size = sizeof(Struct), .dealloc = prefix##_dealloc, .traverse = prefix##_traverse, .clear = prefix##_clear
#define PLAIN .new = exception_base_new, .init = exception_base_init
#define BASE_TEXT .repr = base_exception_repr, .str = exception_base_str

#define SLOTS_Plain LIFE(base_exception, ExceptionObject), PLAIN, BASE_TEXT
#define SLOTS_Base SLOTS_Plain, .methods = base_exception_methods, .getters = base_exception_getters
#define SLOTS_Key LIFE(base_exception, ExceptionObject), PLAIN, .repr = base_exception_repr, .str = key_error_str
#define SLOTS_Stop LIFE(stop_iteration, StopIterationObject), .new = exception_base_new, .init = stop_iteration_init, \
    BASE_TEXT, .getters = stop_iteration_getters
#define SLOTS_Exit LIFE(system_exit, SystemExitObject), .new = exception_base_new, .init = system_exit_init, \
    BASE_TEXT, .getters = system_exit_getters
#define SLOTS_NameSub LIFE(name_error, NameErrorObject), .new = exception_base_new, .init = name_error_init, BASE_TEXT
#define SLOTS_Name SLOTS_NameSub, .getters = name_error_getters
#define SLOTS_Attribute LIFE(attribute_error, AttributeErrorObject), .new = exception_base_new, \
    .init = attribute_error_init, BASE_TEXT, .getters = attribute_error_getters
#define SLOTS_ImportSub LIFE(import_error, ImportErrorObject), .new = exception_base_new, .init = import_error_init, \
    .repr = base_exception_repr, .str = import_error_str
#define SLOTS_Import SLOTS_ImportSub, .getters = import_error_getters, .methods = import_error_methods
#define SLOTS_OsSub LIFE(os_error, OSErrorObject), .new = os_error_new, .init = os_error_init, \
    .repr = base_exception_repr, .str = os_error_str
#define SLOTS_Os SLOTS_OsSub, .getters = os_error_getters, .methods = os_error_methods
#define SLOTS_SyntaxSub LIFE(syntax_error, SyntaxErrorObject), .new = exception_base_new, .init = syntax_error_init, \
    .repr = base_exception_repr, .str = syntax_error_str
#define SLOTS_Syntax SLOTS_SyntaxSub, .getters = syntax_error_getters
#define UNICODE(prefix) LIFE(unicode_error, UnicodeErrorObject), .new = exception_base_new, .init = prefix##_init, \
    .repr = base_exception_repr, .str = prefix##_str, .getters = unicode_error_getters
#define SLOTS_UnicodeDecode UNICODE(unicode_decode_error)
#define SLOTS_UnicodeEncode UNICODE(unicode_encode_error)
#define SLOTS_UnicodeTranslate UNICODE(unicode_translate_error)
#define GROUP LIFE(exception_group, ExceptionGroupObject), .new = exception_group_new_slot, .init = exception_base_init, \
    .repr = base_exception_repr, .str = exception_group_str
#define SLOTS_Group GROUP, .getters = exception_group_getters, .methods = exception_group_methods
#define SLOTS_GroupSub GROUP

#define EXCEPTION(exception, base_name, kind, text)                                                \
    Type exception##_type = {                                                                      \
        .head = TYPE_HEAD, .name = #exception, .base = &base_name##_type, .doc = text,             \
        .flags = TYPE_GC | TYPE_ATTRS | TYPE_BASE | TYPE_EXCEPTION_SUBCLASS | TYPE_IMMUTABLE, SLOTS_##kind, \
    };
#include "runtime/object/exceptions.def"

/* ExceptionGroup is the one with two bases. */
int exception_types_prepare(void) {
    if (!ExceptionGroup_type.bases) ExceptionGroup_type.bases = tuple_of(2, (Object *)BaseExceptionGroup, (Object *)Exception);
    return ExceptionGroup_type.bases ? 0 : -1;
}
