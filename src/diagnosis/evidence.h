#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/attempt.h"
#include "cri/cri.h"
#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// A container of the control plane with the end of its log, oldest line first.
struct ContainerEvidence {
  Container container;
  std::vector<std::string> log;  ///< each as readable() gives it, without empty lines and stacks
};

/// What the node says when something does not come up.
struct Evidence {
  std::vector<ContainerEvidence> containers;  ///< the newest of each name in kube-system
  std::vector<std::string> kubelet;           ///< its journal since its last start
  bool kubelet_active = true;                 ///< its unit is running
  std::string runtime_silence;                ///< why the runtime could not be asked; empty: it was

  const ContainerEvidence* find(std::string_view component) const;
};

/// Looks at the runtime, the containers' log files and the kubelet's journal. A part that cannot be
/// had is left empty.
Evidence gather(const Cri& cri, const System& system, const Files& files);
/// The same where the runtime was asked for its containers already.
Evidence gather(const Attempt<std::vector<Container>>& containers, const System& system,
                const Files& files);

/// The end of a container's log file, readable, without empty lines and stacks.
std::vector<std::string> log_of(const Container& container, const Files& files);

/// A line of a container's log file without the runtime's stamp; of a JSON line (etcd's form) its
/// level, message, path and error.
std::string readable(const std::string& line);

/// The errors of a kubelet's journal, each once (the newest), without those that only follow from
/// an API server that does not answer yet.
std::vector<std::string> telling(const std::vector<std::string>& journal);

/// Those of a journal that are at most forty seconds older than its newest one, by klog's headers;
/// a line without one is as old as the one before it.
std::vector<std::string> recent(const std::vector<std::string>& journal);

/// "exited with code 1 (Error), restarted 3 times".
std::string state_in_words(const Container& container);

}  // namespace kcluster
