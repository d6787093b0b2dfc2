#include "kube/pod_command.h"

namespace kcluster {
namespace {

void append_texts(const Json& object, const char* key, std::vector<std::string>& texts) {
  const auto list = object.find(key);
  if (list == object.end() || !list->is_array()) return;
  for (const auto& item : *list)
    if (item.is_string()) texts.push_back(item.get<std::string>());
}

}  // namespace

std::optional<std::vector<std::string>> pod_command(const Json& pod, const std::string& container) {
  const Json::json_pointer containers("/spec/containers");
  if (!pod.contains(containers) || !pod.at(containers).is_array()) return std::nullopt;
  for (const auto& each : pod.at(containers)) {
    if (!each.is_object() || each.value("name", Json()) != container) continue;
    std::vector<std::string> command;
    append_texts(each, "command", command);
    append_texts(each, "args", command);
    return command;
  }
  return std::nullopt;
}

std::optional<std::string> flag_value(const std::vector<std::string>& command,
                                      const std::string& name) {
  const auto start = "--" + name + "=";
  std::optional<std::string> value;
  for (const auto& argument : command)
    if (argument.rfind(start, 0) == 0) value = argument.substr(start.size());
  return value;
}

std::string image_tag(const std::string& image) {
  const auto colon = image.rfind(':');
  return colon == image.npos || image.find('/', colon) != image.npos ? "" : image.substr(colon + 1);
}

}  // namespace kcluster
