#include "manifest/recover_units.h"

#include <fmt/format.h>

#include "kubernetes/paths.h"
#include "manifest/unit_text.h"

namespace kcluster {

std::string recover_service(const std::string& program) {
  return fmt::format(R"([Unit]
Description=Puts back what a cut off kcluster command left at rest
Before=kubelet.service
ConditionPathExists={}

[Service]
Type=oneshot
ExecStart={} recover --progress lines
TimeoutStartSec=60
StandardOutput=null
StandardError=journal
SyslogLevel=notice
NoNewPrivileges=yes

[Install]
WantedBy=multi-user.target
)",
                     paths::rest, unit_word(program));
}

std::string recover_timer() {
  return R"([Unit]
Description=Looks whether a kcluster command was cut off with the kubelet at rest

[Timer]
OnActiveSec=5s
OnUnitInactiveSec=5s
AccuracySec=1s

[Install]
WantedBy=timers.target
)";
}

}  // namespace kcluster
