#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cri/cri.h"
#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// A container of the control plane with the end of its log, oldest line first.
struct ContainerEvidence {
  Container container;
  std::vector<std::string> log;  ///< without the runtime's time stamps
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

/// Whether waiting longer could help.
enum class Hope { some, none };

/// Why something does not come up.
struct Cause {
  std::string name;      ///< the row's, "unknown-flag"
  std::string subject;   ///< "kubelet", or the component whose log shows it
  std::string what;      ///< the cause in words
  std::string shown_by;  ///< the line that shows it, may be empty
  std::string remedy;
  Hope hope = Hope::some;
};

/// A row of the table of known causes: text in the kubelet's journal or in a component's log.
struct CauseRow {
  enum class Where { kubelet, containers, anywhere };
  std::string_view name;
  Where where = Where::anywhere;
  std::vector<std::string_view> marks;  ///< any of these
  std::string_view what, remedy;
  Hope hope = Hope::some;
};
std::span<const CauseRow> known_causes();

/// The first row that the evidence shows, roots before their consequences; nullopt: none is known.
std::optional<Cause> diagnose(const Evidence& evidence);

/// "exited with code 1 (Error), restarted 3 times".
std::string state_in_words(const Container& container);

}  // namespace kcluster
