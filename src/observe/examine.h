#pragma once
#include <functional>
#include <memory>
#include <string>

#include "cri/cri.h"
#include "diagnosis/examination.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "http/http.h"
#include "status/cluster_status.h"

namespace kcluster {

/// What a look at a node that may be ill is made with.
struct ExamineEyes {
  const Files& files;
  const System& system;
  const Clock& clock;
  std::function<std::shared_ptr<Http>(const Endpoint&)> http;
  std::function<std::shared_ptr<Cri>(const std::string& socket)> cri;
  OpenEtcd etcd;
  Millis patience{2000};  ///< how long one answer may take: an ill node is slow
};

/// Looks at everything at once, through whatever is still alive. Nothing that fails is an Error: it
/// is a fact, or named in `unseen`.
Examination examine(const ExamineEyes& eyes);

}  // namespace kcluster
