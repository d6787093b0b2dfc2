/* The sandbox process of a pod: holds its namespaces, reaps orphans of a shared PID namespace,
 * and ends at once when asked. `-v` prints and exits, as kubeadm's upgrade check job expects. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void reap(int signal_number) {
  (void)signal_number;
  while (waitpid(-1, NULL, WNOHANG) > 0) {
  }
}

static void leave(int signal_number) {
  (void)signal_number;
  _exit(0);
}

/* Process 1 of a PID namespace gets no default handlers: unhandled signals would be lost. */
static int install(int signal_number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NOCLDSTOP | SA_RESTART};
  return sigaction(signal_number, &action, NULL);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "-v") == 0) {
    puts("pause (kcluster lab)");
    return 0;
  }
  if (install(SIGINT, leave) || install(SIGTERM, leave) || install(SIGCHLD, reap)) {
    perror("pause: sigaction");
    return 1;
  }
  for (;;) {
    pause();
  }
}
