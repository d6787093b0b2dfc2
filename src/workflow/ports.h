#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/event.h"
#include "base/report.h"
#include "cri/cri.h"
#include "cri/image_store.h"
#include "etcd/etcd.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "http/http.h"

namespace kcluster {

/// Everything a row of phases may reach, stacked in one place (cli/ports.cpp): real, told, memory.
/// Rows hand on only what their function needs.
struct Ports {
  Files& files;
  System& system;
  const Clock& clock;
  Report& report;
  std::function<std::shared_ptr<Http>(const Endpoint&)> http;
  std::function<std::shared_ptr<Cri>(const std::string& socket)> cri;
  std::function<std::optional<std::string>(const std::string& name)> environment;
  Tell tell;
  OpenEtcd etcd;
  std::function<std::shared_ptr<ImageStore>(const std::string& socket)> images = {};
};

}  // namespace kcluster
