#include "report/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/rfc3339.h"
#include "report/columns.h"

namespace kcluster {
namespace {

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;

const Row kHeadings{"TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"};
/// What kubeadm fills its cells up to; the last one ends the line.
constexpr std::array<std::size_t, kColumns> kLeast{23, 9, 7, 22, 56, 0};

std::string or_none(const std::string& text) { return text.empty() ? "<none>" : text; }

std::string whole(const TokenSecret& token) { return token.id + "." + token.secret->reveal(); }

Row cells(const TokenSecret& token, Time now) {
  const auto end = parse_time(token.expires);
  return {whole(token),
          end ? short_span(std::chrono::duration_cast<Seconds>(*end - now)) : "<forever>",
          token.expires.empty() ? "<never>" : token.expires,
          or_none(join(token.usages, ",")),
          or_none(token.description),
          or_none(join(token.groups, ","))};
}

std::string line(const Row& row, const std::array<std::size_t, kColumns>& widths) {
  std::string text;
  for (std::size_t i = 0; i + 1 < kColumns; ++i)
    text += fmt::format("{:<{}}", row[i], widths[i] + kubeadm_gap);
  return text + row.back() + "\n";
}

}  // namespace

std::string short_span(Seconds span) {
  const auto seconds = span.count();
  if (seconds < -1) return "<invalid>";
  if (seconds < 60) return fmt::format("{}s", std::max<decltype(seconds)>(seconds, 0));
  if (seconds < 3600) return fmt::format("{}m", seconds / 60);
  const auto hours = seconds / 3600;
  if (hours < 24) return fmt::format("{}h", hours);
  return hours < 24 * 365 ? fmt::format("{}d", hours / 24) : fmt::format("{}y", hours / 24 / 365);
}

std::string table(std::span<const TokenSecret> tokens, Time now) {
  if (tokens.empty()) return {};
  std::vector<Row> rows{kHeadings};
  for (const auto& token : tokens) rows.push_back(cells(token, now));
  auto widths = kLeast;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) text += line(row, widths);
  return text;
}

Json to_json(const TokenSecret& token) {
  Json out = {{"kind", "BootstrapToken"},
              {"apiVersion", "output.kubeadm.k8s.io/v1alpha3"},
              {"token", whole(token)}};
  if (!token.description.empty()) out["description"] = token.description;
  if (!token.expires.empty()) out["expires"] = token.expires;
  if (!token.usages.empty()) out["usages"] = token.usages;
  if (!token.groups.empty()) out["groups"] = token.groups;
  return out;
}

}  // namespace kcluster
