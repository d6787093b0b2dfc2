#include "phases/rest.h"

#include <algorithm>
#include <future>

#include "base/attempt.h"
#include "base/error.h"
#include "base/json.h"
#include "base/json_in.h"
#include "kubernetes/paths.h"
#include "manifest/recover_units.h"
#include "phases/static_pods.h"
#include "phases/timer_unit.h"

namespace kcluster {
namespace {

constexpr const char* kKubelet = "kubelet.service";
constexpr const char* kUnits = "kcluster-recover";
constexpr const char* kLast = "etcd";
constexpr unsigned kLastGrace = 10;  // seconds

Path manifest(const std::string& pod) { return Path(paths::manifests) / (pod + ".yaml"); }
Path aside(const std::string& folder, const std::string& pod) {
  return Path(folder) / (pod + ".yaml");
}

// a full disk does not keep a rename from its end; where there can be none, between file systems, a
// copy is whole before the other one goes, so it is never nowhere
void carry(const Path& from, const Path& to, Files& files) {
  if (attempt([&] { return files.move(from, to), true; })) return;
  if (const auto text = files.read(from)) files.write(to, *text, {0600});
  files.remove(from);
}

void bring_back(const std::string& folder, const std::string& pod, Files& files) {
  if (files.look(aside(folder, pod))) carry(aside(folder, pod), manifest(pod), files);
}

void stop_pod(const Sandbox& pod, const std::vector<Container>& containers, unsigned grace,
              Cri& cri) {
  for (const auto& container : containers)
    if (container.pod_id == pod.id && container.state == Container::State::running)
      cri.stop(container.id, grace);
  cri.remove_pod(pod.id);
}

void stop_pods(const std::vector<std::string>& components, unsigned grace, Cri& cri,
               const Tell& sink) {
  auto pods = cri.pods();
  std::erase_if(pods, [&](const Sandbox& pod) { return !is_static_pod(pod, components); });
  const auto containers = cri.containers();
  std::vector<std::future<void>> stopping;
  for (const auto& pod : pods)
    stopping.push_back(
        std::async(std::launch::async, [&] { stop_pod(pod, containers, grace, cri); }));
  for (auto& each : stopping) each.wait();
  for (std::size_t i = 0; i < pods.size(); ++i) {
    stopping[i].get();
    tell(sink, {Event::Kind::did, pods[i].name, "stopped the pod"});
  }
}

/// What comes back when the command is cut off now.
void write_note(const AsidePlan& plan, const std::vector<std::string>& pods, Files& files) {
  const Json note{{"folder", plan.folder}, {"pods", pods}};
  files.write(paths::rest, note.dump(2) + "\n", {0600});
}

void arm(const AsidePlan& plan, Files& files, System& system, const Tell& sink) {
  files.make_dir(paths::state, 0700);
  files.make_dir(plan.folder, 0700);
  install_timer({kUnits, recover_service(plan.program), recover_timer(),
                 "if this command is cut off, run it again"},
                files, system, sink);
  write_note(plan, plan.pods, files);
}

void disarm(Files& files, System& system) {
  files.remove(paths::rest);
  remove_timer(kUnits, files, system);
}

/// With the kubelet at rest.
void take_off(const AsidePlan& plan, Cri& cri, Files& files, const Tell& sink) {
  auto first = plan.pods;
  std::erase(first, kLast);
  stop_pods(first, plan.grace, cri, sink);
  if (first.size() < plan.pods.size())
    stop_pods({kLast}, std::max(plan.grace, kLastGrace), cri, sink);
  for (const auto& pod : plan.pods)
    if (files.look(manifest(pod))) carry(manifest(pod), aside(plan.folder, pod), files);
}

struct Note {
  std::string folder;
  std::vector<std::string> pods;
};

std::optional<Note> read_note(const Files& files) {
  const auto text = files.read(paths::rest);
  if (!text) return std::nullopt;
  const auto root = Json::parse(*text, nullptr, false);
  Note note{string_in(root, "/folder"), {}};
  for (const auto& pod : list_in(root, "/pods"))
    if (pod.is_string()) note.pods.push_back(pod.get<std::string>());
  return note;
}

void end_rest(const Note& note, Files& files, System& system) {
  auto pods = note.pods;  // etcd first: the others wait for it
  std::stable_partition(pods.begin(), pods.end(), [](const auto& pod) { return pod == kLast; });
  for (const auto& pod : pods) bring_back(note.folder, pod, files);
  // before the note goes, which is what calls us again; at boot the kubelet's own start waits for
  // us
  if (system.unit_file_state(kKubelet)) system.unit(kKubelet, UnitAction::begin);
}

/// Stops the kubelet, with all armed that starts it again.
std::shared_ptr<Cri> lay_to_rest(const AsidePlan& plan,
                                 const std::function<std::shared_ptr<Cri>()>& runtime, Files& files,
                                 System& system, const Tell& sink) {
  if (!system.unit_file_state(kKubelet))
    throw Error("systemd does not drive this node's kubelet, so it cannot rest",
                "run it on the node itself, with kubelet.service");
  auto cri = runtime();
  cri->version();  // it has to answer before the kubelet rests
  arm(plan, files, system, sink);
  system.unit(kKubelet, UnitAction::stop);
  return cri;
}

}  // namespace

void set_aside(const AsidePlan& plan, const std::function<std::shared_ptr<Cri>()>& runtime,
               Files& files, System& system, const Tell& sink) {
  const bool done = std::none_of(plan.pods.begin(), plan.pods.end(),
                                 [&](const auto& pod) { return files.look(manifest(pod)); });
  if (done && !files.look(paths::rest)) return;
  const auto cri = lay_to_rest(plan, runtime, files, system, sink);
  take_off(plan, *cri, files, sink);
  system.unit(kKubelet, UnitAction::start);
  disarm(files, system);
}

void exchange(const AsidePlan& plan, const std::function<void()>& put,
              const std::function<std::shared_ptr<Cri>()>& runtime, Files& files, System& system,
              const Tell& sink) {
  const auto cri = lay_to_rest(plan, runtime, files, system, sink);
  take_off(plan, *cri, files, sink);
  put();
  write_note(plan, {}, files);
  system.unit(kKubelet, UnitAction::start);
  disarm(files, system);
  for (const auto& pod : plan.pods) files.remove(aside(plan.folder, pod));
}

void put_back(const AsidePlan& plan, const std::string& pod, Files& files) {
  bring_back(plan.folder, pod, files);
}

void put_all_back(const AsidePlan& plan, Files& files) {
  put_back(plan, kLast, files);
  for (const auto& pod : plan.pods) put_back(plan, pod, files);
}

bool recover(Files& files, System& system) {
  const auto note = read_note(files);
  if (note) end_rest(*note, files, system);
  disarm(files, system);  // without a note: what was laid down ahead of it
  return note.has_value();
}

void recover_if_cut_off(Files& files, System& system, const Tell& sink) {
  const auto held = system.lock(paths::rest_lock);
  if (held && recover(files, system))
    tell(sink, {Event::Kind::warning, "kubelet",
                "a command was cut off while it was at rest: all is put back"});
}

}  // namespace kcluster
