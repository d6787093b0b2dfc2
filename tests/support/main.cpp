#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <csignal>

// As in kcluster itself (host/interrupt.h); the peers that tests play lose their clients too.
int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  return Catch::Session().run(argc, argv);
}
