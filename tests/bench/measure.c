/* measure REPEAT OUTPUT COMMAND...: runs the command REPEAT times with stdout in the file OUTPUT and prints the mean CPU
   time (user and system) in microseconds, the peak memory in KiB, and the exit status (128 and the signal when killed). */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long microseconds(struct timeval t) { return t.tv_sec * 1000000L + t.tv_usec; }

static void run_command(const char *output, char **command)
{
    int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666), in = open("/dev/null", O_RDONLY);
    if (out < 0 || in < 0 || dup2(out, 1) < 0 || dup2(in, 0) < 0) { perror(output); _exit(126); }
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    if (argc < 4 || atoi(argv[1]) < 1) { fprintf(stderr, "usage: measure REPEAT OUTPUT COMMAND...\n"); return 2; }
    int repeat = atoi(argv[1]), worst = 0;
    long cpu = 0, memory = 0;
    for (int i = 0; i < repeat; i++) {
        pid_t child = fork();
        if (child == 0) run_command(argv[2], argv + 3);
        int status;
        struct rusage use;
        if (child < 0 || wait4(child, &status, 0, &use) < 0) { perror("measure"); return 2; }
        cpu += microseconds(use.ru_utime) + microseconds(use.ru_stime);
        if (use.ru_maxrss > memory) memory = use.ru_maxrss;
        if (status) worst = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    printf("%ld %ld %d\n", cpu / repeat, memory, worst);
    return 0;
}
