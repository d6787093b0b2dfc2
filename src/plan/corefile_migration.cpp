#include "plan/corefile_migration.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "kubernetes/versions.h"
#include "plan/corefile.h"

namespace kcluster {
namespace {

using Words = Corefile::Words;

const Version kOldest{1, 6, 7, ""};  // what came before, no supported Kubernetes has

enum class Effect {
  gone,     ///< CoreDNS refuses to start with it
  usual,    ///< comes with that argument where it is missing
  moved,    ///< has become the plugin of that name
  trimmed,  ///< all but its first argument is ignored; alone no reason to touch a Corefile
};

/// An option of a plugin that another CoreDNS treats in another way.
struct Change {
  unsigned minor;  ///< of CoreDNS 1.x.0, from which on it is so
  std::string_view plugin, option;
  Effect effect;
  std::string_view argument = "";
};

// Oldest first. From 1.8 to 1.14, which Kubernetes v1.34 to v1.36 come with, nothing went.
constexpr Change kChanges[] = {
    {7, "kubernetes", "resyncperiod", Effect::gone},
    {7, "kubernetes", "upstream", Effect::gone},
    {7, "kubernetes", "endpoint", Effect::trimmed},
    {7, "forward", "max_concurrent", Effect::usual, "1000"},
    {8, "kubernetes", "endpoint", Effect::trimmed},
    {8, "kubernetes", "transfer", Effect::moved, "transfer"},
};

// What kubeadm wrote before the present one; * is any word, *** any words up to the line's end.
constexpr const char* kFormer[] = {
    R"(.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes * *** {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus :9153
    forward . * {
        max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
})",
    R"(.:53 {
    errors
    health {
        lameduck 5s
    }
    ready
    kubernetes * *** {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    prometheus :9153
    forward . *
    cache 30
    loop
    reload
    loadbalance
})"};

bool fits(const Words& words, const Words& pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == "***") return true;
    if (i >= words.size() || (pattern[i] != "*" && pattern[i] != words[i])) return false;
  }
  return words.size() == pattern.size();
}

/// As many on both sides, and one for each whatever their order.
template <class Item, class Fits>
bool all_fit(const std::vector<Item>& items, const std::vector<Item>& patterns, Fits fits_one) {
  return items.size() == patterns.size() &&
         std::all_of(items.begin(), items.end(), [&](const Item& item) {
           return std::any_of(patterns.begin(), patterns.end(),
                              [&](const Item& pattern) { return fits_one(item, pattern); });
         });
}

bool fits(const Corefile::Plugin& plugin, const Corefile::Plugin& pattern) {
  return fits(plugin.words, pattern.words) &&
         all_fit(plugin.options, pattern.options,
                 [](const Words& a, const Words& b) { return fits(a, b); });
}

bool fits(const Corefile& corefile, const Corefile& pattern) {
  return all_fit(corefile.servers, pattern.servers, [](const auto& a, const auto& b) {
    return fits(a.zones, b.zones) &&
           all_fit(a.plugins, b.plugins, [](const auto& x, const auto& y) { return fits(x, y); });
  });
}

bool is_former(const Corefile& corefile) {
  return std::any_of(std::begin(kFormer), std::end(kFormer),
                     [&](const char* text) { return fits(corefile, parse_corefile(text)); });
}

auto find_option(Corefile::Plugin& plugin, std::string_view name) {
  return std::find_if(plugin.options.begin(), plugin.options.end(),
                      [&](const Words& option) { return option.front() == name; });
}

bool concerns(const Change& change, Corefile::Plugin& plugin) {
  if (plugin.words.front() != change.plugin) return false;
  const auto option = find_option(plugin, change.option);
  const bool there = option != plugin.options.end();
  if (change.effect == Effect::usual) return !there;
  return there && (change.effect != Effect::trimmed || option->size() > 2);
}

/// `transfer to ADDRESS…` of the zone that the plugin serves.
void move_out(const Change& change, std::size_t at, Corefile::Server& server) {
  const Words option = *find_option(server.plugins[at], change.option);
  const Words served = server.plugins[at].words;
  if (option.size() < 3 || served.size() < 2) return;
  server.plugins.push_back(
      {{std::string(change.argument), served[1]}, {Words(option.begin() + 1, option.end())}});
}

void apply(const Change& change, std::size_t at, Corefile::Server& server) {
  if (change.effect == Effect::moved) move_out(change, at, server);
  auto& plugin = server.plugins[at];
  if (change.effect == Effect::usual)
    plugin.options.push_back({std::string(change.option), std::string(change.argument)});
  else if (change.effect == Effect::trimmed)
    find_option(plugin, change.option)->resize(2);
  else
    std::erase_if(plugin.options, [&](const Words& each) { return each.front() == change.option; });
}

std::string words_of(const Change& change) {
  const auto option = fmt::format("{} of the plugin {}", change.option, change.plugin);
  switch (change.effect) {
    case Effect::gone:
      return option + " goes: CoreDNS takes it no more";
    case Effect::usual:
      return fmt::format("{} comes, with {}", option, change.argument);
    case Effect::moved:
      return fmt::format("{} becomes the plugin {}", option, change.argument);
    case Effect::trimmed:
      return option + " keeps its first argument, the others are ignored";
  }
  return "";
}

struct Migrated {
  Corefile corefile;
  std::vector<std::string> changes;
  bool needed = false;
};

Migrated migrate(Corefile corefile, const Version& from, const Version& to) {
  Migrated made{std::move(corefile), {}, false};
  for (const auto& change : kChanges) {
    const Version since{1, change.minor, 0, ""};
    if (from >= since || to < since) continue;
    for (auto& server : made.corefile.servers)
      for (std::size_t i = 0; i < server.plugins.size(); ++i) {
        if (!concerns(change, server.plugins[i])) continue;
        apply(change, i, server);
        made.changes.push_back(words_of(change));
        made.needed = made.needed || change.effect != Effect::trimmed;
      }
  }
  return made;
}

CorefileMigration unknown(const std::string& why) {
  return {CorefileMigration::Way::unknown, "", {}, why};
}

}  // namespace

CorefileMigration migrate_corefile(const std::string& text, const std::string& from,
                                   const std::string& to, const std::string& usual) {
  if (text.empty() || text == usual) return {CorefileMigration::Way::usual, usual, {}, ""};
  const auto parsed = attempt([&] { return parse_corefile(text); });
  if (!parsed) return unknown(parsed.why);
  if (is_former(*parsed)) return {CorefileMigration::Way::usual, usual, {}, ""};
  if (from == to) return {};
  const auto before = Version::parse(from), after = Version::parse(to);
  if (!before || !after) return unknown(fmt::format("{} or {} is no version", from, to));
  if (*before < kOldest) return unknown(from + " is older than what is known of CoreDNS");
  auto made = migrate(*parsed, *before, *after);
  if (!made.needed) return {};
  return {CorefileMigration::Way::migrated, corefile_text(made.corefile), made.changes, ""};
}

}  // namespace kcluster
