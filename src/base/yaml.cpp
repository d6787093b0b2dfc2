#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cmath>
#include <optional>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml_scalar.h"

namespace kcluster {
namespace {

constexpr std::size_t kMaxBytes = 3u << 20;   // as much as an API server takes in one request
constexpr std::size_t kMaxDepth = 250;        // half of what yaml-cpp's own stack guard allows
constexpr std::size_t kMaxAliased = 200'000;  // nodes made by aliases, in all documents
constexpr std::size_t kMaxPointerBytes = 64u << 20;  // beyond it lines are known for parents only
constexpr std::string_view kCore = "tag:yaml.org,2002:";

[[noreturn]] void fail(std::string_view source, int line, const std::string& what) {
  throw Error(fmt::format("{}:{}: {}", source, line, what), "correct the YAML", Exit::usage);
}

std::size_t count_nodes(const Json& node) {
  std::size_t count = 1;
  if (node.is_structured())
    for (const auto& child : node) count += count_nodes(child);
  return count;
}

std::string escape(std::string_view key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

/// Builds the tree from yaml-cpp's events, so that depth and aliases are bounded while it reads.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view source) : source_(source) {}
  std::vector<YamlDocument> documents;

  void OnDocumentStart(const YAML::Mark& mark) override {
    // yaml-cpp never passes a stray ',' or '}': it would give empty documents without end
    if (mark.pos == document_at_) fail_at(mark, "something stands behind the document's end");
    document_at_ = mark.pos;
    document_ = {};
    document_.line = mark.line + 1;
    anchors_.clear();
    path_.clear();
  }
  void OnDocumentEnd() override {
    if (!document_.root.is_null()) documents.push_back(std::move(document_));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, nullptr, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, Json::array(), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, Json::object(), anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Level {
    Json value;
    YAML::anchor_t anchor = 0;
    YAML::Mark mark;
    std::optional<std::string> key;  // a mapping's key that waits for its value
    std::vector<Json> merged;        // what "<<" brings in
    bool merging = false;
    std::size_t path_size = 0;
  };

  Json scalar(const YAML::Mark& mark, const std::string& tag, const std::string& value) const;
  bool expects_key() const {
    return !levels_.empty() && levels_.back().value.is_object() && !levels_.back().key &&
           !levels_.back().merging;
  }
  void take_key(const YAML::Mark& mark, const Json& key);
  void open(const YAML::Mark& mark, Json empty, YAML::anchor_t anchor);
  void close();
  void add(const YAML::Mark& mark, Json value, YAML::anchor_t anchor);
  void attach(const YAML::Mark& mark, Json value);
  void enter(const YAML::Mark& mark);
  void note_line(const YAML::Mark& mark);
  void merge(const YAML::Mark& mark, Json value);
  [[noreturn]] void fail_at(const YAML::Mark& mark, const std::string& what) const {
    fail(source_, mark.line + 1, what);
  }

  std::string_view source_;
  int document_at_ = -1;  // where the last document began, in bytes
  YamlDocument document_;
  std::vector<Level> levels_;
  std::map<YAML::anchor_t, Json> anchors_;
  std::string path_;  // the JSON pointer of the node being read
  std::size_t pointer_bytes_ = 0, aliased_ = 0;
};

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       const std::string& value) {
  if (expects_key() && tag == "?" && value == "<<") {
    levels_.back().merging = true;
    return;
  }
  add(mark, scalar(mark, tag, value), anchor);
}

Json Builder::scalar(const YAML::Mark& mark, const std::string& tag,
                     const std::string& value) const {
  const bool core = tag.rfind(kCore, 0) == 0;
  const std::string kind = core ? tag.substr(kCore.size()) : "";
  if (kind == "binary") {
    auto bytes = unbase64(value);
    if (!bytes) fail_at(mark, "a !!binary value that is not base64");
    return *std::move(bytes);
  }
  const bool typed = kind == "bool" || kind == "int" || kind == "float" || kind == "null";
  if (tag != "?" && !typed) return value;
  Json out = resolve_scalar(value).value_or(Json(value));
  const bool fits = !typed || (kind == "bool" && out.is_boolean()) ||
                    (kind == "int" && out.is_number_integer()) ||
                    (kind == "float" && out.is_number()) || (kind == "null" && out.is_null());
  if (!fits) fail_at(mark, fmt::format("a !!{} that is none", kind));
  if (!out.is_number_float()) return out;
  const double number = out.get<double>();
  if (!std::isfinite(number)) fail_at(mark, "infinity and NaN are not supported");
  const bool whole = number == std::trunc(number) && std::abs(number) < 9e18;
  return whole ? Json(static_cast<std::int64_t>(number)) : out;  // 1.0 and 1e3 are integers to JSON
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) fail_at(mark, "an alias within the value that it names");
  aliased_ += count_nodes(found->second);
  if (aliased_ > kMaxAliased) fail_at(mark, "aliases expand to too many values");
  add(mark, found->second, 0);
}

void Builder::add(const YAML::Mark& mark, Json value, YAML::anchor_t anchor) {
  if (anchor != 0) anchors_[anchor] = value;
  if (expects_key()) return take_key(mark, value);
  enter(mark);
  attach(mark, std::move(value));
}

void Builder::take_key(const YAML::Mark& mark, const Json& key) {
  if (key.is_null() || key.is_structured()) fail_at(mark, "a key must be a string");
  auto& level = levels_.back();
  level.key = key.is_string() ? key.get<std::string>() : key.dump();
  if (level.value.contains(*level.key))
    fail_at(mark, fmt::format("key \"{}\" is already set in this mapping", *level.key));
  path_ += '/' + escape(*level.key);
  note_line(mark);
}

/// An element of a sequence gets its number as path; a mapping's value has its key there already.
void Builder::enter(const YAML::Mark& mark) {
  if (levels_.empty() || !levels_.back().value.is_array()) return;
  path_ += '/' + std::to_string(levels_.back().value.size());
  note_line(mark);
}

void Builder::note_line(const YAML::Mark& mark) {
  pointer_bytes_ += path_.size();
  if (pointer_bytes_ <= kMaxPointerBytes) document_.lines.emplace(path_, mark.line + 1);
}

void Builder::open(const YAML::Mark& mark, Json empty, YAML::anchor_t anchor) {
  if (expects_key()) fail_at(mark, "a key must be a string");
  if (levels_.size() >= kMaxDepth) fail_at(mark, "nested too deep");
  enter(mark);
  levels_.push_back({std::move(empty), anchor, mark, {}, {}, false, path_.size()});
}

void Builder::close() {
  Level level = std::move(levels_.back());
  levels_.pop_back();
  for (auto& source : level.merged)
    for (auto& [key, value] : source.items())
      if (!level.value.contains(key)) level.value[key] = value;
  if (level.anchor != 0) anchors_[level.anchor] = level.value;
  attach(level.mark, std::move(level.value));
}

void Builder::attach(const YAML::Mark& mark, Json value) {
  if (levels_.empty()) {
    document_.root = std::move(value);
    return;
  }
  auto& parent = levels_.back();
  if (parent.merging) return merge(mark, std::move(value));
  if (parent.value.is_array())
    parent.value.push_back(std::move(value));
  else
    parent.value[*parent.key] = std::move(value);
  parent.key.reset();
  path_.resize(parent.path_size);
}

void Builder::merge(const YAML::Mark& mark, Json value) {
  auto& parent = levels_.back();
  parent.merging = false;
  path_.resize(parent.path_size);
  if (value.is_object()) value = Json::array({std::move(value)});
  for (auto& source : value) {
    if (!source.is_object()) fail_at(mark, "\"<<\" takes a mapping or a list of mappings");
    parent.merged.push_back(std::move(source));
  }
}

/// Length of the UTF-8 sequence at the front, 0 when it is none (overlong, surrogate, cut off).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xc2 ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool outside = (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f);
  return overlong || outside ? 0 : size;
}

void check_text(std::string_view text, std::string_view source) {
  if (text.size() > kMaxBytes) fail(source, 1, "larger than 3 MiB");
  int line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const auto size = utf8_length(text.substr(at, 4));
    if (size == 0) fail(source, line, "not UTF-8 text");
    const char c = text[at];
    const bool control = (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
    if (control) fail(source, line, "a control character, so this is not YAML text");
    if (c == '\n') ++line;
    at += size;
  }
}

}  // namespace

std::vector<YamlDocument> read_yaml(std::string_view text, std::string_view source) {
  check_text(text, source);
  std::istringstream stream{std::string(text)};
  Builder builder(source);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const YAML::Exception& fault) {
    fail(source, fault.mark.is_null() ? 1 : fault.mark.line + 1, fault.msg);
  }
  return std::move(builder.documents);
}

std::optional<Json> one_mapping(std::string_view text, std::string_view source) {
  auto documents = read_yaml(text, source);
  if (documents.size() != 1 || !documents.front().root.is_object()) return std::nullopt;
  return std::move(documents.front().root);
}

}  // namespace kcluster
