#include "phases/etcd.h"

#include "phases/control_plane.h"

namespace kcluster {

void etcd_pod(const EtcdPlan& plan, Files& files) {
  if (!plan.local) return;
  files.make_dir(plan.data_dir, 0700);
  write_static_pod(plan.pod, plan.patches, files);
}

}  // namespace kcluster
