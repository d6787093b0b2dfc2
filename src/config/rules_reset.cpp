#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/rules.h"

namespace kcluster::rules {
namespace {

constexpr std::array<std::string_view, 4> kUnmountFlags{"MNT_FORCE", "MNT_DETACH", "MNT_EXPIRE",
                                                        "UMOUNT_NOFOLLOW"};

}  // namespace

void reset(const ResetConfiguration& reset, Found& found) {
  socket(reset.cri_socket, "criSocket", found);
  if (!reset.certificates_dir.empty()) absolute(reset.certificates_dir, "certificatesDir", found);
  ignored_errors(reset.ignore_preflight_errors, "ignorePreflightErrors", found);
  for (std::size_t i = 0; i < reset.unmount_flags.size(); ++i)
    if (std::find(kUnmountFlags.begin(), kUnmountFlags.end(), reset.unmount_flags[i]) ==
        kUnmountFlags.end())
      found.error(indexed("unmountFlags", i),
                  fmt::format("unknown flag \"{}\"", reset.unmount_flags[i]),
                  fmt::format("expected one of {}", fmt::join(kUnmountFlags, ", ")));
  timeouts(reset.timeouts, found);
}

}  // namespace kcluster::rules
