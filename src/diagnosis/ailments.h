#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/examination.h"

namespace kcluster {

/// What proves an ailment, in this node's own words.
struct Proof {
  std::string subject;                ///< the component, file or thing concerned
  std::string what;                   ///< one sentence without a full stop
  std::vector<std::string> shown_by;  ///< facts and lines, may be empty
  std::string remedy;                 ///< commands to paste stand in backquotes
};

/// A row of the table: a way in which a node or its cluster is known to fail.
struct AilmentRow {
  /// A risk does no harm yet.
  enum class Weight { cause, risk };
  std::string_view name, summary;
  /// nullptr: the row of that name in known_causes() tells, if something is the matter.
  std::optional<Proof> (*test)(const Examination&) = nullptr;
  std::vector<std::string_view> explains = {};  ///< rows further down that follow from it
  Weight weight = Weight::cause;
};

/// Roots first: no row explains one above it.
std::span<const AilmentRow> ailment_table();

/// An ailment that was found.
struct Ailment {
  std::string name, summary;
  AilmentRow::Weight weight = AilmentRow::Weight::cause;
  Proof proof;
  std::vector<std::string> follows_from;  ///< of those found, the ones that explain it
  bool root() const { return follows_from.empty(); }
};

/// What the examination proves, in the table's order.
std::vector<Ailment> find_ailments(const Examination& seen);

/// What a text row shows: its marks in the journal of a kubelet that is not well, or in lines about
/// components that are not.
std::optional<Proof> shown_in_lines(std::string_view name, const Examination& seen);

}  // namespace kcluster
