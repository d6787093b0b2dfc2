#include "kube/join_command.h"

namespace kcluster {

std::string join_command(const JoinWords& words) {
  constexpr std::string_view scheme = "https://";
  auto server = words.server;
  if (server.rfind(scheme, 0) == 0) server.erase(0, scheme.size());
  auto text = "kcluster join " + server + " --token " +
              (words.token ? words.token->reveal() : "<value withheld>") + " \\\n\t";
  for (const auto& pin : words.ca_pins) text += "--discovery-token-ca-cert-hash " + pin + " ";
  if (words.role == JoinWords::Role::worker) return text.substr(0, text.size() - 1);
  text += "\\\n\t--control-plane";
  if (words.certificate_key) text += " --certificate-key " + words.certificate_key->reveal();
  return text;
}

}  // namespace kcluster
