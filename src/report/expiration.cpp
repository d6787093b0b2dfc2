#include "report/expiration.h"

#include <fmt/format.h>

#include "base/unix_time.h"
#include "host/rfc3339.h"
#include "report/columns.h"

namespace kcluster {
namespace {

constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// "Nov 21, 2026 14:37 UTC"
std::string moment_text(Moment moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(moment - day).count();
  return fmt::format(
      "{} {:02}, {:04} {:02}:{:02} UTC", kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<unsigned>(date.day()), static_cast<int>(date.year()), minutes / 60, minutes % 60);
}

Seconds left(const CertificateExpiration& one, Time now) {
  return std::chrono::duration_cast<Seconds>(unix_time(one.expires.time_since_epoch().count()) -
                                             now);
}

std::string yes_no(bool is) { return is ? "yes" : "no"; }

std::vector<std::string> cells(const CertificateExpiration& one, Time now) {
  if (one.missing) return {"!MISSING! " + one.name};
  return {one.name, moment_text(one.expires), long_span(left(one, now))};
}

Rows leaves(const ExpirationInfo& info, Time now) {
  Rows rows{
      {"CERTIFICATE", "EXPIRES", "RESIDUAL TIME", "CERTIFICATE AUTHORITY", "EXTERNALLY MANAGED"}};
  for (const auto& one : info.certificates) {
    rows.push_back(cells(one, now));
    if (one.missing) continue;
    rows.back().push_back(one.authority);
    rows.back().push_back(yes_no(one.external));
  }
  return rows;
}

Rows authorities(const ExpirationInfo& info, Time now) {
  Rows rows{{"CERTIFICATE AUTHORITY", "EXPIRES", "RESIDUAL TIME", "EXTERNALLY MANAGED"}};
  for (const auto& one : info.authorities) {
    rows.push_back(cells(one, now));
    if (!one.missing) rows.back().push_back(yes_no(one.external));
  }
  return rows;
}

Json json_of(const CertificateExpiration& one, Time now) {
  Json made{{"name", one.name},
            {"expirationDate", nullptr},
            {"residualTime", 0},
            {"externallyManaged", !one.missing && one.external},
            {"missing", one.missing}};
  if (one.missing) return made;
  made["expirationDate"] = rfc3339(unix_time(one.expires.time_since_epoch().count()));
  made["residualTime"] = left(one, now).count();
  if (!one.authority.empty()) made["caName"] = one.authority;
  return made;
}

Json json_of(const std::vector<CertificateExpiration>& all, Time now) {
  Json list = Json::array();
  for (const auto& one : all) list.push_back(json_of(one, now));
  return list;
}

std::string two(std::int64_t whole, char unit, std::int64_t rest, char rest_unit) {
  return rest == 0 ? fmt::format("{}{}", whole, unit)
                   : fmt::format("{}{}{}{}", whole, unit, rest, rest_unit);
}

}  // namespace

std::string table(const ExpirationInfo& info, Time now) {
  return columns(leaves(info, now), kubeadm_gap) + "\n" +
         columns(authorities(info, now), kubeadm_gap);
}

Json to_json(const ExpirationInfo& info, Time now) {
  return {{"kind", "CertificateExpirationInfo"},
          {"apiVersion", "output.kubeadm.k8s.io/v1alpha3"},
          {"certificates", json_of(info.certificates, now)},
          {"certificateAuthorities", json_of(info.authorities, now)}};
}

std::string long_span(Seconds span) {
  constexpr std::int64_t kYear = 24 * 365;  // hours
  const std::int64_t seconds = span.count(), minutes = seconds / 60, hours = minutes / 60;
  if (seconds < -1) return "<invalid>";
  if (seconds < 2 * 60) return fmt::format("{}s", std::max<std::int64_t>(seconds, 0));
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 3 * 60) return fmt::format("{}m", minutes);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return fmt::format("{}h", hours);
  if (hours < 8 * 24) return two(hours / 24, 'd', hours % 24, 'h');
  if (hours < 2 * kYear) return fmt::format("{}d", hours / 24);
  if (hours < 8 * kYear) return two(hours / kYear, 'y', hours / 24 % 365, 'd');
  return fmt::format("{}y", hours / kYear);
}

}  // namespace kcluster
