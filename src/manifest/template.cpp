#include "manifest/template.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/yaml.h"

namespace kcluster {
namespace {

constexpr std::string_view kNameLetters = "abcdefghijklmnopqrstuvwxyz_";

// One pass over a template; notes which values it used.
class Filler {
 public:
  Filler(std::string_view name, const TemplateValues& values) : name_(name), values_(values) {}

  void fill(Json& node) {
    if (node.is_string()) node = filled(node.get_ref<const std::string&>());
    if (node.is_structured() && !placed_)
      for (auto& child : node) fill(child);
    placed_ = false;
  }

  void check_all_used() const {
    for (const auto& [key, value] : values_)
      if (!used_.count(key)) throw fault("has no @" + key + "@");
  }

 private:
  Error fault(const std::string& what) const {
    return Error("template " + std::string(name_) + " " + what,
                 "this is a fault of kcluster; please report it");
  }

  const Json& value(const std::string& key) {
    const auto found = values_.find(key);
    if (found == values_.end()) throw fault("asks for @" + key + "@, which has no value");
    used_.insert(key);
    return found->second;
  }

  // Where a name ends that begins after position at, or npos if none does.
  static std::size_t name_end(const std::string& text, std::size_t at) {
    const auto end = text.find_first_not_of(kNameLetters, at);
    return end != text.npos && end > at && text[end] == '@' ? end : text.npos;
  }

  Json filled(const std::string& text) {
    if (text.size() > 2 && text[0] == '@' && name_end(text, 1) == text.size() - 1) {
      placed_ = true;
      return value(text.substr(1, text.size() - 2));
    }
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto end = text[at] == '@' ? name_end(text, at + 1) : text.npos;
      if (end == text.npos) {
        out += text[at];
        continue;
      }
      const Json& inner = value(text.substr(at + 1, end - at - 1));
      if (!inner.is_string()) throw fault("takes only a string within other text");
      out += inner.get_ref<const std::string&>();
      at = end;
    }
    return out;
  }

  std::string_view name_;
  const TemplateValues& values_;
  std::set<std::string> used_;
  bool placed_ = false;  // the node is a value now, whose own text is nobody's template
};

}  // namespace

std::vector<Json> fill_text(const Template& source, const TemplateValues& values) {
  Filler filler(source.name, values);
  std::vector<Json> out;
  for (auto& document : read_yaml(source.text, "templates/" + std::string(source.name) + ".yaml")) {
    filler.fill(document.root);
    out.push_back(std::move(document.root));
  }
  filler.check_all_used();
  return out;
}

std::vector<Json> fill_all(std::string_view template_name, const TemplateValues& values) {
  const auto all = templates();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](auto& row) { return row.name == template_name; });
  if (found == all.end())
    throw Error("there is no template " + std::string(template_name),
                "this is a fault of kcluster; please report it");
  return fill_text(*found, values);
}

Json fill(std::string_view template_name, const TemplateValues& values) {
  auto documents = fill_all(template_name, values);
  if (documents.size() != 1)
    throw Error("template " + std::string(template_name) + " is not one document",
                "this is a fault of kcluster; please report it");
  return std::move(documents.front());
}

}  // namespace kcluster
