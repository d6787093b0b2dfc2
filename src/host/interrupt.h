#pragma once
#include <pthread.h>

#include <atomic>
#include <csignal>
#include <mutex>
#include <stop_token>
#include <thread>

namespace kcluster {

/// The one way to be stopped. Made first thing in main, before any thread: it blocks SIGINT,
/// SIGTERM and SIGHUP for all threads, and one thread of its own waits for them and raises the
/// stop. SIGPIPE is ignored: a peer that goes away is an error of the write, not the end.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  /// Of the present source; ask anew after rearm().
  std::stop_token token() const;
  /// Throws Interrupted when a stop was asked for.
  void check() const;
  /// A fresh source: what came before stays stopped, the way back can run and be stopped once more.
  void rearm();
  /// Asks for the stop, as a signal would.
  void stop();

 private:
  void wait();

  sigset_t before_{};
  void (*pipe_before_)(int) = SIG_DFL;
  mutable std::mutex lock_;
  std::stop_source source_;
  std::atomic<bool> ending_ = false;
  std::thread waiting_;
};

}  // namespace kcluster
