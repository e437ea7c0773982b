/* memory_run.c - running a program such as dot, without a shell. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builtins/modules/_memory.h"
#include "builtins/types/int.h"
#include "builtins/types/list.h"
#include "builtins/types/str.h"
#include "runtime/base/mem.h"

enum { NOT_FOUND = 127 };

/* Exit status; NOT_FOUND if there is no such program; -1 with errno set. */
static int run(char *const *words) {
    pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        execvp(words[0], words);
        _exit(NOT_FOUND);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* 0, -1 */
static int check_words(Object *program, Object *arguments) {
    if (!is_str(program) || !is_list(arguments)) return error_set_int(TypeError, "run() needs a str and a list");
    for (size_t i = 0; i < list_count(arguments); i++)
        if (!is_str(((List *)arguments)->items[i])) return error_set_int(TypeError, "run() arguments must be str");
    return 0;
}

Value memory_run_function(Object *self UNUSED, Object **args) {
    if (check_words(args[0], args[1])) return value_error();
    const List *arguments = (List *)args[1];
    char **words = mem_array(arguments->count + 2, sizeof *words);
    if (!words) return value_new(error_no_memory());
    words[0] = (char *)(uintptr_t)str_data(args[0]);
    for (size_t i = 0; i < arguments->count; i++) words[i + 1] = (char *)(uintptr_t)str_data(arguments->items[i]);
    words[arguments->count + 1] = NULL;
    int status = run(words);
    mem_free_array(words, arguments->count + 2, sizeof *words);
    if (status < 0) return value_new(error_errno(OSError, NULL));
    return status == NOT_FOUND ? value_none() : value_int(status);
}
