#include "workflow/journal.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

const char* name_of(Journaled command) { return command == Journaled::init ? "init" : "join"; }

Path journal_path(Journaled command) {
  return Path(paths::state) / (std::string(name_of(command)) + ".json");
}

std::string shown(const Json* value) { return value ? value->dump() : "nothing"; }

const Json* child(const Json* object, const std::string& key) {
  const bool has = object && object->is_object() && object->contains(key);
  return has ? &object->at(key) : nullptr;
}

const Json* child(const Json* array, std::size_t index) {
  return array && array->is_array() && index < array->size() ? &array->at(index) : nullptr;
}

using Lines = std::vector<std::string>;

/// Null: there is nothing at this key.
void compare(const std::string& key, const Json* was, const Json* now, Lines& lines) {
  if (was && now && *was == *now) return;
  if (was && now && was->is_object() && now->is_object()) {
    Json all = *was;
    all.update(*now);
    for (const auto& [name, value] : all.items())
      compare(key.empty() ? name : key + "." + name, child(was, name), child(now, name), lines);
  } else if (was && now && was->is_array() && now->is_array()) {
    for (std::size_t i = 0; i < std::max(was->size(), now->size()); ++i)
      compare(fmt::format("{}[{}]", key, i), child(was, i), child(now, i), lines);
  } else {
    lines.push_back(fmt::format("{}: {}, was {}", key, shown(now), shown(was)));
  }
}

}  // namespace

std::optional<Journal> read_journal(const Files& files, Journaled command) {
  const auto text = files.read(journal_path(command));
  if (!text) return std::nullopt;
  try {
    const Json root = Json::parse(*text);
    Journal journal;
    journal.command = command;
    journal.wishes = root.at("wishes");
    journal.finished = root.at("finished").get<bool>();
    journal.token = Secret(root.value("token", ""));
    journal.certificate_key = Secret(root.value("certificateKey", ""));
    return journal;
  } catch (const Json::exception&) {
    // the parser's own words would quote the text, and with it the token
    throw Error(fmt::format("the journal of an earlier {} cannot be read: {}", name_of(command),
                            journal_path(command).string()),
                "look at it, then move it away or run `kcluster reset`");
  }
}

void write_journal(const Journal& journal, Files& files) {
  Json root{{"wishes", journal.wishes}, {"finished", journal.finished}};
  if (!journal.finished && journal.command == Journaled::init) {
    root["token"] = journal.token.reveal();
    root["certificateKey"] = journal.certificate_key.reveal();
  }
  files.make_dir(paths::state, 0700);
  files.write(journal_path(journal.command), root.dump(2) + "\n", {0600, Secrecy::secret});
}

bool still_there(const Journal& journal, const Files& files, const Path& certificates) {
  if (files.look(Path(paths::manifests) / "kube-apiserver.yaml")) return true;
  return !journal.finished &&
         (files.look(paths::admin_conf) || files.look(certificates / "ca.key") ||
          files.look(certificates / "ca.crt"));
}

std::vector<std::string> differences(const Json& was, const Json& now) {
  Lines lines;
  compare("", &was, &now, lines);
  return lines;
}

void require_same_wishes(const Journal& journal, const Json& wishes) {
  const auto lines = differences(journal.wishes, wishes);
  if (lines.empty()) return;
  const bool init = journal.command == Journaled::init;
  Error error(init ? "this node was initialised with another configuration"
                   : "this node was joined with another configuration",
              journal.finished
                  ? "change a living cluster through its own objects, or `kcluster reset` "
                    "this node first"
                  : fmt::format("run {} again with the first configuration to go on, or `kcluster "
                                "reset` this node first",
                                name_of(journal.command)),
              Exit::usage);
  for (const auto& line : lines) {
    const auto colon = line.find(": ");
    error.findings.push_back(
        {Finding::Weight::error, line.substr(0, colon), "", line.substr(colon + 2), ""});
  }
  throw error;
}

}  // namespace kcluster
