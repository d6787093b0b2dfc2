#include "host/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string_view>

#include "host/fault.h"

namespace kcluster {
namespace {

struct Pipe {
  Fd reading, writing;
  Pipe() {
    int ends[2];
    checked(::pipe2(ends, O_CLOEXEC));
    reading = Fd(ends[0]);
    writing = Fd(ends[1]);
    checked(::fcntl(ends[0], F_SETFL, O_NONBLOCK));
  }
};

// dup2 clears close-on-exec, so the child keeps exactly its three streams
struct Streams {
  posix_spawn_file_actions_t actions;
  Streams(const Pipe& out, const Pipe& err) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out.writing.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err.writing.get(), STDERR_FILENO);
  }
  ~Streams() { posix_spawn_file_actions_destroy(&actions); }
};

// our threads block signals; a child that inherited that could not be ended
struct Attributes {
  posix_spawnattr_t value;
  Attributes() {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&value);
    posix_spawnattr_setsigmask(&value, &none);
    posix_spawnattr_setsigdefault(&value, &all);
    posix_spawnattr_setpgroup(&value, 0);
    posix_spawnattr_setflags(
        &value, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&value); }
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const auto& text : texts) list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

std::vector<std::string> plain_environment() {
  std::vector<std::string> texts{"LC_ALL=C"};
  for (char** entry = environ; *entry; ++entry)
    if (!std::string_view(*entry).starts_with("LC_ALL=")) texts.emplace_back(*entry);
  return texts;
}

}  // namespace

Child::Child(const std::vector<std::string>& argv) {
  Pipe out, err;
  const Streams streams(out, err);
  const Attributes attributes;
  const auto environment = plain_environment();
  const int code = ::posix_spawnp(&pid_, argv.at(0).c_str(), &streams.actions, &attributes.value,
                                  pointers(argv).data(), pointers(environment).data());
  if (code) {
    pid_ = -1;
    fail_with(code);
  }
  handle_ = Fd(checked(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))));
  out_ = std::move(out.reading);
  err_ = std::move(err.reading);
}

Child::~Child() {
  if (pid_ < 0) return;
  signal_group(SIGKILL);
  wait();
}

void Child::signal_group(int number) const {
  if (pid_ > 0) ::kill(-pid_, number);
}

int Child::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) == -1 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace kcluster
