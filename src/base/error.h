#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include "base/finding.h"

namespace kcluster {

/// What the process ends with. 2 and 3 are kcluster's own; kubeadm >= 1.35 always exits with 1.
enum class Exit { ok = 0, failed = 1, preflight = 2, usage = 3, interrupted = 130 };

/// Every failure that reaches the user: a cause, where it happened, a way out. Rendered once, in main.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what, std::string remedy_ = {}, Exit exit_ = Exit::failed)
      : std::runtime_error(what), remedy(std::move(remedy_)), exit(exit_) {}

  std::vector<std::string> during;  ///< innermost first: what each caller was doing
  std::string remedy;               ///< one sentence or command the user can act on; may be empty
  std::vector<Finding> findings;    ///< all configuration faults, all preflight results
  Exit exit = Exit::failed;
};

/// No answer came: refused, timed out, cut off. Waiting may try again; a certificate fault is never one.
class Silence : public Error {
 public:
  using Error::Error;
};

/// The user or the system asked to stop.
class Interrupted : public Error {
 public:
  Interrupted() : Error("interrupted", "run the same command again to go on", Exit::interrupted) {}
};

/// "error: ...\n  during: ...\n  try: ...\n", findings as indented lines after the cause.
std::string render(const Error& error);

}  // namespace kcluster
