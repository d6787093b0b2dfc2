#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/points.h"

/// What many rows ask, with their own words put in.
namespace kcluster {

using AuditedProgram = AuditEvidence::Program;
using Paths = std::vector<std::string>;

inline constexpr const char* cni_folder = "/etc/cni/net.d";
/// Only where kube-proxy is no pod.
inline constexpr const char* proxy_kubeconfig = "/var/lib/kube-proxy/kubeconfig.conf";

/// A flag's value as the program takes it: the given one, else its own default.
struct FlagSeen {
  std::string value;
  bool given = false;
  std::string words;  ///< "--profiling=false", "--profiling is not given, which means true"
};
FlagSeen flag_seen(const AuditedProgram& program, const std::string& name,
                   const std::string& otherwise);
/// As Go's parser reads a truth; text that is none counts as false.
bool is_true(const std::string& text);

struct Truth {
  const char* name;
  bool wanted;
  bool otherwise;  ///< what the program does without the flag
};
Verdict truth_is(const AuditedProgram& program, const Truth& flag);
/// The flag is given with a text; `usual` is what kcluster gives it.
struct Text {
  const char* name;
  std::string usual;
};
Verdict texts_given(const AuditedProgram& program, std::initializer_list<Text> flags);
Verdict flag_absent(const AuditedProgram& program, const std::string& name);
/// A number that is to be at least `least`; 0 means what the program does without the flag.
struct Number {
  const char* name;
  long least;
};
Verdict number_at_least(const AuditedProgram& program, const Number& flag);
/// The list has the item, or has it not.
Verdict list_has(const AuditedProgram& program, const char* name, const char* item);
Verdict list_lacks(const AuditedProgram& program, const char* name, const char* item);
Verdict listens_to_itself(const AuditedProgram& program, const char* name);
/// Suites are named and all are strong, or TLS 1.3 is asked for, which has no others.
struct TlsSeen {
  std::vector<std::string> suites;
  std::string least_version;
};
/// The weak ones; nullopt: what is used is not named.
std::optional<std::vector<std::string>> weak_suites(const TlsSeen& seen);
/// What to name: strong suites that every Kubernetes version knows.
std::vector<std::string> strong_suites();

/// As a shell takes it; usual paths and names stay as they are.
std::string shell_word(const std::string& text);

/// No wider mode; what is not there needs none.
Verdict modes_within(const AuditEvidence& seen, const Paths& paths, unsigned widest);
Verdict roots_own(const AuditEvidence& seen, const Paths& paths);
/// Files below a folder whose names end so; "": all, and the folder itself. A folder that could not
/// be read is always among them.
Paths below(const AuditEvidence& seen, const std::string& folder, std::string_view ending);
/// The static pod's manifest on this node.
Paths manifest_of(const std::string& program);
/// The file whose authorities the kubelet's clients are checked by; "": none.
std::string client_authority(const AuditEvidence& seen);

}  // namespace kcluster
