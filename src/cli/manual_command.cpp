#include <CLI/App.hpp>

#include "cli/app.h"
#include "cli/build_info.h"
#include "cli/manual.h"
#include "cli/node.h"
#include "cli/reach.h"
#include "cli/session.h"

namespace kcluster {

void add_manual(CLI::App& command, Session& session) {
  auto folder = std::make_shared<std::string>();
  command.add_option("--output-dir", *folder, "the folder they are written to")->required();
  runs(command, session, [&session, folder] {
    Node node(session.globals, Node::Effects::real);
    const auto day = std::string(build_info().date).substr(0, 10);
    const auto place = absolute(*folder);
    for (const auto& page : manual_pages(whole_program(), day))
      node.ports().files.write(place + "/" + page.name, page.text, {0644});
  });
}

}  // namespace kcluster
