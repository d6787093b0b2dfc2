#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "diagnosis/ailments.h"

namespace kcluster {

/// The result of `kcluster doctor`.
struct DoctorReport {
  Time when{};
  std::string node;
  Examination::Role role = Examination::Role::none;
  std::vector<Ailment> ailments;    ///< as find_ailments() gives them
  std::vector<std::string> unseen;  ///< what could not be looked at, and why

  /// Causes that no other one explains: what is to be mended first.
  std::size_t roots() const;
};
DoctorReport doctor_report(const Examination& seen);

/// {"apiVersion": "kcluster/v1", "kind": "Diagnosis", "time", "node", "role", "healthy", "causes":
/// [{"name", "summary", "root", "subject", "what", "evidence", "remedy", "followsFrom"}], "risks":
/// […], "unseen"}; causes and risks in the order of the table, roots first.
Json to_json(const DoctorReport& report);
/// Each root with its evidence, its remedy and what follows from it; 80 columns wide, but commands
/// to paste are not broken. Ends with a newline.
std::string table(const DoctorReport& report);

}  // namespace kcluster
