#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "workflow/journal.h"

namespace kcluster {
namespace {

const Path kFolder = paths::upgrade;

std::string backup(const std::string& day) { return "before-202501" + day + "T000000Z.tar"; }

void lay_down_backups(Files& files) {
  files.make_dir(paths::state, 0700);
  files.make_dir(paths::upgrade, 0700);
  for (const char* day : {"01", "02", "03", "04", "05"})
    files.write(kFolder / backup(day), "archive", {0600});
  files.write(kFolder / "before-the-storm.txt", "a user's", {0600});
}

std::vector<std::string> archives(const Files& files) {
  auto names = *files.list(kFolder);
  std::erase_if(names, [](const auto& name) { return !name.ends_with(".tar"); });
  return names;
}

BegunUpgrade begun(BegunUpgrade::State state, const std::string& patches) {
  BegunUpgrade upgrade;
  upgrade.spec = {"20250103T000000Z", "v1.35.4", "v1.36.3", {}};
  upgrade.saved.seen.name = "cp1";
  upgrade.saved.seen.version = "v1.35.4";
  upgrade.saved.seen.advertise_address = "192.168.1.20";
  upgrade.saved.choices.patches = patches;
  upgrade.state = state;
  return upgrade;
}

std::string kubelet_conf(const std::string& server) {
  Kubeconfig config;
  config.user = "system:node:cp1";
  config.server = server;
  return kubeconfig_text(config);
}

std::string server_after(const std::string& server) {
  MemoryFiles files;
  files.write(paths::kubelet_conf, kubelet_conf(server), {0600, Secrecy::secret});
  UpgradePlan plan;
  plan.control_plane_url = "https://balancer:6443";
  plan.api.local_url = "https://192.168.1.20:6443";
  localise_kubelet(plan, files);
  const auto once = files.changes().size();
  localise_kubelet(plan, files);
  CHECK(files.changes().size() == once);
  return read_kubeconfig(paths::kubelet_conf, files).server;
}

}  // namespace

TEST_CASE("of what earlier upgrades saved the newest three stay, and nothing else is touched") {
  MemoryFiles files;
  lay_down_backups(files);
  prune_backups({}, files, {});
  CHECK(archives(files) == std::vector<std::string>{backup("03"), backup("04"), backup("05")});
  CHECK(files.look(kFolder / "before-the-storm.txt"));
  const auto changes = files.changes().size();
  prune_backups({}, files, {});
  CHECK(files.changes().size() == changes);
}

TEST_CASE("what the upgrade that can still be undone has saved is never removed") {
  MemoryFiles files;
  lay_down_backups(files);
  auto open = begun(BegunUpgrade::State::open, "");
  open.backup = (kFolder / backup("01")).string();
  write_upgrade(open, files);
  UpgradePlan plan;
  plan.backup.file = (kFolder / backup("02")).string();
  prune_backups(plan, files, {});
  CHECK(archives(files).size() == 5);
}

TEST_CASE("a control plane's kubelet that asks by the endpoint is pointed at its own API server") {
  CHECK(server_after("https://balancer:6443") == "https://192.168.1.20:6443");
  CHECK(server_after("https://192.168.1.20:6443") == "https://192.168.1.20:6443");
  CHECK(server_after("https://elsewhere:6443") == "https://elsewhere:6443");
}

TEST_CASE("a node that has no kubelet.conf has none to be pointed anywhere") {
  MemoryFiles files;
  UpgradePlan plan;
  plan.control_plane_url = "https://balancer:6443";
  localise_kubelet(plan, files);
  CHECK(files.changes().empty());
}

TEST_CASE("patches are known of from the last finished upgrade, else from init or join") {
  MemoryFiles files;
  CHECK(patches_before(files).empty());
  write_journal({Journaled::init, {{"node", {{"patches", "/init"}}}}, true, {}, {}}, files);
  CHECK(patches_before(files) == "/init");
  write_upgrade(begun(BegunUpgrade::State::undone, "/undone"), files);
  CHECK(patches_before(files) == "/init");
  write_upgrade(begun(BegunUpgrade::State::finished, "/upgrade"), files);
  CHECK(patches_before(files) == "/upgrade");
  write_upgrade(begun(BegunUpgrade::State::finished, ""), files);
  CHECK(patches_before(files).empty());
}

TEST_CASE("patches of a node that joined are known of, and a damaged journal knows of none") {
  MemoryFiles files;
  write_journal({Journaled::join, {{"patches", "/join"}}, true, {}, {}}, files);
  CHECK(patches_before(files) == "/join");
  files.write(Path(paths::state) / "join.json", "{", {0600});
  CHECK(patches_before(files).empty());
}

}  // namespace kcluster
