/* signal.h - what the end of the program needs of the signal module. */
#ifndef MINI_MODULES_SIGNAL_H
#define MINI_MODULES_SIGNAL_H

/* Gives every signal that a script has a handler for its default action back, but SIGINT, which raises KeyboardInterrupt
 * again. */
void signal_forget_handlers(void);

#endif
