#include "config/token_flags.h"

#include <fmt/format.h>

#include "config/duration.h"
#include "config/faults.h"
#include "config/flag_rows.h"
#include "config/syntax.h"
#include "config/validate.h"

namespace kcluster {
namespace {

using Row = FlagRow<TokenFlags>;

constexpr Row kRows[] = {
    {"TOKEN", "bootstrapTokens[0].token", [](auto& f) { return f.token.has_value(); }},
    {"--ttl", "bootstrapTokens[0].ttl", [](auto& f) { return f.ttl.has_value(); }},
    {"--description", "bootstrapTokens[0].description",
     [](auto& f) { return f.description.has_value(); }},
    {"--usages", "bootstrapTokens[0].usages", [](auto& f) { return f.usages.has_value(); }},
    {"--groups", "bootstrapTokens[0].groups", [](auto& f) { return f.groups.has_value(); }},
    {"--certificate-key", "certificateKey", [](auto& f) { return f.certificate_key.has_value(); }},
};

Finding fault(const Row& row, std::string what, std::string remedy) {
  return {Finding::Weight::error, row.path, row.flag, std::move(what), std::move(remedy)};
}

void lay_token(const TokenFlags& flags, BootstrapToken& token, std::vector<Finding>& faults) {
  if (!flags.token || flags.token->empty()) return;
  const auto halves = split_token(*flags.token);
  if (!halves)
    return faults.push_back(fault(kRows[0],
                                  "is no bootstrap token: expected [a-z0-9]{6}.[a-z0-9]{16}",
                                  "leave it out to have one made, or see kcluster token generate"));
  token.id = halves->first;
  token.secret = std::make_shared<const Secret>(halves->second);
}

void lay_ttl(const TokenFlags& flags, BootstrapToken& token, std::vector<Finding>& faults) {
  if (!flags.ttl) return;
  token.ttl = parse_duration(*flags.ttl);
  if (!token.ttl)
    faults.push_back(fault(kRows[1], fmt::format("\"{}\" is no duration", *flags.ttl),
                           "expected one such as 24h; 0 never expires"));
}

}  // namespace

BootstrapToken token_wish(const TokenFlags& flags) {
  BootstrapToken token;
  std::vector<Finding> faults;
  lay_token(flags, token, faults);
  lay_ttl(flags, token, faults);
  lay(flags.description, token.description);
  lay(flags.usages, token.usages);
  lay(flags.groups, token.groups);
  Config config;
  config.init.bootstrap_tokens = {token};
  for (auto& finding : validate(config)) {
    if (finding.weight != Finding::Weight::error) continue;
    finding.place = flag_of<TokenFlags>(finding.name, kRows, {});
    faults.push_back(std::move(finding));
  }
  if (!faults.empty()) throw_faults("command line", std::move(faults));
  return token;
}

void refuse_beside_file(const TokenFlags& flags) { refuse_mixture<TokenFlags>(flags, kRows); }

}  // namespace kcluster
