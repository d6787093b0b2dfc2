#include "phases/upgrade_notes.h"

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "base/json_in.h"
#include "workflow/journal.h"

namespace kcluster {
namespace {

constexpr std::string_view kStates[] = {"open", "going back", "finished", "undone"};

Path place() { return Path(paths::upgrade) / "upgrade.json"; }

std::chrono::system_clock::time_point time_in(const Json& root) {
  const auto& seconds = value_in(root, "/began");
  const auto count = seconds.is_number_integer() ? seconds.get<std::int64_t>() : 0;
  return std::chrono::system_clock::time_point(std::chrono::seconds(count));
}

template <class Change>
void change(Files& files, const Change& how) {
  auto begun = read_upgrade(files);
  if (!begun) return;
  how(*begun);
  write_upgrade(*begun, files);
}

}  // namespace

std::string_view words_of(BegunUpgrade::State state) {
  return kStates[static_cast<std::size_t>(state)];
}

std::optional<BegunUpgrade> read_upgrade(const Files& files) {
  const auto text = files.read(place());
  if (!text) return std::nullopt;
  const auto root = Json::parse(*text, nullptr, false);
  BegunUpgrade begun;
  begun.spec = {string_in(root, "/id"), string_in(root, "/from"), string_in(root, "/to"),
                time_in(root)};
  begun.backup = string_in(root, "/backup");
  const auto state = std::find(std::begin(kStates), std::end(kStates), string_in(root, "/state"));
  if (begun.spec.id.empty() || state == std::end(kStates))
    throw Error(place().string() + " is no journal of an upgrade",
                "put it back from a copy; without it an upgrade cannot be continued or undone");
  begun.saved = parse_saved_upgrade(value_in(root, "/saved"));
  begun.row = string_in(root, "/row");
  begun.state = static_cast<BegunUpgrade::State>(state - std::begin(kStates));
  for (const auto& [component, hash] : value_in(root, "/hashes").items())
    if (hash.is_string()) begun.hashes[component] = hash.get<std::string>();
  return begun;
}

void write_upgrade(const BegunUpgrade& begun, Files& files) {
  const auto since = begun.spec.began.time_since_epoch();
  const Json root{{"id", begun.spec.id},
                  {"from", begun.spec.from},
                  {"to", begun.spec.to},
                  {"began", std::chrono::duration_cast<std::chrono::seconds>(since).count()},
                  {"state", words_of(begun.state)},
                  {"row", begun.row},
                  {"backup", begun.backup},
                  {"hashes", begun.hashes},
                  {"saved", to_json(begun.saved)}};
  files.make_dir(paths::state, 0700);
  files.make_dir(paths::upgrade, 0700);
  files.write(place(), root.dump(2) + "\n", {0600});
}

void note_row(const std::string& row, Files& files) {
  change(files, [&](BegunUpgrade& begun) { begun.row = row; });
}

void note_hashes(const std::map<std::string, std::string>& hashes, Files& files) {
  change(files, [&](BegunUpgrade& begun) {
    // of a run that was cut off they are the new ones already
    for (const auto& [component, hash] : hashes) begun.hashes.emplace(component, hash);
  });
}

std::string patches_before(const Files& files) {
  const auto begun = attempt([&] { return read_upgrade(files); });
  if (begun && *begun && (*begun)->state == BegunUpgrade::State::finished)
    return (*begun)->saved.choices.patches;
  for (const auto& [command, place] :
       {std::pair{Journaled::join, "/patches"}, std::pair{Journaled::init, "/node/patches"}}) {
    const auto journal = attempt([&, which = command] { return read_journal(files, which); });
    if (journal && *journal) return string_in((*journal)->wishes, place);
  }
  return {};
}

void forget_before(Files& files) {
  files.remove_tree(upgrade_folder::files);
  files.remove_tree(upgrade_folder::objects);
}

}  // namespace kcluster
