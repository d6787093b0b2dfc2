#include "audit/points.h"

#include "audit/verdicts.h"

namespace kcluster {
namespace {

using Place = AuditSection::Place;
using Result = AuditPoint::Result;
using Role = AuditEvidence::Role;

/// Why a section is no business of this node; "": it is.
std::string unneeded_here(const AuditSection& section, const AuditEvidence& seen) {
  if (section.place == Place::cluster) return seen.cluster.unneeded;
  if (seen.role == Role::none) return "this node is in no cluster";
  const bool worker = seen.role == Role::worker;
  return section.place == Place::control_plane && worker ? "this node is a worker" : "";
}

Verdict verdict_of(const AuditSection& section, const AuditRow& row, const AuditEvidence& seen) {
  if (const auto why = unneeded_here(section, seen); !why.empty()) return unneeded(why);
  if (section.place == Place::cluster && !seen.cluster.silence.empty())
    return unknown(seen.cluster.silence);
  return row.check(seen);
}

Result result_of(const Verdict& verdict, AuditRow::Weight weight) {
  switch (verdict.met) {
    case Verdict::Met::yes:
      return Result::pass;
    case Verdict::Met::unneeded:
      return Result::not_applicable;
    case Verdict::Met::unknown:
      return Result::unseen;
    case Verdict::Met::no:
      break;
  }
  return weight == AuditRow::Weight::fail ? Result::fail : Result::warning;
}

}  // namespace

std::vector<AuditPoint> audit(const AuditEvidence& seen) {
  std::vector<AuditPoint> points;
  for (const auto& section : audit_table())
    for (const auto& row : section.rows) {
      auto verdict = verdict_of(section, row, seen);
      const auto result = result_of(verdict, row.weight);
      points.push_back({std::string(row.id), std::string(section.title), std::string(row.title),
                        std::string(row.why), result, std::move(verdict)});
    }
  return points;
}

}  // namespace kcluster
