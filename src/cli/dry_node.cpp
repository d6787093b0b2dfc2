#include "cli/dry_node.h"

#include <fmt/format.h>

#include "base/text.h"
#include "pki/certificate.h"
#include "report/changes.h"
#include "report/objects.h"

namespace kcluster {
namespace {

const char* words_of(UnitAction action) {
  switch (action) {
    case UnitAction::start:
    case UnitAction::begin:
      return "start";
    case UnitAction::stop:
      return "stop";
    case UnitAction::restart:
      return "restart";
    case UnitAction::enable:
      return "enable";
    case UnitAction::disable:
      return "disable";
    case UnitAction::reload:
      return "reload units for";
    case UnitAction::refresh:
      return "reload units, where files have changed, for";
  }
  return "";
}

std::string would_do(const SystemChange& change) {
  switch (change.kind) {
    case SystemChange::Kind::run:
      return "run " + change.argv.front() + "\n";
    case SystemChange::Kind::start:
      return "start " + change.argv.front() + "\n";
    case SystemChange::Kind::unmount:
      return "unmount " + change.subject + "\n";
    case SystemChange::Kind::network:
      return change.subject + "\n";
    case SystemChange::Kind::unit:
      break;
  }
  return fmt::format("{} {}\n", words_of(change.action), change.subject);
}

std::string would_do(const CriChange& change) {
  constexpr const char* words[] = {"pull", "stop container", "stop and remove pod"};
  return fmt::format("{} {}\n", words[static_cast<int>(change.kind)], change.subject);
}

std::string would_do(const EtcdChange& change) {
  constexpr const char* words[] = {"add to etcd the member with the peer URL",
                                   "make a voter of the etcd member",
                                   "remove the etcd member",
                                   "change the peer URLs of the etcd member",
                                   "make the leader of etcd",
                                   "defragment etcd at",
                                   "compact etcd before revision",
                                   "disarm etcd's alarm of member",
                                   "downgrade etcd to"};
  return fmt::format("{} {}\n", words[static_cast<int>(change.kind)], change.subject);
}

// What the cluster would sign; an authority of the moment stands in for its own.
void sign(Json& request, Time now) {
  const auto pem = unbase64(request.at("/spec/request"_json_pointer).get<std::string>());
  const auto from = std::chrono::floor<Seconds>(now) - Seconds(300);
  const CertificateSpec authority{{"dry-run", {}}, {}, {}, from, from + Seconds(3600)};
  const CertificateSpec leaf{{}, {}, {Usage::client_auth}, from, from + Seconds(3600)};
  const Key key = Key::make(Algorithm::ecdsa_p256);
  const auto made =
      Certificate::for_request(*pem, leaf, Certificate::authority(authority, key), key);
  request["status"]["certificate"] = base64(made.pem());
}

// The kubelet asks for its serving certificate as soon as its node is registered.
Json approved(const std::string& node_name) {
  return {{"kind", "CertificateSigningRequest"},
          {"metadata", {{"name", "own"}}},
          {"spec",
           {{"signerName", "kubernetes.io/kubelet-serving"},
            {"username", "system:node:" + node_name}}},
          {"status", {{"conditions", {{{"type", "Approved"}}}}}}};
}

}  // namespace

DryNode::DryNode(Ports& real)
    : files_(&real.files),
      system_(&real.system),
      clock_(real.clock.now(), real.tell),
      ports_{files_,
             system_,
             clock_,
             report_,
             [this](const Endpoint&) { return api_; },
             [this, open = real.cri](const std::string& socket) -> std::shared_ptr<Cri> {
               if (!cri_) cri_ = std::make_shared<MemoryCri>(open(socket));
               return cri_;
             },
             real.environment,
             real.tell,
             [this, open = real.etcd](const EtcdAccess& access) -> std::shared_ptr<Etcd> {
               if (!etcd_) etcd_ = std::make_shared<MemoryEtcd>(open(access));
               etcd_->cluster.joiner = joiner_;
               return etcd_;
             },
             [this, open = real.images](const std::string& socket) -> std::shared_ptr<ImageStore> {
               return images(open(socket), socket);
             }} {
  be_healthy();
}

// what is loaded there CRI shows
std::shared_ptr<MemoryImageStore> DryNode::images(std::shared_ptr<const ImageStore> real,
                                                  const std::string& socket) {
  if (!images_)
    images_ = std::make_shared<MemoryImageStore>(std::move(real), [this, socket](auto& image) {
      ports_.cri(socket);
      cri_->know(image);
    });
  return images_;
}

void DryNode::be_healthy() {
  for (const char* path : {"/healthz", "/livez", "/readyz"}) api_->answer(path, {200, "ok", {}});
}

void DryNode::reach(std::shared_ptr<const Http> cluster) {
  api_ = std::make_shared<MemoryHttp>(std::move(cluster));
  api_->react([this](const ApiPath& path, Json& object) {
    if (path.resource == "certificatesigningrequests") sign(object, clock_.now());
  });
  be_healthy();
}

void DryNode::expect(const std::string& node_name, const std::vector<std::string>& pod_ranges) {
  joiner_ = node_name;
  api_->put(
      "/api/v1/nodes/" + node_name,
      {{"apiVersion", "v1"},
       {"kind", "Node"},
       {"metadata", {{"name", node_name}, {"labels", {{"kubernetes.io/hostname", node_name}}}}},
       {"spec", {{"podCIDRs", pod_ranges}}}});
  api_->put("/apis/certificates.k8s.io/v1/certificatesigningrequests/own", approved(node_name));
}

std::string DryNode::would_change() const {
  std::string text = changes_text(files_.changes());
  for (const auto& change : system_.changes()) text += would_do(change);
  if (images_)
    for (const auto& image : images_->imported()) text += "load " + image + "\n";
  if (cri_)
    for (const auto& change : cri_->changes()) text += would_do(change);
  if (etcd_)
    for (const auto& change : etcd_->changes()) text += would_do(change);
  text += objects_text(api_->sent());
  return text.empty() ? "\nNothing would be changed.\n" : "\nThis would be done:\n\n" + text;
}

}  // namespace kcluster
