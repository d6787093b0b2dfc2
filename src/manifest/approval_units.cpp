#include "manifest/approval_units.h"

#include <fmt/format.h>

#include "manifest/unit_text.h"

namespace kcluster {

// It runs often, so that its journal has what it says and not that it ran.
std::string approval_service(const std::vector<std::string>& command) {
  return fmt::format(R"([Unit]
Description=Approves the serving certificates that kubelets of this cluster ask for
After=network-online.target kubelet.service

[Service]
Type=oneshot
ExecStart={}
TimeoutStartSec=2min
StandardOutput=null
StandardError=journal
SyslogLevel=notice
LogLevelMax=notice
UMask=0077
NoNewPrivileges=yes
)",
                     unit_command(command));
}

std::string approval_timer(const std::string& schedule) {
  return calendar_timer("Looks for serving certificates that kubelets ask for", schedule, "");
}

}  // namespace kcluster
