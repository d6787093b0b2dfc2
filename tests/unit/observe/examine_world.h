#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kubernetes/paths.h"
#include "observe/examine.h"
#include "tests/support/spoken_cri.h"

/// What an examination looks at, in memory.
namespace kcluster {

inline const auto kExamined = std::chrono::floor<Seconds>(std::chrono::system_clock::now());

/// Everybody answers what stands here, the rest is not found; nobody when silent.
struct ToldHttp : Http {
  std::map<std::string, Response> answers;
  std::string silence;
  Response get(const std::string& path) const override {
    if (!silence.empty()) throw Silence(silence);
    const auto found = answers.find(path);
    return found == answers.end() ? Response{404, R"({"kind":"Status","code":404})", {}}
                                  : found->second;
  }
  Response send(const Request& request) override { return get(request.path); }
};

struct ToldCri : SpokenCri {
  std::vector<Container> all;
  std::vector<Container> containers() const override { return all; }
};

struct ExaminedWorld {
  MemoryFiles files;
  MemorySystem system{Machine{}};
  MemoryClock clock{Time(kExamined)};
  std::shared_ptr<ToldHttp> http = std::make_shared<ToldHttp>();
  std::shared_ptr<ToldCri> cri = std::make_shared<ToldCri>();

  ExamineEyes eyes() {
    return {files,
            system,
            clock,
            [this](const Endpoint&) { return http; },
            [this](const std::string&) { return cri; },
            [](const EtcdAccess&) { return std::make_shared<MemoryEtcd>(); },
            Millis(100)};
  }
  void socket() {
    files.write(paths::kubelet_instance_config, "containerRuntimeEndpoint: unix:///run/x.sock\n",
                {});
  }
};

}  // namespace kcluster
