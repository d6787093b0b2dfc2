#pragma once
#include <span>
#include <string_view>

#include "workflow/ports.h"

namespace kcluster {

/// A row of a workflow's visible table: a leaf with work to do, or a group of rows in order.
/// `phase` commands, --skip-phases, help, progress and tests all come from the table.
template <class Plan>
struct Phase {
  std::string_view name, summary;              ///< "certs", "make the authorities and certificates"
  void (*run)(const Plan&, Ports&) = nullptr;  ///< a leaf …
  std::span<const Phase> rows = {};            ///< … or a group, two levels at the most
  /// What the due rows share, before them: keys, made in parallel.
  void (*ahead)(const Plan&, Ports&, std::span<const std::string_view> due) = nullptr;
  bool (*wanted)(const Plan&) = [](const Plan&) { return true; };
  bool hidden = false;  ///< not listed by --help, as in kubeadm
};

}  // namespace kcluster
