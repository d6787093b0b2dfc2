#include <algorithm>
#include <memory>

#include "host/systemd_library.h"
#include "host/units.h"

namespace kcluster {
namespace {

constexpr std::size_t kLongestMessage = 4096;  // bytes; the kubelet logs whole objects

using Journal = std::unique_ptr<sd_journal, void (*)(sd_journal*)>;

std::string field(sd_journal* journal, const std::string& name) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (systemd().journal_get_data(journal, name.c_str(), &data, &size) < 0) return {};
  const std::string entry(static_cast<const char*>(data), size);
  return entry.substr(std::min(entry.size(), name.size() + 1), kLongestMessage);
}

Journal open_journal(const std::string& unit) {
  sd_journal* raw = nullptr;
  systemd().journal_open(&raw, SD_JOURNAL_LOCAL_ONLY);
  Journal journal(raw, systemd().journal_close);
  const std::string match = "_SYSTEMD_UNIT=" + unit;
  if (!raw || systemd().journal_add_match(raw, match.data(), match.size()) < 0 ||
      systemd().journal_seek_tail(raw) < 0)
    journal.reset();
  return journal;
}

}  // namespace

std::vector<std::string> unit_messages(const std::string& unit, unsigned lines) {
  const Journal journal = open_journal(unit);
  std::vector<std::string> found;
  std::string last_run;
  while (journal && found.size() < lines && systemd().journal_previous(journal.get()) > 0) {
    const std::string run = field(journal.get(), "_SYSTEMD_INVOCATION_ID");
    if (found.empty()) last_run = run;
    if (run != last_run) break;
    found.push_back(field(journal.get(), "MESSAGE"));
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace kcluster
