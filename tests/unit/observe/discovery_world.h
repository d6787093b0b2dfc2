#pragma once
#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "observe/discovery.h"
#include "tests/support/joinable.h"

namespace kcluster {

/// What a peer was asked by whom.
struct Asked {
  Endpoint endpoint;
  std::string path;
};

/// A peer in front of the cluster that notes what it is asked and may answer itself.
class Watched : public Http {
 public:
  using Answer = std::function<Response(const std::string& path, bool verified)>;
  Watched(Endpoint endpoint, Answer answer, std::vector<Asked>& asked)
      : endpoint_(std::move(endpoint)), answer_(std::move(answer)), asked_(asked) {}
  Response get(const std::string& path) const override {
    asked_.push_back({endpoint_, path});
    return answer_(path, endpoint_.verify == Endpoint::Verify::yes);
  }
  Response send(const Request&) override { throw std::logic_error("discovery changes nothing"); }

 private:
  Endpoint endpoint_;
  Answer answer_;
  std::vector<Asked>& asked_;
};

/// A cluster to be found, and what finding it asked.
struct World {
  Joinable cluster;
  MemoryFiles files;
  std::vector<Asked> asked;
  std::string date;
  Watched::Answer answer = [this](const std::string& path, bool) {
    auto response = cluster.api->get(path);
    if (!date.empty()) response.headers["date"] = date;
    return response;
  };
  OpenPeer open = [this](const Endpoint& endpoint) {
    return std::make_shared<Watched>(endpoint, answer, asked);
  };
  JoinConfiguration wanted;

  World() {
    auto& token = wanted.discovery.token.emplace();
    token.token = {"abcdef", cluster.token.secret};
    token.api_server_endpoint = "10.0.0.1:6443";
    token.ca_cert_hashes = {cluster.pin()};
    wanted.discovery.tls_bootstrap = token.token;
  }
  Discovered find() { return discover(wanted, {open, files, cluster.clock}); }
  /// The Error that finding ends with; both its halves must be filled.
  std::string fault() {
    try {
      find();
    } catch (const Error& error) {
      CHECK_FALSE(error.remedy.empty());
      CHECK(std::string(error.what()).find("0123456789abcdef") == std::string::npos);
      return error.what();
    }
    return "";
  }
  void by_file(const std::string& path) {
    wanted.discovery.token.reset();
    wanted.discovery.file = path;
  }
};

inline bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

inline Response text(int status, const std::string& body) { return {status, body, {}}; }

}  // namespace kcluster
