#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr Check kBeforeReset[] = {
    {"IsPrivilegedUser", "the command runs as root", check_user},
};

}  // namespace

std::span<const Check> reset_checks() { return kBeforeReset; }

}  // namespace kcluster
