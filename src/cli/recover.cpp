#include "cli/node.h"
#include "cli/session.h"
#include "kubernetes/paths.h"
#include "phases/pair.h"
#include "phases/rest.h"

namespace kcluster {

void add_recover(CLI::App& command, Session& session) {
  runs(command, session, [&session] {
    Node node(session.globals, Node::Effects::real);
    auto& ports = node.ports();
    recover_if_cut_off(ports.files, ports.system, ports.tell);
    if (const auto held = ports.system.lock(paths::rest_lock)) finish_pair(ports.files);
  });
}

}  // namespace kcluster
