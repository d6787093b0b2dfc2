#include "config/documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/check.h"

namespace kcluster {
namespace {

std::string_view text_at(const Json& root, const char* key) {
  const auto found = root.find(key);
  if (found == root.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

std::vector<std::string> names(std::string_view Kind::*member) {
  std::vector<std::string> out;
  for (const auto& kind : known_kinds())
    if (std::find(out.begin(), out.end(), kind.*member) == out.end())
      out.emplace_back(kind.*member);
  return out;
}

/// Why a document has no known kind: its version is old, its version or its kind is misspelt.
void note_unknown(const YamlDocument& yaml, std::string_view version, std::string_view kind,
                  Faults& faults) {
  if (version.empty() || kind.empty())
    return faults.error(yaml, version.empty() ? "/apiVersion" : "/kind", "is missing or not text",
                        fmt::format("begin the document with apiVersion: {} and kind: "
                                    "ClusterConfiguration, for example",
                                    kCurrentApi));
  const auto versions = names(&Kind::api_version), kinds = names(&Kind::name);
  if (std::find(versions.begin(), versions.end(), version) != versions.end()) {
    const auto near = did_you_mean(kind, kinds);
    return faults.error(yaml, "/kind", fmt::format("{} has no kind \"{}\"", version, kind),
                        near ? fmt::format("did you mean {}?", *near)
                             : fmt::format("known are {}", join(kinds, ", ")));
  }
  const bool ours = version.substr(0, version.find('/')) == "kubeadm.k8s.io";
  const auto near = did_you_mean(version, versions);
  faults.error(yaml, "/apiVersion", fmt::format("unknown version \"{}\" of {}", version, kind),
               ours   ? fmt::format("write it as {}", kCurrentApi)
               : near ? fmt::format("did you mean {}?", *near)
                      : fmt::format("known are {}", join(versions, ", ")));
}

const Kind* kind_of(const YamlDocument& yaml, Faults& faults) {
  if (!yaml.root.is_object()) {
    faults.error(yaml, "", "a document must be a mapping with apiVersion and kind");
    return nullptr;
  }
  const auto version = text_at(yaml.root, "apiVersion"), name = text_at(yaml.root, "kind");
  for (const auto& kind : known_kinds())
    if (kind.api_version == version && kind.name == name) return &kind;
  note_unknown(yaml, version, name, faults);
  return nullptr;
}

}  // namespace

Document* find(std::vector<Document>& documents, Role role) {
  for (auto& document : documents)
    if (document.kind->role == role) return &document;
  return nullptr;
}

std::vector<Document> read_documents(std::string_view text, std::string_view source,
                                     Faults& faults) {
  std::vector<Document> documents;
  for (auto& yaml : read_yaml(text, source)) {
    const Kind* kind = kind_of(yaml, faults);
    if (kind == nullptr) continue;
    if (const auto* first = find(documents, kind->role)) {
      faults.error(yaml, "/kind", fmt::format("a second {}", kind->name),
                   fmt::format("keep one; the first is at line {}", first->yaml.line));
      continue;
    }
    check(*kind, yaml, faults);
    documents.push_back({kind, std::move(yaml)});
  }
  return documents;
}

}  // namespace kcluster
