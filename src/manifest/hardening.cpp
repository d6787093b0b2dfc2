#include "manifest/hardening.h"

#include "base/yaml.h"
#include "manifest/template.h"

namespace kcluster {

std::string hardening_text(HardeningFile::Content content) {
  const bool audit = content == HardeningFile::Content::audit_policy;
  return write_yaml(fill(audit ? "audit-policy" : "authentication", {}));
}

}  // namespace kcluster
