// The restore of a member's data folder as `kcluster etcd restore` does it, alone, for tests/bench:
// restore_alone SNAPSHOT FOLDER
#include <cstdio>

#include "base/error.h"
#include "host/real_files.h"
#include "snapshot/restore.h"

int main(int count, char** words) {
  using namespace kcluster;
  if (count != 3) return 3;
  RestorePlan plan;
  plan.snapshot = words[1];
  plan.data_folder = words[2];
  plan.cluster = new_cluster("n1=https://127.0.0.1:2380", "token");
  plan.name = "n1";
  RealFiles files;
  try {
    const auto snapshot = files.open(plan.snapshot);
    if (!snapshot) throw Error("there is no " + plan.snapshot);
    restore_data_folder(plan, *snapshot, files);
    return 0;
  } catch (const Error& error) {
    std::fputs(render(error).c_str(), stderr);
    return 1;
  }
}
