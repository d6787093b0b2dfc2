#include "cri/real_cri.h"

#include <grpcpp/grpcpp.h>

#include <catch2/catch.hpp>
#include <functional>
#include <thread>

#include "base/error.h"
#include "rpc/cri.grpc.pb.h"
#include "tests/support/temp_folder.h"

namespace kcluster {
namespace {

namespace v1 = runtime::v1;
using grpc::ServerContext;

// what is not overridden answers Unimplemented, as an older runtime would
class FakeRuntime : public v1::RuntimeService::Service {
 public:
  std::function<grpc::Status(ServerContext*)> before = [](ServerContext*) {
    return grpc::Status::OK;
  };
  std::vector<std::string> ended;
  std::string info = R"({"sandboxID":"p1","pid":4711})";

  grpc::Status Version(ServerContext* context, const v1::VersionRequest*,
                       v1::VersionResponse* answer) override {
    answer->set_runtime_name("containerd");
    answer->set_runtime_version("v2.2.1");
    answer->set_runtime_api_version("v1");
    return before(context);
  }
  grpc::Status Status(ServerContext*, const v1::StatusRequest*,
                      v1::StatusResponse* answer) override {
    auto* ready = answer->mutable_status()->add_conditions();
    ready->set_type("RuntimeReady");
    ready->set_status(true);
    auto* network = answer->mutable_status()->add_conditions();
    network->set_type("NetworkReady");
    network->set_reason("NetworkPluginNotReady");
    network->set_message("cni plugin not initialized");
    return grpc::Status::OK;
  }
  grpc::Status ListContainers(ServerContext*, const v1::ListContainersRequest*,
                              v1::ListContainersResponse* answer) override {
    for (const char* id : {"c1", "gone"}) {
      auto* one = answer->add_containers();
      one->set_id(id);
      one->set_pod_sandbox_id("p1");
      one->mutable_metadata()->set_name("etcd");
      one->mutable_metadata()->set_attempt(3);
      one->mutable_image()->set_image("sha256:1234");
      (*one->mutable_labels())["io.kubernetes.pod.name"] = "etcd-node";
      (*one->mutable_labels())["io.kubernetes.pod.namespace"] = "kube-system";
    }
    return grpc::Status::OK;
  }
  grpc::Status ContainerStatus(ServerContext*, const v1::ContainerStatusRequest* asked,
                               v1::ContainerStatusResponse* answer) override {
    if (asked->container_id() == "gone") return {grpc::StatusCode::NOT_FOUND, "gone"};
    auto* status = answer->mutable_status();
    status->set_state(v1::CONTAINER_EXITED);
    status->set_exit_code(137);
    status->set_reason("OOMKilled");
    status->set_log_path("/var/log/pods/x/etcd/3.log");
    status->mutable_image()->set_image("registry.k8s.io/etcd:3.6.16-0");
    if (asked->verbose()) (*answer->mutable_info())["info"] = info;
    return grpc::Status::OK;
  }
  grpc::Status StopPodSandbox(ServerContext*, const v1::StopPodSandboxRequest* asked,
                              v1::StopPodSandboxResponse*) override {
    ended.push_back("stop " + asked->pod_sandbox_id());
    return grpc::Status::OK;
  }
  grpc::Status RemovePodSandbox(ServerContext*, const v1::RemovePodSandboxRequest* asked,
                                v1::RemovePodSandboxResponse*) override {
    ended.push_back("remove " + asked->pod_sandbox_id());
    return {grpc::StatusCode::NOT_FOUND, "gone"};
  }
};

class FakeImages : public v1::ImageService::Service {
 public:
  grpc::Status ImageStatus(ServerContext*, const v1::ImageStatusRequest* asked,
                           v1::ImageStatusResponse* answer) override {
    if (asked->image().image() == "there:1") answer->mutable_image()->set_id("sha256:1");
    return grpc::Status::OK;
  }
  grpc::Status ListImages(ServerContext*, const v1::ListImagesRequest*,
                          v1::ListImagesResponse* answer) override {
    auto* image = answer->add_images();
    image->add_repo_tags("there:1");
    image->add_repo_tags("there:latest");
    return grpc::Status::OK;
  }
  grpc::Status PullImage(ServerContext*, const v1::PullImageRequest* asked,
                         v1::PullImageResponse*) override {
    if (asked->image().image() == "there:1") return grpc::Status::OK;
    return {grpc::StatusCode::NOT_FOUND, "no such manifest"};
  }
};

struct Server {
  TempFolder temp;
  std::string socket = "unix://" + (temp.path() / "cri.sock").string();
  FakeRuntime runtime;
  FakeImages images;
  std::unique_ptr<grpc::Server> server;

  Server() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(socket, grpc::InsecureServerCredentials());
    builder.RegisterService(&runtime);
    builder.RegisterService(&images);
    server = builder.BuildAndStart();
    REQUIRE(server);
  }
  ~Server() { server->Shutdown(); }
};

}  // namespace

TEST_CASE("version and state are told, an unknown cgroup driver is empty") {
  const Server server;
  const auto cri = make_cri(server.socket, {});
  CHECK(cri->version().version == "v2.2.1");
  CHECK(cri->version().api == "v1");
  const auto state = cri->state();
  CHECK(state.runtime_ready);
  CHECK_FALSE(state.network_ready);
  CHECK(state.reason == "NetworkReady is false: NetworkPluginNotReady: cni plugin not initialized");
  CHECK(state.cgroup_driver.empty());
}

TEST_CASE("containers come with their pod, exit code, reason, log and image name") {
  const Server server;
  const auto all = make_cri(server.socket, {})->containers();
  REQUIRE(all.size() == 1);  // the other one went in the meantime
  CHECK(all[0].pod_name == "etcd-node");
  CHECK(all[0].pod_namespace == "kube-system");
  CHECK(all[0].state == Container::State::exited);
  CHECK(all[0].exit_code == 137);
  CHECK(all[0].attempt == 3);
  CHECK(all[0].reason == "OOMKilled");
  CHECK(all[0].log_path == "/var/log/pods/x/etcd/3.log");
  CHECK(all[0].image == "registry.k8s.io/etcd:3.6.16-0");
}

TEST_CASE("a container's process is told, and none when the runtime says something else") {
  Server server;
  const auto cri = make_cri(server.socket, {});
  CHECK(cri->process("c1") == 4711u);
  for (const char* said : {"", "[]", "{", R"({"pid":0})", R"({"pid":-3})", R"({"pid":"4711"})",
                           R"({"pid":4294971407})", R"({"pid":47.5})"}) {
    server.runtime.info = said;
    CHECK_FALSE(cri->process("c1"));
  }
}

TEST_CASE("images are found, listed and pulled; a failed pull says which") {
  const Server server;
  const auto cri = make_cri(server.socket, {});
  CHECK(cri->has_image("there:1"));
  CHECK_FALSE(cri->has_image("absent:1"));
  CHECK(cri->images() == std::vector<std::string>{"there:1", "there:latest"});
  cri->pull("there:1");
  CHECK_THROWS_WITH(cri->pull("absent:1"),
                    Catch::Contains("pull image absent:1") && Catch::Contains("no such manifest"));
}

TEST_CASE("a pod is stopped before it is removed, and may be gone already") {
  const Server server;
  make_cri(server.socket, {})->remove_pod("p1");
  CHECK(server.runtime.ended == std::vector<std::string>{"stop p1", "remove p1"});
}

TEST_CASE("what the runtime does not know at all is an Error with a remedy, no Silence") {
  const Server server;
  try {
    make_cri(server.socket, {})->pods();
    FAIL("it knew");
  } catch (const Silence&) {
    FAIL("it answered");
  } catch (const Error& error) {
    CHECK(error.remedy.find("CRI v1") != std::string::npos);
  }
}

TEST_CASE("no runtime is Silence, and its coming is seen by the same object") {
  const TempFolder temp;
  const std::string socket = (temp.path() / "cri.sock").string();  // a bare path will do
  const auto cri = make_cri(socket, {});
  CHECK_THROWS_AS(cri->version(), Silence);
  FakeRuntime late;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("unix://" + socket, grpc::InsecureServerCredentials());
  builder.RegisterService(&late);
  const auto server = builder.BuildAndStart();
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  CHECK(cri->version().name == "containerd");
  server->Shutdown();
}

TEST_CASE("a stop ends a call that waits") {
  Server server;
  server.runtime.before = [](ServerContext* context) {
    while (!context->IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  };
  std::stop_source source;
  const auto cri = make_cri(server.socket, source.get_token());
  std::thread later([&source] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    source.request_stop();
  });
  CHECK_THROWS_AS(cri->version(), Interrupted);
  later.join();
}

}  // namespace kcluster
