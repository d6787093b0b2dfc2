#include "cli/seal_source.h"

#include <CLI/App.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "host/fault.h"
#include "host/fd.h"

namespace kcluster {
namespace {

constexpr std::size_t kLongest = 4096;
constexpr unsigned kOthers = 077;

Secret checked_passphrase(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  Secret made(std::move(text));
  if (made.empty()) throw Error("the passphrase is empty", "give one", Exit::usage);
  if (made.size() > kLongest) throw Error("the passphrase is too long", "", Exit::usage);
  return made;
}

/// A terminal that does not show what is typed.
class Unseen {
 public:
  explicit Unseen(int terminal) : terminal_(terminal) {
    checked(::tcgetattr(terminal_, &before_));
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    checked(::tcsetattr(terminal_, TCSAFLUSH, &silent));
  }
  ~Unseen() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }

 private:
  int terminal_;
  termios before_{};
};

// signals come as a stop, so the wait must not be one read
std::string read_line(int terminal, const std::stop_token& stop) {
  std::string line;
  while (line.find('\n') == line.npos && line.size() <= kLongest) {
    if (stop.stop_requested()) throw Interrupted();
    pollfd ready{terminal, POLLIN, 0};
    if (::poll(&ready, 1, 200) <= 0) continue;
    char bytes[256];
    const auto count = ::read(terminal, bytes, sizeof bytes);
    if (count == 0) break;
    if (count > 0) line.append(bytes, static_cast<std::size_t>(count));
  }
  return line;
}

Secret ask_once(int terminal, const std::string& prompt, const std::stop_token& stop) {
  const Unseen unseen(terminal);
  write_all(terminal, prompt);
  auto line = read_line(terminal, stop);
  write_all(terminal, "\n");
  return checked_passphrase(std::move(line));
}

Secret ask(Ask times, const PassphraseWords& words, const std::stop_token& stop) {
  const Fd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
  if (!terminal)
    throw Error("there is no terminal to ask for the passphrase", words.remedy, Exit::usage);
  auto first = ask_once(terminal.get(), words.prompt, stop);
  if (times == Ask::twice &&
      ask_once(terminal.get(), "the same once more: ", stop).reveal() != first.reveal())
    throw Error("the two passphrases differ", "run it again", Exit::usage);
  return first;
}

Secret from_descriptor(int number) {
  return naming("read the passphrase from", fmt::format("descriptor {}", number), [&] {
    std::string text;
    char bytes[256];
    while (text.size() <= kLongest) {
      const auto count = checked(static_cast<int>(::read(number, bytes, sizeof bytes)));
      if (count == 0) break;
      text.append(bytes, static_cast<std::size_t>(count));
    }
    return checked_passphrase(std::move(text));
  });
}

}  // namespace

Secret read_passphrase(int descriptor, Ask times, const PassphraseWords& words,
                       const std::stop_token& stop) {
  return descriptor >= 0 ? from_descriptor(descriptor) : ask(times, words, stop);
}

Secret read_key_file(const std::string& path, const Files& files, const char* remedy) {
  const auto seen = files.look(path);
  auto bytes = files.read(path);
  if (!seen || !bytes)
    throw Error(fmt::format("there is no key file {}", path), remedy, Exit::usage);
  Secret key(std::move(*bytes));
  if (seen->kind == Stat::Kind::file && seen->mode & kOthers)
    throw Error(fmt::format("others may read the key file {}", path),
                fmt::format("chmod 600 {}", path), Exit::usage);
  return key;
}

void add_seal_options(CLI::App& command, SealOptions& options) {
  auto* file = command.add_option("--key-file", options.key_file,
                                  "a file of 32 random bytes or more as the key");
  command
      .add_option("--passphrase-fd", options.passphrase_fd,
                  "read the passphrase from that open descriptor; default: ask for it")
      ->check(CLI::Range(0, 1 << 20))
      ->excludes(file);
}

SealSource read_seal_source(const SealOptions& options, Ask times, const Files& files,
                            const std::stop_token& stop) {
  if (!options.key_file.empty())
    return {SealSource::Kind::key_file,
            read_key_file(std::filesystem::absolute(options.key_file), files,
                          "make one: (umask 077; head -c 32 /dev/urandom > FILE)")};
  return {SealSource::Kind::passphrase,
          read_passphrase(options.passphrase_fd, times,
                          {"passphrase of the backup: ",
                           "give --key-file, or --passphrase-fd with a descriptor to read it from"},
                          stop)};
}

}  // namespace kcluster
