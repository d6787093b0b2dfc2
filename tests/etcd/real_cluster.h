#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "etcd/etcd.h"
#include "host/child.h"
#include "host/clock.h"
#include "http/http.h"
#include "pki/certificate.h"
#include "tests/support/temp_folder.h"

namespace kcluster {

/// The lines of etcd that there are binaries of: $KCLUSTER_ETCD_3_5, $KCLUSTER_ETCD (3.6, etcdctl
/// and etcdutl lie beside it) and $KCLUSTER_ETCD_3_7.
enum class EtcdLine { v3_5, v3_6, v3_7 };
inline constexpr EtcdLine etcd_lines[] = {EtcdLine::v3_5, EtcdLine::v3_6, EtcdLine::v3_7};
/// "3.5"
std::string line_text(EtcdLine line);
std::filesystem::path etcd_binary(EtcdLine line);

/// Real etcds on loopback with TLS on both ports. Everything is gone with it.
class RealCluster {
 public:
  explicit RealCluster(std::vector<std::string> names, std::vector<std::string> more_flags = {});
  RealCluster(std::vector<std::string> names, EtcdLine line);
  /// Lays down data folders (folder()/NAME) before the first start.
  using Prepare = std::function<void(const RealCluster&)>;
  RealCluster(std::vector<std::string> names, const Prepare& prepare,
              EtcdLine line = EtcdLine::v3_6);

  /// Starts a member, waits for nothing. One that is not of the first is told the others.
  void start(const std::string& name);
  void stop(const std::string& name) {  ///< SIGKILL
    running_.erase(name);
    http_.reset();
  }
  /// Waits for a member that ends by itself; its exit status.
  int ended(const std::string& name) {
    const int status = running_.at(name)->wait();
    stop(name);
    return status;
  }
  /// With which binary members start from now on.
  void use(EtcdLine line) { line_ = line; }
  void signal(const std::string& name, int number) { running_.at(name)->signal_group(number); }
  /// Until every endpoint has the same leader.
  void await_leader() const;

  std::string client_url(const std::string& name) const;
  std::string peer_url(const std::string& name) const;
  EtcdAccess access() const;  ///< to all that were started, with a client's certificate
  std::shared_ptr<Etcd> etcd() const;
  const Key& client_key() const { return *client_key_; }

  /// Key and value over the HTTP gateway; the HTTP status.
  int put(const std::string& key, const std::string& value) const;
  /// POST to the HTTP gateway, "/v3/..." with base64 where it wants bytes; the answer.
  Json gateway(const std::string& path, const Json& body) const;
  /// etcdctl speaking to all that were started.
  std::string ctl(std::vector<std::string> argv) const;
  /// --initial-cluster of those that it began with.
  std::string initial_cluster() const;
  /// A tool beside etcd; its standard output. REQUIREs that it succeeds.
  static std::string tool(const std::string& name, std::vector<std::string> argv);

  const TempFolder& folder() const { return folder_; }
  const Clock& clock() const { return *clock_; }
  std::shared_ptr<const Clock> shared_clock() const { return clock_; }

 private:
  RealCluster(std::vector<std::string> names, std::vector<std::string> more_flags,
              const Prepare& prepare, EtcdLine line);
  struct Ports {
    unsigned client = 0, peer = 0;
  };
  Response post(const std::string& path, const Json& body) const;
  std::string write(const std::string& name, const std::string& text) const;
  void certify(const std::string& name);
  std::vector<std::string> flags(const std::string& name) const;
  const Ports& ports(const std::string& name) const;

  TempFolder folder_;
  std::vector<std::string> first_, more_;
  EtcdLine line_;
  std::unique_ptr<Key> authority_key_, client_key_;
  std::unique_ptr<Certificate> authority_, client_;
  mutable std::map<std::string, Ports> ports_;
  std::map<std::string, std::unique_ptr<Child>> running_;
  mutable std::shared_ptr<Http> http_;  // to the first of those that run
  std::shared_ptr<const Clock> clock_;
};

}  // namespace kcluster
