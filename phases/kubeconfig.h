#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "host/clock.h"
#include "host/files.h"
#include "plan/kubeconfigs.h"

namespace kcluster {

/// One kubeconfig with a new client key and certificate. An existing one is kept when its authority
/// and server are the plan's and its certificate is valid, else Error naming the file. With an
/// external authority (ca.crt without ca.key) it must exist.
void kubeconfig(const KubeconfigsPlan& plan, std::string_view name, Files& files, Time now);

/// The same for all due rows that are missing, their keys made several at a time. Does nothing
/// where the authority cannot sign: the rows themselves say why.
void make_kubeconfigs_ahead(const KubeconfigsPlan& plan, std::span<const std::string_view> due,
                            Files& files, Time now);

/// The text of a kubeconfig for somebody: with a new client key and certificate, or with that token
/// (not null). Nothing is written; the text is a secret. Throws Error without the authority, or
/// without its key unless there is a token.
Secret kubeconfig_for(const KubeconfigsPlan& plan, const KubeconfigPlan& row,
                      std::shared_ptr<const Secret> token, const Files& files, Time now);

}  // namespace kcluster
