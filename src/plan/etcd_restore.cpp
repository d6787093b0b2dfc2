#include "plan/etcd_restore.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kubernetes/paths.h"
#include "plan/static_pod.h"

namespace kcluster {
namespace {

// in the order in which they are told to the user
constexpr const char* kFields[] = {"id", "snapshot", "members", "token"};

std::string& field(RestoreSpec& spec, std::string_view name) {
  if (name == "id") return spec.id;
  if (name == "snapshot") return spec.snapshot;
  return name == "members" ? spec.members : spec.token;
}

bool is_plain(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isalnum(c) || c == '-'; });
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

Json to_json(const RestoreSpec& spec) {
  return {{"kind", "kcluster-etcd-restore"},
          {"version", 1},
          {"id", spec.id},
          {"snapshot", spec.snapshot},
          {"members", spec.members},
          {"token", spec.token},
          {"bump", spec.bump}};
}

RestoreSpec parse_restore_spec(const std::string& text, const std::string& source) {
  const auto root = Json::parse(text, nullptr, false);
  RestoreSpec spec;
  bool whole = string_in(root, "/kind") == "kcluster-etcd-restore";
  for (const char* name : kFields) {
    field(spec, name) = string_in(root, std::string("/") + name);
    whole = whole && !field(spec, name).empty();
  }
  const auto& bump = value_in(root, "/bump");
  // the id becomes part of a path
  if (!whole || !bump.is_number_integer() || bump.get<std::int64_t>() < 0 || !is_plain(spec.id))
    throw Error(source + " is no restore file",
                "make one on one of the control planes: kcluster etcd restore plan", Exit::usage);
  spec.bump = bump.get<std::int64_t>();
  return spec;
}

RestoreSpec new_restore(const SeenRestore& seen, const std::string& snapshot, const std::string& id,
                        const std::string& token, std::int64_t bump) {
  if (!seen.etcd)
    throw Error("this node has no etcd of its own",
                "run it on a control plane; external etcd is restored on its own machines",
                Exit::usage);
  return {id, snapshot, seen.etcd->name + "=" + seen.etcd->peer_url, token, bump};
}

EtcdRestorePlan plan_restore(const RestoreSpec& spec, const SeenRestore& seen,
                             const RestoreChoices& choices) {
  if (!seen.etcd)
    throw Error("this node has no etcd of its own", "run it on a control plane", Exit::usage);
  EtcdRestorePlan plan;
  plan.spec = spec;
  plan.name = seen.etcd->name;
  plan.peer_url = seen.etcd->peer_url;
  plan.etcd_version = seen.etcd_version;
  plan.data_dir = seen.etcd->data_dir;
  plan.member = plan.data_dir + "/member";
  plan.built = plan.data_dir + "/.kcluster-restore";
  plan.old = plan.data_dir + "/member.before-" + spec.id;
  plan.discarded = plan.data_dir + "/member.undone-" + spec.id;
  plan.without = choices.without;
  plan.aside = {seen.pods, paths::aside, seen.cri_socket, seen.program};
  plan.client = seen.etcd->client;
  plan.api = {paths::admin_conf, paths::super_admin_conf,
              "https://" + host_port(seen.advertise_address, seen.secure_port)};
  plan.wait.advertise_address = seen.advertise_address;
  plan.wait.bind_port = seen.secure_port;
  plan.keep_tokens = choices.keep_tokens;
  plan.discard_writes = choices.discard_writes;
  plan.another_cluster = choices.another_cluster;
  return plan;
}

std::vector<std::string> member_names(const std::string& members) {
  std::vector<std::string> names;
  for (const auto& member : split(members, ',')) {
    auto name = member.substr(0, member.find('='));
    if (!contains(names, name)) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> unaccounted(const EtcdRestorePlan& plan,
                                     const std::vector<std::string>& members) {
  const auto restored = member_names(plan.spec.members);
  std::vector<std::string> left;
  for (const auto& name : members)
    if (!contains(restored, name) && !contains(plan.without, name) && !contains(left, name))
      left.push_back(name);
  std::sort(left.begin(), left.end());
  return left;
}

std::int64_t default_bump(std::int64_t unix_seconds) { return 1'000'000'000 + unix_seconds; }

}  // namespace kcluster
