#pragma once
#include <span>
#include <string>

#include "diagnosis/examination.h"

namespace kcluster {

/// A control plane on which nothing is wrong.
Examination healthy_node();

/// Evidence as real nodes gave it, and the ailment that it proves.
struct Recorded {
  const char* name;
  void (*spoil)(Examination& seen);
};
std::span<const Recorded> recorded_ailments();

/// The container of that name has exited and said this last.
void let_exit(Examination& seen, const std::string& name, const std::string& line);
/// The kubelet has stopped and said this last.
void let_kubelet_say(Examination& seen, const std::string& line);

}  // namespace kcluster
