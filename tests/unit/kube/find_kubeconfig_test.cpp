#include "kube/find_kubeconfig.h"

#include <catch2/catch.hpp>
#include <map>

#include "host/memory_files.h"

namespace kcluster {
namespace {

struct Machine {
  MemoryFiles files;
  std::map<std::string, std::string> variables{{"HOME", "/root"}};

  std::string found(const std::string& given = "") const {
    const auto variable = [this](const std::string& name) {
      const auto at = variables.find(name);
      return at == variables.end() ? std::nullopt : std::optional(at->second);
    };
    return find_kubeconfig(given, variable, files).string();
  }
};

}  // namespace

TEST_CASE("the kubeconfig is the one given, whatever else is there") {
  Machine m;
  m.files.write("/root/.kube/config", "", {});
  CHECK(m.found("/mine.conf") == "/mine.conf");
}

TEST_CASE("the first of KUBECONFIG that exists comes before the administrator's") {
  Machine m;
  m.variables["KUBECONFIG"] = "/a:/b::/c";
  m.files.write("/etc/kubernetes/admin.conf", "", {});
  m.files.write("/root/.kube/config", "", {});
  CHECK(m.found() == "/etc/kubernetes/admin.conf");
  m.files.write("/c", "", {});
  m.files.write("/b", "", {});
  CHECK(m.found() == "/b");
}

TEST_CASE("without KUBECONFIG the home's comes first, then the administrator's") {
  Machine m;
  CHECK(m.found() == "/root/.kube/config");
  m.files.write("/etc/kubernetes/admin.conf", "", {});
  CHECK(m.found() == "/etc/kubernetes/admin.conf");
  m.files.write("/root/.kube/config", "", {});
  CHECK(m.found() == "/root/.kube/config");
}

TEST_CASE("without a home the administrator's is left") {
  Machine m;
  m.variables.clear();
  CHECK(m.found() == "/etc/kubernetes/admin.conf");
}

}  // namespace kcluster
