#include "manifest/keeper.h"

#include <fmt/format.h>

#include "kubernetes/paths.h"
#include "manifest/unit_text.h"

namespace kcluster {
std::string keeper_service(const std::string& program) {
  return fmt::format(R"([Unit]
Description=The pod network's routes to other nodes
ConditionPathExists={}

[Service]
Type=oneshot
ExecStart={} pod-network sync --progress lines -v 1
TimeoutStartSec=60
StandardOutput=null
StandardError=journal
SyslogLevel=notice
LogLevelMax=notice
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_NET_ADMIN
)",
                     paths::kubelet_conf, unit_word(program));
}

std::string keeper_timer() {
  return R"([Unit]
Description=Keeps the pod network's routes to other nodes up to date

[Timer]
OnActiveSec=1s
OnUnitInactiveSec=10s
AccuracySec=1s

[Install]
WantedBy=timers.target
)";
}

}  // namespace kcluster
