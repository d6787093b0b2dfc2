#pragma once
#include "base/report.h"
#include "base/secret.h"
#include "host/files.h"
#include "plan/init.h"

namespace kcluster {

/// What a further node needs to be told.
struct JoinFacts {
  std::string server;                             ///< of the cluster, "https://192.168.1.20:6443"
  std::string ca_certificate;                     ///< path
  std::shared_ptr<const Secret> token;            ///< "<id>.<secret>"; null: withheld
  std::shared_ptr<const Secret> certificate_key;  ///< null: none was uploaded, or withheld
  bool endpoint_given = false;  ///< without a name of its own the control plane stays alone
  PodNetworkPlan::Kind network = PodNetworkPlan::Kind::none;  ///< what init has set up
};

JoinFacts join_facts(const InitPlan& plan);

/// Adds the user's next steps: the kubeconfig, a pod network if none was set up, the join commands.
void show_join_command(const JoinFacts& facts, const Files& files, Report& report);

/// Adds the key that opens the uploaded certificates; nobody keeps it but the reader.
void show_certificate_key(const Secret& key, Report& report);

}  // namespace kcluster
