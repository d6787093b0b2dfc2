#pragma once
#include <string>
#include <string_view>

#include "base/secret.h"

namespace kcluster {

/// Bytes nobody can guess, from the kernel (getrandom). Throws Error when it has none.
std::string random_bytes(std::size_t count);

/// Letters drawn evenly from an alphabet of at most 256, for tokens and names.
Secret random_text(std::size_t length, std::string_view alphabet);

}  // namespace kcluster
