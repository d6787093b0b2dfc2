#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/evidence.h"

namespace kcluster {

/// Whether waiting longer could help: not at all, not once it has been seen again and again, or it
/// could (the network, the registry or another component may still come).
enum class Hope { none, fading, some };

/// Why something does not come up.
struct Cause {
  enum class Source { kubelet, container, node };
  std::string name;      ///< the row's, "unknown-flag"
  std::string subject;   ///< the component (or components) concerned, else "kubelet", "runtime"
  std::string what;      ///< the cause in words
  std::string shown_by;  ///< the line that shows it, may be empty
  std::string remedy;
  Hope hope = Hope::some;
  Source source = Source::node;  ///< of the line
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

/// What shows that row; containers count that have exited.
std::optional<Cause> recognise(const CauseRow& row, const Evidence& evidence);

/// The first row that the evidence shows, roots before their consequences; else what the states of
/// kubelet, runtime and containers show; nullopt: nothing is known.
std::optional<Cause> diagnose(const Evidence& evidence);

/// Whether a static pod's component ends when one of the others is in trouble: the API server needs
/// etcd, the controller manager and the scheduler need the API server.
bool follows_from(std::string_view component, std::span<const std::string> others);

}  // namespace kcluster
