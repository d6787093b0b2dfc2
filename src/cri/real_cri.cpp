#include "cri/real_cri.h"

#include "base/error.h"
#include "base/json.h"
#include "cri/calls.h"
#include "cri/socket_line.h"

namespace kcluster {
namespace {

namespace v1 = runtime::v1;
namespace calls = cri_calls;
using std::chrono::seconds;
using Code = CallStatus::Code;

constexpr std::uint64_t kLargestProcess = 1 << 22;  // PID_MAX_LIMIT
constexpr seconds kLook{10}, kPodEnd{120}, kPull{3600};

Container::State state_of(v1::ContainerState state) {
  switch (state) {
    case v1::CONTAINER_CREATED:
      return Container::State::created;
    case v1::CONTAINER_RUNNING:
      return Container::State::running;
    case v1::CONTAINER_EXITED:
      return Container::State::exited;
    default:
      return Container::State::unknown;
  }
}

std::string label(const v1::Container& container, const char* key) {
  const auto found = container.labels().find(key);
  return found == container.labels().end() ? std::string() : found->second;
}

Container listed(const v1::Container& seen) {
  Container made;
  made.id = seen.id();
  made.name = seen.metadata().name();
  made.attempt = seen.metadata().attempt();
  made.pod_id = seen.pod_sandbox_id();
  made.image = seen.image().image();
  made.asked_image = seen.image().user_specified_image();
  made.image_ref = seen.image_ref();
  made.pod_name = label(seen, "io.kubernetes.pod.name");
  made.pod_namespace = label(seen, "io.kubernetes.pod.namespace");
  made.state = state_of(seen.state());
  made.created = seen.created_at();
  return made;
}

void fill(Container& container, const v1::ContainerStatus& status) {
  // lists may name the image by its ID only
  if (!status.image().image().empty()) container.image = status.image().image();
  if (!status.image_ref().empty()) container.image_ref = status.image_ref();
  container.state = state_of(status.state());
  container.exit_code = status.exit_code();
  container.reason = status.reason();
  container.message = status.message();
  container.log_path = status.log_path();
  container.started = status.started_at();
  container.finished = status.finished_at();
}

Sandbox sandbox(const v1::PodSandbox& seen) {
  return {seen.id(),
          seen.metadata().name(),
          seen.metadata().namespace_(),
          seen.metadata().uid(),
          seen.state() == v1::SANDBOX_READY,
          seen.created_at(),
          {seen.annotations().begin(), seen.annotations().end()},
          {seen.labels().begin(), seen.labels().end()}};
}

std::string why(const v1::RuntimeCondition& condition) {
  std::string text = condition.type() + " is false";
  for (const auto* part : {&condition.reason(), &condition.message()})
    if (!part->empty()) text += ": " + *part;
  return text;
}

class GrpcCri : public Cri {
 public:
  GrpcCri(const std::string& socket, std::stop_token stop) : line_(socket, std::move(stop)) {}

  RuntimeVersion version() const override {
    v1::VersionResponse answer;
    look(calls::version, v1::VersionRequest(), answer, "version");
    return {answer.runtime_name(), answer.runtime_version(), answer.runtime_api_version()};
  }

  RuntimeState state() const override {
    v1::StatusResponse answer;
    look(calls::status, v1::StatusRequest(), answer, "status");
    RuntimeState made;
    for (const auto& condition : answer.status().conditions()) {
      // runtimes add conditions of their own, containerd one for deprecations
      if (condition.type() == "RuntimeReady")
        made.runtime_ready = condition.status();
      else if (condition.type() == "NetworkReady")
        made.network_ready = condition.status();
      else
        continue;
      if (!condition.status()) made.reason += (made.reason.empty() ? "" : "; ") + why(condition);
    }
    made.cgroup_driver = cgroup_driver();
    return made;
  }

  std::vector<Sandbox> pods() const override {
    v1::ListPodSandboxResponse answer;
    look(calls::list_pod_sandbox, v1::ListPodSandboxRequest(), answer, "list pods");
    std::vector<Sandbox> made;
    for (const auto& seen : answer.items()) made.push_back(sandbox(seen));
    return made;
  }

  std::vector<Container> containers() const override {
    v1::ListContainersResponse answer;
    look(calls::list_containers, v1::ListContainersRequest(), answer, "list containers");
    std::vector<Container> made;
    for (const auto& seen : answer.containers()) {
      Container container = listed(seen);
      if (complete(container)) made.push_back(std::move(container));
    }
    return made;
  }

  std::optional<unsigned> process(const std::string& container_id) const override {
    v1::ContainerStatusRequest asked;
    asked.set_container_id(container_id);
    asked.set_verbose(true);
    v1::ContainerStatusResponse answer;
    look(calls::container_status, asked, answer, "status of container " + container_id);
    const auto info = answer.info().find("info");
    if (info == answer.info().end()) return std::nullopt;
    const auto said = Json::parse(info->second, nullptr, false);
    const auto pid = said.is_object() ? said.find("pid") : said.end();
    if (pid == said.end() || !pid->is_number_unsigned()) return std::nullopt;
    const auto number = pid->get<std::uint64_t>();
    if (number == 0 || number > kLargestProcess) return std::nullopt;
    return static_cast<unsigned>(number);
  }

  bool has_image(const std::string& image) const override {
    v1::ImageStatusRequest asked;
    asked.mutable_image()->set_image(image);
    v1::ImageStatusResponse answer;
    look(calls::image_status, asked, answer, "look for image " + image);
    return answer.has_image() && !answer.image().id().empty();
  }

  std::vector<std::string> images() const override {
    v1::ListImagesResponse answer;
    look(calls::list_images, v1::ListImagesRequest(), answer, "list images");
    std::vector<std::string> tags;
    for (const auto& image : answer.images())
      tags.insert(tags.end(), image.repo_tags().begin(), image.repo_tags().end());
    return tags;
  }

  std::string image_root() const override {
    v1::ImageFsInfoResponse answer;
    look(calls::image_fs_info, v1::ImageFsInfoRequest(), answer, "image file system");
    const auto& systems = answer.image_filesystems();
    return systems.empty() ? std::string() : systems[0].fs_id().mountpoint();
  }

  void pull(const std::string& image) override {
    v1::PullImageRequest asked;
    asked.mutable_image()->set_image(image);
    v1::PullImageResponse answer;
    try {
      line_.check(line_.call(calls::pull_image, asked, answer, kPull), "pull image " + image);
    } catch (const Silence&) {
      throw;
    } catch (const Interrupted&) {
      throw;
    } catch (Error& error) {
      error.remedy = "check the image's name, the registry, and the runtime's proxy and mirrors";
      throw;
    }
  }

  void stop(const std::string& container_id, unsigned grace_seconds) override {
    v1::StopContainerRequest asked;
    asked.set_container_id(container_id);
    asked.set_timeout(grace_seconds);
    v1::StopContainerResponse answer;
    end(calls::stop_container, asked, answer, seconds(grace_seconds) + kLook,
        "stop container " + container_id);
  }

  void remove_pod(const std::string& pod_id) override {
    v1::StopPodSandboxRequest stopping;
    stopping.set_pod_sandbox_id(pod_id);
    v1::StopPodSandboxResponse stopped;
    end(calls::stop_pod_sandbox, stopping, stopped, kPodEnd, "stop pod " + pod_id);
    v1::RemovePodSandboxRequest removing;
    removing.set_pod_sandbox_id(pod_id);
    v1::RemovePodSandboxResponse removed;
    end(calls::remove_pod_sandbox, removing, removed, kPodEnd, "remove pod " + pod_id);
  }

 private:
  template <class Asked, class Answer>
  void look(const Rpc<Asked, Answer>& rpc, const Asked& asked, Answer& answer,
            const std::string& doing) const {
    line_.check(line_.call(rpc, asked, answer, kLook), doing);
  }

  // what is gone already has ended, too
  template <class Asked, class Answer>
  void end(const Rpc<Asked, Answer>& rpc, const Asked& asked, Answer& answer, seconds limit,
           const std::string& doing) {
    const auto status = line_.call(rpc, asked, answer, limit);
    if (status.code != Code::not_found) line_.check(status, doing);
  }

  // false: it went between the list and now
  bool complete(Container& container) const {
    v1::ContainerStatusRequest asked;
    asked.set_container_id(container.id);
    v1::ContainerStatusResponse answer;
    const auto status = line_.call(calls::container_status, asked, answer, kLook);
    if (status.code == Code::not_found) return false;
    line_.check(status, "status of container " + container.id);
    fill(container, answer.status());
    return true;
  }

  std::string cgroup_driver() const {
    v1::RuntimeConfigResponse answer;
    const auto status =
        line_.call(calls::runtime_config, v1::RuntimeConfigRequest(), answer, kLook);
    if (status.code == Code::unimplemented) return {};
    line_.check(status, "runtime configuration");
    if (!answer.has_linux_runtime()) return {};
    return answer.linux_runtime().cgroup_driver() == v1::SYSTEMD ? "systemd" : "cgroupfs";
  }

  SocketLine line_;
};

}  // namespace

std::shared_ptr<Cri> make_cri(const std::string& socket, std::stop_token stop) {
  return std::make_shared<GrpcCri>(socket, std::move(stop));
}

}  // namespace kcluster
