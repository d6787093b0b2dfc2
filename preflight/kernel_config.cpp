#include "preflight/kernel_config.h"

#include "base/attempt.h"
#include "base/text.h"

namespace kcluster {
namespace {

constexpr const char* kPacked = "/proc/config.gz";
/// Before and after the release, in the order of kubeadm's verification.
constexpr std::pair<const char*, const char*> kPlaces[] = {
    {"/boot/config-", ""},
    {"/usr/src/linux-", "/.config"},
    {"/usr/lib/modules/", "/config"},
    {"/usr/lib/ostree-boot/config-", ""},
    {"/usr/lib/kernel/config-", ""},
    {"/usr/src/linux-headers-", "/.config"},
    {"/lib/modules/", "/build/.config"},
};

std::optional<std::string> read_text(const Files& files, const System& system,
                                     const std::string& release) {
  if (files.look(kPacked)) {
    const auto unpacked = attempt([&] { return system.ask({"gzip", "-dc", kPacked}); });
    if (unpacked && unpacked->exit == 0) return unpacked->out;
  }
  for (const auto& [before, after] : kPlaces)
    if (auto text = files.read(before + release + after)) return text;
  return std::nullopt;
}

}  // namespace

KernelConfig parse_kernel_config(std::string_view text) {
  constexpr std::string_view prefix = "CONFIG_", values = "ymn";
  KernelConfig out;
  for (const auto& line : split(text, '\n')) {
    const auto equals = line.find('=');
    if (line.compare(0, prefix.size(), prefix) != 0 || equals >= line.size() - 1) continue;
    const char value = line[equals + 1];
    if (values.find(value) != values.npos) out[line.substr(0, equals)] = value;
  }
  return out;
}

std::optional<KernelConfig> read_kernel_config(const Files& files, const System& system,
                                               const std::string& release) {
  const auto text = read_text(files, system, release);
  if (!text) return std::nullopt;
  return parse_kernel_config(*text);
}

bool enabled(const KernelConfig& config, std::string_view option) {
  const auto it = config.find("CONFIG_" + std::string(option));
  return it != config.end() && it->second != 'n';
}

}  // namespace kcluster
