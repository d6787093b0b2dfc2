#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/node.h"
#include "config/types.h"
#include "kubernetes/paths.h"
#include "phases/renew_certs.h"
#include "plan/renewal.h"

namespace kcluster {

/// Where commands about this node's certificates learn of them.
struct CertsChoice {
  std::optional<std::string> config;  ///< a kubeadm configuration file
  std::string cert_dir;               ///< instead of certificatesDir; empty: not given
  std::string kubeconfig = paths::admin_conf;
};
void add_certs_choice(CLI::App& command, CertsChoice& choice);

/// By the configuration file, else by what the cluster keeps, else (told as a warning) by kubeadm's
/// defaults: certificates can be looked at and renewed when no API server runs.
RenewalPlan renewal_plan(const CertsChoice& choice, Node& node);

/// The configuration, settled for this node without a look at kubelet and runtime, which files do
/// not depend on.
Config settled_for_files(const std::optional<std::string>& config, Ports& ports);

/// What `kcluster certs renew` was told.
struct RenewOptions {
  CertsChoice choice;
  std::vector<std::string> names;  ///< or "all"
  std::optional<unsigned> within_days;
  bool no_restart = false, dry_run = false;
  bool install_timer = false, remove_timer = false;
  std::string schedule = "daily";
};
void add_certs_renew(CLI::App& certs, Session& session);
void add_certs_recover(CLI::App& certs, Session& session);
void add_approve_serving(CLI::App& certs, Session& session);
void add_generate_csr(CLI::App& certs, Session& session);

/// What became of each of them, without what is none of the user's business.
Result certificates_result(const std::vector<Renewal>& all, const RenewalPlan& plan);

/// Those of them that have new certificates and are told so, or (Restarts::due) are still to be.
enum class Restarts { done, due };
Result restarts_result(const std::vector<std::string>& components, Restarts restarts);

/// This node's etcd as its health is asked, opened anew each time: its certificates change.
std::function<std::shared_ptr<Etcd>()> own_etcd(Ports& ports);

/// --install-timer and --remove-timer; false: neither was given.
bool settle_renewal_timer(const Globals& globals, const RenewOptions& options);

}  // namespace kcluster
