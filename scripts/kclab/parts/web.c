/* A web server that says who it is and whom it sees: "HOSTNAME saw CLIENT-ADDRESS\n" to every
 * request. `web get ADDRESS PORT` asks one, from inside a pod, and prints what it said. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PORT = 8080, LINE = 512, BUFFER = 4096 };

static void leave(int signal_number) {
  (void)signal_number;
  _exit(0);
}

/* IPv4 clients of an IPv6 socket look like ::ffff:10.0.0.1. */
static const char *plain(const char *address) {
  return strncmp(address, "::ffff:", 7) == 0 && strchr(address, '.') ? address + 7 : address;
}

static int listener(void) {
  const int on = 1, off = 0;
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(PORT)};
  int server = socket(AF_INET6, SOCK_STREAM, 0);
  if (server >= 0) {
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(server, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(server, (struct sockaddr *)&six, sizeof six) == 0 && listen(server, 64) == 0)
      return server;
    close(server);
  }
  server = socket(AF_INET, SOCK_STREAM, 0); /* a kernel without IPv6 */
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, (struct sockaddr *)&four, sizeof four) != 0 || listen(server, 64) != 0) {
    perror("web: listen");
    exit(1);
  }
  return server;
}

static void limit(int connection) {
  const struct timeval patience = {.tv_sec = 5};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

static void answer(int connection, const char *client) {
  char request[BUFFER], host[128] = "", body[LINE], text[LINE + 128];
  limit(connection);
  if (recv(connection, request, sizeof request, 0) <= 0) return;
  gethostname(host, sizeof host - 1);
  snprintf(body, sizeof body, "%s saw %s\n", host, client);
  snprintf(text, sizeof text,
           "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n"
           "Connection: close\r\n\r\n%s", strlen(body), body);
  send(connection, text, strlen(text), MSG_NOSIGNAL);
}

static _Noreturn void serve(void) {
  const int server = listener();
  for (;;) {
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    char client[INET6_ADDRSTRLEN] = "";
    const int connection = accept(server, (struct sockaddr *)&from, &size);
    if (connection < 0) continue;
    if (from.ss_family == AF_INET6)
      inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&from)->sin6_addr, client, sizeof client);
    else
      inet_ntop(AF_INET, &((struct sockaddr_in *)&from)->sin_addr, client, sizeof client);
    answer(connection, plain(client));
    close(connection);
  }
}

static int dial(const char *address, int port) {
  struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((unsigned short)port)};
  struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  const int is_four = inet_pton(AF_INET, address, &four.sin_addr) == 1;
  if (!is_four && inet_pton(AF_INET6, address, &six.sin6_addr) != 1) return -1;
  const int made = socket(is_four ? AF_INET : AF_INET6, SOCK_STREAM, 0);
  limit(made); /* for connect() as well */
  if (connect(made, is_four ? (struct sockaddr *)&four : (struct sockaddr *)&six,
              is_four ? sizeof four : sizeof six) == 0)
    return made;
  close(made);
  return -1;
}

static int get(const char *address, int port) {
  char text[BUFFER];
  size_t size = 0;
  ssize_t more = 0;
  const int connection = dial(address, port);
  if (connection < 0) {
    perror("web: connect");
    return 1;
  }
  dprintf(connection, "GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n");
  while (size < sizeof text - 1 &&
         (more = recv(connection, text + size, sizeof text - 1 - size, 0)) > 0)
    size += (size_t)more;
  text[size] = '\0';
  const char *body = strstr(text, "\r\n\r\n");
  if (!body) return 1;
  fputs(body + 4, stdout);
  return 0;
}

int main(int argc, char **argv) {
  signal(SIGTERM, leave);
  signal(SIGINT, leave);
  signal(SIGPIPE, SIG_IGN);
  if (argc == 4 && strcmp(argv[1], "get") == 0) return get(argv[2], atoi(argv[3]));
  serve();
}
