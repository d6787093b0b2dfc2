#include "phases/restore_notes.h"

#include "base/json_in.h"
#include "kubernetes/paths.h"
#include "phases/etcd_restore.h"

namespace kcluster {
namespace {

constexpr const char* kStates[] = {"open", "finished", "undoing"};  // as BegunRestore::State

// The last one says whether there was a restore at all.
constexpr const char* kNotes[] = {"built", "before", "restore"};

Path place(const std::string& name) { return Path(paths::etcd_restore) / (name + ".json"); }

void save(const std::string& name, const Json& root, Files& files) {
  files.make_dir(paths::etcd_restore, 0700);
  files.write(place(name), root.dump(2) + "\n", {0600});
}

/// Null unless it is of that restore.
Json of(const std::string& name, const std::string& id, const Files& files) {
  const auto root = Json::parse(files.read(place(name)).value_or(""), nullptr, false);
  return string_in(root, "/id") == id ? root : Json();
}

Path earlier(const std::string& name) { return place("earlier-" + name); }

void replace(const Path& to, const Path& from, Files& files) {
  if (const auto text = files.read(from))
    files.write(to, *text, {0600});
  else
    files.remove(to);
}

/// A finished restore can be undone as long as no later one has taken its place for good.
void keep_earlier(const std::string& id, Files& files) {
  const auto root = Json::parse(files.read(place("restore")).value_or(""), nullptr, false);
  if (string_in(root, "/state") != kStates[1] || string_in(root, "/spec/id") == id) return;
  for (const char* name : kNotes) replace(earlier(name), place(name), files);
}

std::vector<std::string> texts(const Json& root, const char* where) {
  std::vector<std::string> made;
  for (const auto& each : list_in(root, where))
    if (each.is_string()) made.push_back(each.get<std::string>());
  return made;
}

}  // namespace

std::optional<BuiltNote> read_built(const std::string& id, const Files& files) {
  const auto root = of("built", id, files);
  const auto &revision = value_in(root, "/revision"), &hash = value_in(root, "/hashKV");
  if (!revision.is_number_integer() || !hash.is_number_unsigned()) return std::nullopt;
  BuiltNote note{
      revision.get<std::int64_t>(), hash.get<std::uint32_t>(), texts(root, "/members"), {}};
  for (const auto& [kind, count] : value_in(root, "/objects").items())
    if (count.is_number_unsigned()) note.objects[kind] = count.get<std::uint64_t>();
  return note;
}

void write_built(const std::string& id, const BuiltNote& note, Files& files) {
  save("built",
       {{"id", id},
        {"revision", note.revision},
        {"hashKV", note.hash_kv},
        {"members", note.members},
        {"objects", note.objects}},
       files);
}

void forget_built(Files& files) { files.remove(place("built")); }

std::optional<BeforeNote> read_before(const std::string& id, const Files& files) {
  const auto root = of("before", id, files);
  if (root.is_null()) return std::nullopt;
  return BeforeNote{texts(root, "/nodes"), texts(root, "/tokens"), texts(root, "/bindings")};
}

void write_before(const std::string& id, const BeforeNote& note, Files& files) {
  save("before",
       {{"id", id}, {"nodes", note.nodes}, {"tokens", note.tokens}, {"bindings", note.bindings}},
       files);
}

std::optional<BegunRestore> read_begun_restore(const Files& files) {
  const auto text = files.read(place("restore"));
  if (!text) return std::nullopt;
  const auto root = Json::parse(*text, nullptr, false);
  BegunRestore begun{parse_restore_spec(value_in(root, "/spec").dump(), place("restore").string()),
                     string_in(root, "/file")};
  const auto state = string_in(root, "/state");
  for (std::size_t i = 0; i < std::size(kStates); ++i)
    if (state == kStates[i]) begun.state = static_cast<BegunRestore::State>(i);
  return begun;
}

void write_begun_restore(const BegunRestore& begun, Files& files) {
  keep_earlier(begun.spec.id, files);
  save("restore",
       {{"spec", to_json(begun.spec)},
        {"file", begun.file},
        {"state", kStates[static_cast<std::size_t>(begun.state)]}},
       files);
}

void forget_restore(Files& files) {
  for (const char* name : kNotes) replace(place(name), earlier(name), files);
  for (const char* name : kNotes) files.remove(earlier(name));
}

}  // namespace kcluster
