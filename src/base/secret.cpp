#include "base/secret.h"

#include <cstring>

namespace kcluster {

Secret::~Secret() {
  // capacity, not size: a moved-in or shortened string may hold more than it shows
  explicit_bzero(value_.data(), value_.capacity());
}

}  // namespace kcluster
