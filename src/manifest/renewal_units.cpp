#include "manifest/renewal_units.h"

#include <fmt/format.h>

#include "manifest/unit_text.h"

namespace kcluster {

std::string renewal_service(const std::vector<std::string>& command) {
  return fmt::format(R"([Unit]
Description=Renews certificates of the control plane that end soon
After=network-online.target kubelet.service

[Service]
Type=oneshot
ExecStart={}
TimeoutStartSec=30min
StandardOutput=null
StandardError=journal
UMask=0077
NoNewPrivileges=yes
)",
                     unit_command(command));
}

std::string renewal_timer(const std::string& schedule) {
  return calendar_timer("Looks for certificates of the control plane that end soon", schedule,
                        "1h");
}

}  // namespace kcluster
