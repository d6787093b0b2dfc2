#pragma once
#include <grpcpp/grpcpp.h>

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "cri/containerd_store.h"
#include "rpc/containerd_content.grpc.pb.h"
#include "rpc/containerd_images.grpc.pb.h"
#include "rpc/containerd_leases.grpc.pb.h"
#include "tests/support/temp_folder.h"

/// A containerd of one test: names, blobs and leases in memory, digests are not looked at.
namespace kcluster::fake_containerd {

namespace content = containerd::services::content::v1;
namespace images = containerd::services::images::v1;
namespace leases = containerd::services::leases::v1;
using grpc::ServerContext;
using Code = grpc::StatusCode;

inline std::string header(const ServerContext* context, const char* name) {
  const auto found = context->client_metadata().find(name);
  return found == context->client_metadata().end()
             ? std::string()
             : std::string(found->second.data(), found->second.size());
}

inline grpc::Status absent() { return {Code::NOT_FOUND, "not found"}; }

/// Blobs as containerd keeps them; digests are not looked at.
class FakeContent : public content::Content::Service {
 public:
  grpc::Status Info(ServerContext* context, const content::InfoRequest* asked,
                    content::InfoResponse* answer) override {
    if (header(context, "containerd-namespace") != "k8s.io") return absent();
    const auto found = blobs.find(asked->digest());
    if (found == blobs.end()) return absent();
    answer->mutable_info()->set_size(static_cast<std::int64_t>(found->second.size()));
    return grpc::Status::OK;
  }
  grpc::Status Update(ServerContext*, const content::UpdateRequest* asked,
                      content::UpdateResponse*) override {
    for (const auto& path : asked->update_mask().paths())
      labels[path] = asked->info().labels().at(path.substr(std::string("labels.").size()));
    return grpc::Status::OK;
  }
  grpc::Status Read(ServerContext*, const content::ReadContentRequest* asked,
                    grpc::ServerWriter<content::ReadContentResponse>* out) override {
    const auto found = blobs.find(asked->digest());
    if (found == blobs.end()) return absent();
    for (std::size_t at = 0; at < found->second.size(); at += 1000) {
      content::ReadContentResponse piece;
      piece.set_offset(static_cast<std::int64_t>(at + skipped));
      piece.set_data(found->second.substr(at, 1000));
      out->Write(piece);
    }
    return grpc::Status::OK;
  }
  grpc::Status Write(ServerContext* context,
                     grpc::ServerReaderWriter<content::WriteContentResponse,
                                              content::WriteContentRequest>* stream) override {
    lease = header(context, "containerd-lease");
    std::string bytes;
    content::WriteContentRequest asked;
    while (stream->Read(&asked)) {
      if (bytes.size() >= full_at) return {Code::RESOURCE_EXHAUSTED, "no space left on device"};
      if (asked.offset() != static_cast<std::int64_t>(bytes.size()))
        return {Code::OUT_OF_RANGE, ""};
      bytes += asked.data();
      content::WriteContentResponse answer;
      answer.set_action(asked.action());
      if (asked.action() == content::COMMIT) {
        blobs[asked.expected()] = bytes;
        answer.set_digest(asked.expected());
      }
      stream->Write(answer);
    }
    return grpc::Status::OK;
  }
  grpc::Status Abort(ServerContext*, const content::AbortRequest* asked,
                     content::AbortResponse*) override {
    aborted = asked->ref();
    return grpc::Status::OK;
  }

  std::map<std::string, std::string> blobs, labels;
  std::string lease, aborted;
  std::size_t full_at = ~std::size_t{0}, skipped = 0;
};

class FakeImages : public images::Images::Service {
 public:
  grpc::Status Get(ServerContext*, const images::GetImageRequest* asked,
                   images::GetImageResponse* answer) override {
    const auto found = named.find(asked->name());
    if (found == named.end()) return absent();
    *answer->mutable_image() = found->second;
    return grpc::Status::OK;
  }
  grpc::Status Create(ServerContext*, const images::CreateImageRequest* asked,
                      images::CreateImageResponse*) override {
    if (asked->image().name() == refused) return {Code::INTERNAL, "no"};
    named[asked->image().name()] = asked->image();
    return grpc::Status::OK;
  }
  grpc::Status Update(ServerContext*, const images::UpdateImageRequest* asked,
                      images::UpdateImageResponse*) override {
    named[asked->image().name()] = asked->image();
    return grpc::Status::OK;
  }
  grpc::Status Delete(ServerContext*, const images::DeleteImageRequest* asked,
                      images::DeleteImageResponse*) override {
    named.erase(asked->name());
    return grpc::Status::OK;
  }
  std::map<std::string, images::Image> named;
  std::string refused;
};

class FakeLeases : public leases::Leases::Service {
 public:
  grpc::Status Create(ServerContext*, const leases::CreateRequest* asked,
                      leases::CreateResponse*) override {
    open.insert(asked->id());
    expires = asked->labels().at("containerd.io/gc.expire");
    return grpc::Status::OK;
  }
  grpc::Status Delete(ServerContext*, const leases::DeleteRequest* asked,
                      leases::DeleteResponse*) override {
    open.erase(asked->id());
    collected = collected || asked->sync();
    return grpc::Status::OK;
  }
  grpc::Status AddResource(ServerContext*, const leases::AddResourceRequest* asked,
                           leases::AddResourceResponse*) override {
    held.insert(asked->resource().type() + " " + asked->resource().id());
    return grpc::Status::OK;
  }
  std::set<std::string> open, held;
  std::string expires;
  bool collected = false;
};

struct Server {
  TempFolder temp;
  std::string socket = "unix://" + (temp.path() / "c.sock").string();
  FakeContent blobs;
  FakeImages names;
  FakeLeases leases;
  std::unique_ptr<grpc::Server> server;

  enum class Speaks { containerd, nothing };
  explicit Server(Speaks speaks = Speaks::containerd) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(socket, grpc::InsecureServerCredentials());
    builder.RegisterService(&leases);
    if (speaks == Speaks::containerd) {
      builder.RegisterService(&blobs);
      builder.RegisterService(&names);
    }
    builder.SetMaxReceiveMessageSize(16 << 20);
    server = builder.BuildAndStart();
    REQUIRE(server);
  }
  ~Server() { server->Shutdown(); }

  std::shared_ptr<ImageStore> store() { return make_image_store(socket, {}); }
};

}  // namespace kcluster::fake_containerd
