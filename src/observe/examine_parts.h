#pragma once
#include <string>
#include <vector>

#include "kube/client.h"
#include "observe/examine.h"

/// The parts of an examination, by the file they live in. What they could not look at they add to
/// `unseen`; each may run in a thread of its own.
namespace kcluster {

using Unseen = std::vector<std::string>;

// examine_machine.cpp
Examination::Kernel examine_kernel(const Files& files);
std::vector<Examination::Disk> examine_disks(const Files& files, const System& system,
                                             Unseen& unseen);
Examination::Cni examine_cni(const Files& files);
// examine_runtime.cpp
struct RuntimeSide {
  Examination::Runtime runtime;
  Evidence told;
  std::vector<ContainerEvidence> crashes;  ///< the last of each that may run only between two
  Unseen unseen;
};
RuntimeSide examine_runtime(const ExamineEyes& eyes);
/// Of one that crashes again and again the crash is told, not that it runs just now. One that is
/// well must have been started anew often for that: few ends are somebody's who wanted it so.
void tell_crashes(const std::vector<ContainerEvidence>& crashes, Examination& seen);
// examine_kubelet.cpp
Examination::Kubelet examine_kubelet(const ExamineEyes& eyes, Unseen& unseen);
// examine_manifests.cpp
/// As its manifest here says; empty: there is none, or none that can be read.
std::vector<std::string> command_here(const std::string& component, const Files& files);
/// Of a URL; "": it is none.
std::string host_of(const std::string& url);
/// Where etcd's command says that its peers reach it; "": it does not say.
std::string peer_host(const std::vector<std::string>& command);
Examination::Role examine_role(const Files& files);
/// Whether the API server here is told to use an etcd on other machines.
bool uses_external_etcd(const Files& files);
/// Of a control plane: one for each component that it is to have.
std::vector<Examination::Manifest> examine_manifests(const Files& files);
// examine_certificates.cpp
std::vector<Examination::Certificate> examine_certificates(const Files& files,
                                                           Examination::Role role);
// examine_etcd.cpp
struct EtcdFindings {
  Examination::EtcdSide etcd;
  Unseen unseen;
};
EtcdFindings examine_etcd(const ExamineEyes& eyes);
// examine_api.cpp
struct ApiFindings {
  Examination::Api api;
  Unseen unseen;
};
ApiFindings examine_api(const ExamineEyes& eyes, Examination::Role role, const std::string& node);
// examine_objects.cpp
/// The node's own object, pods, webhooks, as far as whoever asks may see them.
void examine_objects(const Client& api, Examination::Role role, const std::string& node, Time now,
                     ApiFindings& found);

}  // namespace kcluster
