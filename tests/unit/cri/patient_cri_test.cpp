#include "cri/patient_cri.h"

#include <catch2/catch.hpp>

#include "host/memory_clock.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {
namespace {

/// Lets a pod go after some refusals.
class Starting : public SpokenCri {
 public:
  explicit Starting(int refusals) : left_(refusals) {}
  void remove_pod(const std::string& id) override {
    if (left_-- > 0) throw Error("container is in starting state, can't be removed", "see its log");
    removed.push_back(id);
  }
  std::vector<std::string> removed;

 private:
  int left_;
};

}  // namespace

TEST_CASE("a pod that cannot be removed yet is waited for") {
  const auto runtime = std::make_shared<Starting>(3);
  MemoryClock clock;
  patient(runtime, clock)->remove_pod("p1");
  CHECK(runtime->removed == std::vector<std::string>{"p1"});
}

TEST_CASE("one that never goes is an Error with the runtime's words") {
  MemoryClock clock;
  CHECK_THROWS_WITH(patient(std::make_shared<Starting>(100000), clock)->remove_pod("p1"),
                    Catch::Contains("starting state"));
}

}  // namespace kcluster
