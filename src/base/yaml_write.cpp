#include <algorithm>

#include "base/yaml.h"
#include "base/yaml_style.h"

// Written as Go's yaml.v2 emitter writes (kubeadm's files come from it), down to its line width and
// its order of keys, so that a file kubeadm wrote and one of ours with the same content are equal.
namespace kcluster {
namespace {

using namespace yaml_style;

constexpr std::size_t kWidth = 80;     // a longer line breaks at its next space
constexpr std::size_t kStep = 2;       // of the indentation
constexpr std::size_t kLongKey = 128;  // bytes; longer keys are written with "? "

class Writer {
 public:
  void document(const Json& root) {
    node(root, 0, Slot::root);
    if (column_ != 0) line_break();
  }
  std::string take() { return std::move(out_); }

 private:
  enum class Slot { root, item, value };

  void put(std::string_view text) {
    out_ += text;
    column_ += static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  }
  void line_break() {
    out_ += '\n';
    column_ = 0;
  }
  void pad(std::size_t indent) {
    if (column_ < indent) put(std::string(indent - column_, ' '));
  }
  void new_line(std::size_t indent) {
    if (column_ != 0) line_break();
    pad(indent);
  }
  void space() {
    if (column_ != 0 && out_.back() != ' ') put(" ");
  }

  void node(const Json& value, std::size_t indent, Slot slot);
  void object(const Json& value, std::size_t indent, Slot slot);
  void array(const Json& value, std::size_t indent, Slot slot);
  Slot key(const std::string& name, std::size_t indent);
  void scalar(const Json& value, std::size_t indent);
  void string(std::string_view text, std::size_t indent, Place place);
  void flow(std::string_view text, std::size_t indent, Style style, Place place);
  void literal(std::string_view text, std::size_t indent);

  std::string out_;
  std::size_t column_ = 0;
};

/// indent is that of the lines which a block collection in this place begins.
void Writer::node(const Json& value, std::size_t indent, Slot slot) {
  if (value.is_object() && !value.empty()) return object(value, indent, slot);
  if (value.is_array() && !value.empty()) return array(value, indent, slot);
  const std::size_t below = slot == Slot::root ? kStep : indent;
  space();
  if (value.is_structured()) return put(value.is_object() ? "{}" : "[]");
  scalar(value, below);
}

void Writer::object(const Json& value, std::size_t indent, Slot slot) {
  std::vector<const std::string*> names;
  for (const auto& [name, child] : value.items()) names.push_back(&name);
  std::stable_sort(names.begin(), names.end(), [](auto a, auto b) { return key_before(*a, *b); });
  bool compact = slot == Slot::item;
  for (const auto* name : names) {
    compact ? pad(indent) : new_line(indent);
    compact = false;
    const Slot next = key(*name, indent);
    node(value.at(*name), indent + kStep, next);
  }
}

void Writer::array(const Json& value, std::size_t indent, Slot slot) {
  // Below a key the dashes stand under the key itself; the caller's indent is one step further.
  const std::size_t dashes = slot == Slot::value ? indent - kStep : indent;
  bool compact = slot == Slot::item;
  for (const auto& item : value) {
    compact ? pad(dashes) : new_line(dashes);
    compact = false;
    put("-");
    node(item, dashes + kStep, Slot::item);
  }
}

/// What stands after it begins on a new line, or, after a long key, on the colon's own line.
Writer::Slot Writer::key(const std::string& name, std::size_t indent) {
  const bool simple = name.size() <= kLongKey && name.find('\n') == name.npos;
  if (!simple) put("? ");
  string(name, indent + kStep, simple ? Place::key : Place::value);
  if (!simple) new_line(indent);
  put(":");
  return simple ? Slot::value : Slot::item;
}

void Writer::scalar(const Json& value, std::size_t indent) {
  if (value.is_string()) return string(value.get_ref<const std::string&>(), indent, Place::value);
  put(value.is_number_float() ? number_text(value.get<double>()) : value.dump());
}

void Writer::string(std::string_view text, std::size_t indent, Place place) {
  const Style style = choose(text, place);
  if (style == Style::literal) return literal(text, indent);
  flow(text, indent, style, place);
}

void Writer::flow(std::string_view text, std::size_t indent, Style style, Place place) {
  const char* quote = style == Style::plain ? "" : style == Style::single_quoted ? "'" : "\"";
  put(quote);
  bool after_space = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto rune = rune_at(text, at);
    const bool space = rune.code == ' ', next_space = text.substr(at + 1, 1) == " ";
    const bool edge = style != Style::plain && (at == 0 || at + 1 == text.size());
    const bool fold = space && !after_space && place == Place::value && column_ > kWidth && !edge &&
                      (style == Style::double_quoted || !next_space);
    const bool escape =
        style == Style::double_quoted &&
        (!printable(rune.code) || rune.code == '\n' || rune.code == '"' || rune.code == '\\');
    if (fold) {
      new_line(indent);
      if (style == Style::double_quoted && next_space) put("\\");
    } else if (escape) {
      put(escaped(rune.code));
    } else {
      if (style == Style::single_quoted && rune.code == '\'') put("'");
      put(rune.code == 0xfffd ? "\xef\xbf\xbd" : text.substr(at, rune.size));
    }
    after_space = space;
    at += rune.size;
  }
  put(quote);
}

void Writer::literal(std::string_view text, std::size_t indent) {
  put("|");
  if (text.front() == ' ' || text.front() == '\n') put(std::to_string(kStep));
  const bool ends = text.back() == '\n';
  if (!ends) put("-");
  if (ends && (text.size() == 1 || text[text.size() - 2] == '\n')) put("+");
  line_break();
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (end > at) {
      pad(indent);
      put(text.substr(at, end - at));
    }
    if (end < text.size()) line_break();
    at = end + 1;
  }
}

}  // namespace

std::string write_yaml(const Json& root) {
  Writer writer;
  writer.document(root);
  return writer.take();
}

}  // namespace kcluster
