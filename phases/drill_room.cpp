#include "phases/drill_room.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "etcd/endpoint.h"
#include "snapshot/raft_log.h"

namespace kcluster {
namespace {

constexpr const char* kFolder = "kcluster-drill";
constexpr const char* kLock = "lock";
constexpr std::uint64_t kMargin = 128 << 20;  // bytes: the program, the log, what etcd adds
constexpr std::uint64_t kLargestProgram = 512 << 20;

void check_place(const Path& folder, const Files& files, unsigned uid) {
  if (!is_socket_path((folder / "client.sock").string()))
    throw Error(fmt::format("a socket cannot be in {}: the path is too long or has odd characters",
                            folder.string()),
                "name a folder of letters, digits and /.-_ with --work-dir", Exit::usage);
  const auto seen = files.look(folder);
  if (seen && (seen->kind != Stat::Kind::folder || seen->uid != uid))
    throw Error(fmt::format("{} is there, and is not a folder of this user's", folder.string()),
                "remove it, or name another folder with --work-dir");
}

void copy_program(const Path& from, const Path& to, Files& files) {
  const auto program = files.open(from);
  if (!program || program->size() > kLargestProgram)
    throw Error(fmt::format("{} is no program that can be copied", from.string()),
                "name an etcd with --etcd-binary");
  const auto copy = files.create(to, {0700});
  read_pieces(*program, 0, program->size(), [&](std::string_view bytes) { copy->append(bytes); });
  copy->keep();
}

/// The etcd of this node's static pod.
struct Running {
  std::string image;
  unsigned process = 0;
};

std::optional<Running> running_etcd(const Cri& cri) {
  for (const auto& each : cri.containers()) {
    if (each.name != "etcd" || each.pod_namespace != "kube-system") continue;
    if (each.state != Container::State::running) continue;
    if (const auto process = cri.process(each.id)) return Running{each.image, *process};
  }
  return std::nullopt;
}

Running find_running(const DrillPlan& plan, const DrillPorts& ports) {
  std::string why;
  for (const auto& socket : plan.cri_sockets) {
    const auto found = attempt([&] { return running_etcd(*ports.cri(socket)); });
    if (found && *found) return **found;
    why += found.why.empty() ? "" : "; " + found.why;
  }
  throw Error("no etcd runs on this node whose program could be taken for the drill" + why,
              "run it on a control plane as root, or name an etcd with --etcd-binary");
}

std::string version_of(const std::string& binary, const System& system) {
  const auto outcome = system.ask({binary, "--version"});
  constexpr std::string_view head = "etcd Version: ";
  const std::string_view said = outcome.out;
  if (outcome.exit == 0 && said.starts_with(head)) {
    const auto version = said.substr(head.size(), said.find('\n') - head.size());
    if (!version.empty() && version.find_first_not_of("0123456789.") == version.npos)
      return std::string(version);
  }
  throw Error(
      fmt::format("{} does not say which etcd it is: {}", binary,
                  outcome.err.substr(0, outcome.err.find('\n'))),
      "name an etcd that runs on this machine with --etcd-binary; where programs may not be "
      "run, another --work-dir");
}

}  // namespace

DrillRoom::DrillRoom(const Path& work_folder, Files& files, System& system)
    : files_(files), path_(work_folder / kFolder) {
  check_place(path_, files, system.facts().uid);
  files.make_dir(path_, 0700);
  held_ = system.lock((path_ / kLock).string());
  if (!held_)
    throw Error(fmt::format("another drill is under way in {}", path_.string()),
                "wait for its end, or name another folder with --work-dir");
  for (const auto& name : files.list(path_).value_or(std::vector<std::string>{}))
    if (name != kLock) files.remove_tree(path_ / name);
}

DrillRoom::~DrillRoom() {
  if (there_) attempt([this] { return files_.remove_tree(path_), true; });
}

void DrillRoom::remove() {
  there_ = false;
  files_.remove_tree(path_);
}

void DrillRoom::need_space(std::uint64_t size) const {
  const auto needed = size + 2 * raft_log::log_bytes + kMargin;
  const auto free = files_.space(path_).free;
  if (free < needed)
    throw Error(fmt::format("{} has {} MB free, the drill needs {} MB",
                            path_.parent_path().string(), free >> 20, needed >> 20),
                "free some disk space there, or name another folder with --work-dir");
}

FoundEtcd find_etcd(const DrillPlan& plan, const DrillRoom& room, const DrillPorts& ports) {
  if (!plan.binary.empty())
    return {plan.binary, version_of(plan.binary, ports.system), plan.binary};
  const auto running = find_running(plan, ports);
  copy_program(fmt::format("/proc/{}/exe", running.process), room.binary(), ports.files);
  const auto binary = room.binary().string();
  return {binary, version_of(binary, ports.system), "of " + running.image};
}

}  // namespace kcluster
