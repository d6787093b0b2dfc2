#include "host/interrupt.h"

#include "base/error.h"

namespace kcluster {
namespace {

constexpr int kWatched[] = {SIGINT, SIGTERM, SIGHUP};

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : kWatched) sigaddset(&set, number);
  return set;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t set = watched();
  pipe_before_ = std::signal(SIGPIPE, SIG_IGN);
  pthread_sigmask(SIG_BLOCK, &set, &before_);
  waiting_ = std::thread([this] { wait(); });
}

Interrupt::~Interrupt() {
  ending_ = true;
  pthread_kill(waiting_.native_handle(), SIGHUP);
  waiting_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  std::signal(SIGPIPE, pipe_before_);
}

void Interrupt::wait() {
  const sigset_t set = watched();
  for (int number = 0; !ending_;)
    if (sigwait(&set, &number) == 0 && !ending_) stop();
}

std::stop_token Interrupt::token() const {
  const std::scoped_lock hold(lock_);
  return source_.get_token();
}

void Interrupt::check() const {
  if (token().stop_requested()) throw Interrupted();
}

void Interrupt::rearm() {
  const std::scoped_lock hold(lock_);
  source_ = std::stop_source();
}

// outside the lock: the callbacks of the stop may ask for the token
void Interrupt::stop() {
  auto source = [this] {
    const std::scoped_lock hold(lock_);
    return source_;
  }();
  source.request_stop();
}

}  // namespace kcluster
