#include "kube/join_command.h"

#include "pki/certificate.h"

namespace kcluster {
namespace {

std::string command(const JoinWords& words, const std::string& next_line,
                    const std::string& program = "kcluster join ") {
  constexpr std::string_view scheme = "https://";
  auto server = words.server;
  if (server.rfind(scheme, 0) == 0) server.erase(0, scheme.size());
  auto text = program + server + " --token " +
              (words.token ? words.token->reveal() : "<value withheld>") + next_line;
  for (const auto& pin : words.ca_pins) text += "--discovery-token-ca-cert-hash " + pin + " ";
  if (words.role == JoinWords::Role::worker) return text.substr(0, text.size() - 1);
  text = text.substr(0, text.size() - 1) + next_line + "--control-plane";
  if (words.certificate_key) text += " --certificate-key " + words.certificate_key->reveal();
  return text;
}

}  // namespace

std::vector<std::string> pins_of(const std::string& authorities, const std::string& place) {
  std::vector<std::string> pins;
  for (const auto& authority : Certificate::parse(authorities, place))
    pins.push_back(authority.pin());
  return pins;
}

std::string join_command(const JoinWords& words) { return command(words, " \\\n\t"); }
std::string join_command_line(const JoinWords& words) { return command(words, " "); }
std::string recover_command_line(const JoinWords& words) {
  return command(words, " ", "kcluster certs recover ");
}

}  // namespace kcluster
