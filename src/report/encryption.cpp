#include "report/encryption.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/columns.h"

namespace kcluster {
namespace {

using State = EncryptionServerStatus::State;

constexpr const char* kIdentity = "identity";
constexpr std::size_t kKind = 2, kKey = 4;  // of "k8s:enc:secretbox:v1:key-1:"

struct Form {
  std::string kind, key;
};

Form parts_of(const std::string& form) {
  const auto parts = split(form, ':');
  if (parts.size() <= kKey) return {form.empty() ? kIdentity : "unknown", ""};
  return {parts[kKind], parts[kKey]};
}

std::string words_of(const Form& form) {
  if (form.kind == kIdentity) return "in plain";
  return form.key.empty() ? form.kind : form.kind + ", key " + form.key;
}

Json stored_list(const std::map<std::string, std::int64_t>& stored) {
  Json list = Json::array();
  for (const auto& [text, count] : stored) {
    const auto form = parts_of(text);
    Json row{{"provider", form.kind}, {"secrets", count}};
    if (!form.key.empty()) row["key"] = form.key;
    list.push_back(std::move(row));
  }
  return list;
}

Json provider_list(const EncryptionProviders& providers) {
  Json list = Json::array();
  for (const auto& each : providers) {
    Json row{{"provider", each.kind}};
    if (!each.key_name.empty()) row["key"] = each.key_name;
    list.push_back(std::move(row));
  }
  return list;
}

std::string provider_words(const EncryptionProviders& providers) {
  std::vector<std::string> words;
  for (const auto& each : providers)
    words.push_back(each.key_name.empty() ? each.kind : each.kind + " " + each.key_name);
  return join(words, ", ");
}

const char* name_of(State state) {
  constexpr const char* kNames[] = {"same", "other", "none", "silent"};
  return kNames[static_cast<int>(state)];
}

std::string words_of(const EncryptionServerStatus& server) {
  if (server.state == State::silent) return "not seen: " + server.why;
  if (server.state == State::none) return "none";
  return server.providers.empty() ? "another one" : provider_words(server.providers);
}

Json to_json(const EncryptionServerStatus& server) {
  Json row{{"node", server.node}, {"state", name_of(server.state)}};
  if (!server.url.empty()) row["url"] = server.url;
  if (!server.providers.empty()) row["providers"] = provider_list(server.providers);
  if (!server.why.empty()) row["why"] = server.why;
  return row;
}

std::string status_words(const EncryptionStatus& status) {
  std::string words = fmt::format("Secrets are written {}{}\n\n",
                                  written_form(status.providers).empty() ? "" : "with ",
                                  words_of(parts_of(written_form(status.providers))));
  Rows rows{{"CONTROL PLANE", "ITS API SERVER HAS"}};
  for (const auto& server : status.servers) rows.push_back({server.node, words_of(server)});
  words += columns(rows) + "\n";
  rows = {{"STORED IN ETCD", "SECRETS"}};
  for (const auto& [form, count] : status.stored)
    rows.push_back({words_of(parts_of(form)), std::to_string(count)});
  words += columns(rows);
  if (status.change)
    words += fmt::format("\nunder way: {0}; it goes on with: kcluster encryption {0}\n",
                         *status.change);
  return words;
}

std::string finished_words(const EncryptionResult& result) {
  std::int64_t all = 0;
  for (const auto& [form, count] : result.stored) all += count;
  const auto form = parts_of(result.form);
  return fmt::format("etcd has {} Secrets, all of them {}{}; {} were rewritten now\n", all,
                     form.kind == kIdentity ? "" : "with ", words_of(form), result.rewritten);
}

std::string unfinished_words(const EncryptionResult& result) {
  auto words = fmt::format("round {} is done here. Next on {}:\n\n  kcluster encryption {}\n",
                           result.round, result.nodes.front(), result.change);
  const std::vector<std::string> later(result.nodes.begin() + 1, result.nodes.end());
  if (!later.empty()) words += fmt::format("\nthen on {}\n", join(later, ", "));
  return words;
}

}  // namespace

Result encryption_status_result(const EncryptionStatus& status) {
  Json value{{"enabled", !written_form(status.providers).empty()},
             {"providers", provider_list(status.providers)},
             {"controlPlanes", Json::array()},
             {"stored", stored_list(status.stored)}};
  for (const auto& server : status.servers) value["controlPlanes"].push_back(to_json(server));
  if (status.change) value["change"] = *status.change;
  return {"encryption", std::move(value), status_words(status)};
}

Result encryption_result(const EncryptionResult& result) {
  Json value{{"change", result.change},
             {"finished", result.finished},
             {"rewritten", result.rewritten}};
  if (result.finished)
    value["stored"] = stored_list(result.stored);
  else
    value.update({{"round", result.round}, {"nodes", result.nodes}});
  return {"encryption", std::move(value),
          result.finished ? finished_words(result) : unfinished_words(result)};
}

}  // namespace kcluster
