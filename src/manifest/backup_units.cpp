#include "manifest/backup_units.h"

#include <fmt/format.h>

#include "manifest/unit_text.h"

namespace kcluster {

std::string backup_service(const std::vector<std::string>& command) {
  return fmt::format(R"([Unit]
Description=A backup of the cluster
After=network-online.target

[Service]
Type=oneshot
ExecStart={}
TimeoutStartSec=2h
StandardOutput=null
StandardError=journal
UMask=0077
NoNewPrivileges=yes
Nice=10
IOSchedulingClass=idle
)",
                     unit_command(command));
}

std::string backup_timer(const std::string& schedule) {
  return calendar_timer("Backups of the cluster", schedule, "5min");
}

}  // namespace kcluster
