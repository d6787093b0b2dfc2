#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "etcd/health.h"
#include "etcd/refusal.h"
#include "host/before_image.h"
#include "kube/pod_command.h"
#include "manifest/static_pod.h"
#include "phases/leave_etcd.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "plan/upgrade_versions.h"

namespace kcluster {
namespace {

constexpr const char* kEtcd = "etcd";
constexpr Millis kLimit = std::chrono::seconds(60);  // its monitors look every five seconds

std::optional<Version> version_in(const std::string& manifest) {
  const auto pod = attempt([&] { return one_mapping(manifest, kEtcd).value_or(Json()); });
  return pod ? tag_version(image_tag(string_in(*pod, "/spec/containers/0/image"))) : std::nullopt;
}

/// Of the etcd that the upgrade replaced; nullopt: it left it alone.
std::optional<Version> version_before(const Files& files) {
  for (const auto& image : read_before_images(files, upgrade_folder::files))
    if (image.path == manifest_path(kEtcd)) return version_in(image.bytes);
  return std::nullopt;
}

/// "3.6.0" of v3.6.16
std::string target_of(const Version& version) {
  return fmt::format("{}.{}.0", version.major, version.minor);
}

bool is_newer(const std::string& text, const Version& old) {
  const auto version = Version::parse(text);
  return version && version->minor > old.minor;
}

/// Only when all members are newer does the cluster, and the form of its data, go up with them.
/// Once the first of them went back, the data of the others may still be on their way.
bool to_be_lowered(const Etcd& etcd, const Version& old) {
  const auto health = look_at_health(etcd);
  const bool all_newer = std::all_of(
      health.members.begin(), health.members.end(),
      [&](const auto& each) { return !each.status || is_newer(each.status->version, old); });
  return all_newer || is_newer(etcd.status(etcd.endpoints().front()).storage_version, old);
}

std::optional<std::string> not_lowered(Etcd& etcd, const Version& old) {
  const auto status = etcd.status(etcd.endpoints().front());
  if (status.downgrading && !is_newer(status.storage_version, old)) return std::nullopt;
  const auto waiting = fmt::format("its data have the form of {} still", status.storage_version);
  if (status.downgrading) return waiting;
  using Reason =
      EtcdRefusal::Reason;  // the cluster's version rises some seconds after its members'
  const auto refused = not_yet([&] { etcd.downgrade(Etcd::Downgrade::enable, target_of(old)); },
                               {Reason::downgrade_target, Reason::downgrade_running});
  return refused.value_or(waiting);
}

}  // namespace

void end_downgrade(const std::string& manifest, const EtcdHealth& health, Etcd& etcd,
                   const Tell& sink) {
  const auto next = version_in(manifest);
  const auto found = std::find_if(
      health.members.begin(), health.members.end(),
      [](const MemberHealth& each) { return each.status && each.status->downgrading; });
  if (!next || found == health.members.end()) return;
  const auto& target = found->status->downgrade_target;
  const auto version = Version::parse(target);
  if (version && version->minor >= next->minor) return;
  const auto refused = not_yet([&] { etcd.downgrade(Etcd::Downgrade::cancel, ""); },
                               {EtcdRefusal::Reason::no_downgrade});  // it has just come to its end
  if (refused && etcd.status(found->endpoint).downgrading)
    throw Error("etcd does not give up its downgrade to " + target + ": " + *refused,
                "look at it (kcluster etcd status), then run it again");
  tell(sink, {Event::Kind::warning, kEtcd,
              "its downgrade to " + target + " was ended, which a way back had begun"});
}

void lower_etcd(const UpgradePlan& plan, const Files& files, const OpenEtcd& open,
                const Clock& clock, const Tell& sink) {
  const auto old = version_before(files);
  const auto present = version_in(files.read(manifest_path(kEtcd)).value_or(""));
  if (!old || !present || present->minor <= old->minor) return;
  const auto access = etcd_access_of(plan.etcd_client, files);
  if (!access) return;
  const auto etcd = open(*access);
  const auto running = attempt([&] { return to_be_lowered(*etcd, *old); });
  if (!running)
    tell(sink, {Event::Kind::warning, kEtcd,
                fmt::format("it cannot be asked to bring its data back to {}: {}", target_of(*old),
                            running.why)});
  if (!running || !*running) return;
  tell(sink, {Event::Kind::warning, kEtcd,
              fmt::format("its data go back to the form of {} (etcd's own downgrade), which an "
                          "etcd of {}.{} can read",
                          target_of(*old), old->major, old->minor)});
  clock.await("etcd to bring its data back to " + target_of(*old), kLimit,
              [&] { return not_lowered(*etcd, *old); });
}

}  // namespace kcluster
