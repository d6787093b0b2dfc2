#include "host/process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "host/await.h"
#include "host/child.h"
#include "host/fault.h"

namespace kcluster {
namespace {

using Moment = std::chrono::steady_clock::time_point;
constexpr int kBlock = 65536;
constexpr Millis kKindness{5000};  // between SIGTERM and SIGKILL

// wakes poll when a stop is asked for
struct Bell {
  Fd fd{checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))};
  void ring() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto count = ::write(fd.get(), &one, sizeof one);
  }
};

class Run {
 public:
  Run(const std::vector<std::string>& argv, const Bounds& bounds) : child_(argv), bounds_(bounds) {}

  /// False: stopped or out of time before the program ended.
  bool listen(int bell, Moment end) {
    for (;;) {
      std::array<pollfd, 4> wanted{{{out_open_ ? child_.out() : -1, POLLIN, 0},
                                    {err_open_ ? child_.err() : -1, POLLIN, 0},
                                    {child_.handle(), POLLIN, 0},
                                    {bell, POLLIN, 0}}};
      ::poll(wanted.data(), wanted.size(), left_until(end));
      out_open_ = out_open_ && drain(child_.out(), outcome_.out);
      err_open_ = err_open_ && drain(child_.err(), outcome_.err);
      if (wanted[2].revents) return true;
      if (wanted[3].revents || std::chrono::steady_clock::now() >= end) return false;
    }
  }

  void end_group() {
    child_.signal_group(SIGTERM);
    listen(-1, std::chrono::steady_clock::now() + kKindness);
    child_.signal_group(SIGKILL);
  }

  Outcome finish() {
    empty(child_.out(), outcome_.out);
    empty(child_.err(), outcome_.err);
    outcome_.exit = child_.wait();
    return std::move(outcome_);
  }

 private:
  static int left_until(Moment end) {
    const auto left =
        std::chrono::duration_cast<Millis>(end - std::chrono::steady_clock::now()).count() + 1;
    return static_cast<int>(std::clamp<long long>(left, 0, 60000));
  }

  // one block, so that a flood of output cannot keep a stop waiting; false: the end was reached
  bool drain(int fd, std::string& kept) const {
    std::array<char, kBlock> block;
    const auto count = ::read(fd, block.data(), block.size());
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    const auto room = bounds_.output - std::min(bounds_.output, kept.size());
    kept.append(block.data(), std::min(room, static_cast<std::size_t>(count)));
    return true;
  }

  // what the pipe holds now and no more: a daemon left behind may write for ever
  void empty(int fd, std::string& kept) const {
    int held = 0;
    if (::ioctl(fd, FIONREAD, &held) != 0) return;
    for (; held > 0; held -= kBlock) drain(fd, kept);
  }

  Child child_;
  Bounds bounds_;
  Outcome outcome_;
  bool out_open_ = true, err_open_ = true;
};

Moment deadline(Millis span) {
  const auto now = std::chrono::steady_clock::now();
  return now + (span.count() ? span : std::chrono::hours(24 * 365));
}

Outcome run_to_end(const std::vector<std::string>& argv, const Bounds& bounds,
                   const std::stop_token& stop) {
  const Bell bell;
  const std::stop_callback ring(stop, [&bell] { bell.ring(); });
  Run run(argv, bounds);
  if (run.listen(bell.fd.get(), deadline(bounds.time))) return run.finish();
  run.end_group();
  if (stop.stop_requested()) throw Interrupted();
  throw Error(fmt::format("{} did not end within {}", argv[0], in_words(bounds.time)),
              "run it by hand to see what it waits for: " + join(argv, " "));
}

class Beside : public Program {
 public:
  explicit Beside(const std::vector<std::string>& argv) : run_(argv, {}) {}
  std::optional<Outcome> ended() override {
    if (!outcome_ && run_.listen(-1, std::chrono::steady_clock::now())) outcome_ = run_.finish();
    return outcome_;
  }

 private:
  Run run_;
  std::optional<Outcome> outcome_;
};

}  // namespace

std::unique_ptr<Program> start_program(const std::vector<std::string>& argv) {
  std::vector<std::string> whole{"setpriv", "--pdeathsig", "KILL"};
  whole.insert(whole.end(), argv.begin(), argv.end());
  try {
    return std::make_unique<Beside>(whole);
  } catch (const std::system_error& fault) {
    throw Error(fmt::format("cannot run {}: {}", whole[0], fault.code().message()),
                "install util-linux, which setpriv is a part of");
  }
}

Outcome run_program(const std::vector<std::string>& argv, const Bounds& bounds,
                    const std::stop_token& stop) {
  try {
    return run_to_end(argv, bounds, stop);
  } catch (const std::system_error& fault) {
    const std::string why = fmt::format("{}: {}", argv.at(0), fault.code().message());
    if (fault.code().value() == ENOENT) return {127, {}, why};
    throw Error("cannot run " + why, "check that it is installed and executable");
  }
}

}  // namespace kcluster
