#include <catch2/catch.hpp>

#include "base/attempt.h"
#include "host/memory_files.h"
#include "host/real_files.h"
#include "pki/certificate.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/cli/init_node.h"
#include "workflow/journal.h"

namespace kcluster {
namespace {

const std::string kJournal = "/var/lib/kcluster/init.json";
const std::string kKubeletConf = "/etc/kubernetes/kubelet.conf";
const std::string kTokens = "bootstrap-token-";

/// A disk in memory that clears torn temp files as RealFiles does.
struct ClearingFiles : MemoryFiles {
  bool write(const Path& path, std::string_view bytes, Mode mode) override {
    if (!MemoryFiles::write(path, bytes, mode)) return false;
    remove(torn_name(path));
    return true;
  }
};
struct Memory {
  ClearingFiles files;
};

/// A real one, roomy for the checks.
struct RoomyFiles : RealFiles {
  using RealFiles::RealFiles;
  Space space(const Path& path) const override { return MemoryFiles().space(path); }
};
struct Disk {
  TempFolder folder;
  RoomyFiles files{folder.path()};
};

bool ends_with(const std::string& path, std::string_view suffix) {
  return path.size() >= suffix.size() &&
         path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0;
}

/// Keys and what is made with them differ from run to run.
bool made_anew(const std::string& path) {
  for (const auto* suffix : {".key", ".crt", ".pub", ".pem", ".conf"})
    if (ends_with(path, suffix)) return true;
  return false;
}

bool torn(const std::string& path) { return Path(path).filename().string().front() == '.'; }

bool same(const Lie& one, const Lie& other) { return one.content == other.content; }

/// Those of every finished init of this configuration; made anew: only where they lie.
Lies comparable(Lies lies) {
  for (auto& [path, lie] : lies)
    if (made_anew(path)) lie.content.clear();
  return lies;
}

std::vector<std::string> objects(const InitNode& node) {
  std::set<std::string> paths;
  for (const auto& sent : node.api->sent()) {
    const auto path = ApiPath::parse(sent.request.path);
    if (!path || sent.after.empty()) continue;
    auto object = *path;
    if (object.name.empty()) object.name = Json::parse(sent.after)["metadata"]["name"];
    if (object.name.rfind(kTokens, 0) == 0) object.name = kTokens;
    paths.insert(object.object());
  }
  return {paths.begin(), paths.end()};
}

/// The bootstrap tokens that let nodes join.
std::vector<std::string> tokens(const InitNode& node) {
  std::vector<std::string> found;
  const auto answer = node.api->get("/api/v1/namespaces/kube-system/secrets");
  const auto list = Json::parse(answer.body);
  for (const auto& secret : list["items"])
    if (secret.contains("/data/auth-extra-groups"_json_pointer))
      found.push_back(secret["metadata"]["name"].get<std::string>().substr(kTokens.size()));
  return found;
}

/// What a whole, undisturbed init ends in.
struct Reference {
  Reference() {
    InitNode node(disk.files);
    node.init();
    lies = comparable(what_lies(disk.files));
    objects = kcluster::objects(node);
  }
  Memory disk;
  Lies lies;
  std::vector<std::string> objects;
};

using Paths = std::vector<std::string>;  // what is wrong; one check for all of them is quick

bool readable(const std::string& path, const std::string& content) {
  return !attempt([&] {
            if (ends_with(path, ".crt")) Certificate::parse(content, path);
            if (ends_with(path, ".key")) Key::parse(content, path);
            return true;
          }).why.size();
}

/// What is in place after a crash and not whole.
Paths broken(const Lies& left, const Reference& reference) {
  Paths wrong;
  for (const auto& [path, lie] : left) {
    if (torn(path) || path == kJournal) continue;
    const auto known = reference.lies.find(path);
    const bool whole = known != reference.lies.end() && readable(path, lie.content) &&
                       (made_anew(path) || same(lie, known->second));
    if (!whole) wrong.push_back(path);
  }
  return wrong;
}

/// Keys, certificates and kubeconfigs that were in place and are other ones now.
Paths replaced(const Lies& left, const Lies& ended) {
  Paths wrong;
  for (const auto& [path, lie] : left) {
    if (torn(path) || !made_anew(path) || path == kKubeletConf) continue;
    const auto now = ended.find(path);
    if (now == ended.end() || !same(now->second, lie)) wrong.push_back(path);
  }
  return wrong;
}

/// What lies elsewhere, otherwise, or not at all.
Paths different(const Lies& ended, const Reference& reference) {
  Paths wrong;
  for (const auto& [path, lie] : ended) {
    const auto known = reference.lies.find(path);
    if (known == reference.lies.end() || !(known->second == lie)) wrong.push_back(path);
  }
  for (const auto& [path, lie] : reference.lies)
    if (ended.count(path) == 0) wrong.push_back(path);
  return wrong;
}

void check_end(const InitNode& node, const Reference& reference) {
  CHECK(different(comparable(what_lies(node.files)), reference) == Paths{});
  CHECK(objects(node) == reference.objects);
  CHECK(node.system.active("kubelet"));
}

/// One crash and a second run. False when the first run was through before its life ended.
template <class Place>
bool crash_and_resume(unsigned change, const Reference& reference) {
  Place disk;
  InitNode node(disk.files);
  try {
    node.init(std::make_shared<Life>(change, Tear::half));
    return false;
  } catch (const Crash&) {
  }
  INFO("crash at change " << change);
  const auto left = what_lies(disk.files);
  const auto journal = read_journal(disk.files);
  CHECK(broken(left, reference) == Paths{});
  node.init();
  CHECK(replaced(left, what_lies(disk.files)) == Paths{});
  check_end(node, reference);
  REQUIRE(tokens(node).size() == 1);
  if (journal && !journal->finished)
    CHECK(journal->token.reveal().substr(0, 6) == tokens(node).front());
  return true;
}

/// Between two changes nothing reaches the node: a crash in the middle of each leaves all that a
/// crash before or after one leaves.
template <class Place>
unsigned crash_at_every(unsigned stride) {
  const Reference reference;
  unsigned change = 1;
  while (crash_and_resume<Place>(change, reference)) change += stride;
  return change / stride;
}

}  // namespace

TEST_CASE("init that crashes in the middle of any of its changes is resumed to the same end") {
  CHECK(crash_at_every<Memory>(1) > 80);
}

TEST_CASE("so it is on a real disk, and torn files go") { CHECK(crash_at_every<Disk>(13) > 5); }

}  // namespace kcluster
