#pragma once
#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/error.h"
#include "etcd/peer.h"
#include "etcd/refusal.h"

namespace kcluster {

/// The peers of one cluster; the one that answered last is asked first.
class EtcdPeers {
 public:
  EtcdPeers(EtcdAccess access, std::stop_token stop);

  const EtcdAccess& access() const { return access_; }
  /// Of the access, or any other member's client URL.
  std::shared_ptr<const EtcdPeer> at(const std::string& endpoint) const;

  /// The answer of the first that gives one. When none does: its refusal, or its certificate's
  /// fault, or the Silence of all.
  template <class Look>
  auto ask(Look look) const -> decltype(look(std::declval<const EtcdPeer&>())) {
    std::exception_ptr spoken, silent;
    const std::size_t count = access_.endpoints.size(), from = good_;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = (from + i) % count;
      const auto peer = at(access_.endpoints[index]);
      try {
        auto answer = look(*peer);
        good_ = index;
        return answer;
      } catch (const Interrupted&) {
        throw;
      } catch (const Silence&) {
        keep(silent);
      } catch (const EtcdRefusal& refusal) {
        if (!of_one(refusal)) throw;
        keep(spoken);
      } catch (const Error&) {
        keep(spoken);
      }
    }
    std::rethrow_exception(spoken ? spoken : silent);
  }

 private:
  static bool of_one(const EtcdRefusal& refusal);
  static void keep(std::exception_ptr& first) {
    if (!first) first = std::current_exception();
  }

  EtcdAccess access_;
  std::stop_token stop_;
  mutable std::atomic<std::size_t> good_ = 0;
  mutable std::mutex lock_;
  mutable std::map<std::string, std::shared_ptr<const EtcdPeer>> open_;
};

}  // namespace kcluster
