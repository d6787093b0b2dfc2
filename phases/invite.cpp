#include "phases/invite.h"

#include <algorithm>

#include "kube/cluster_info.h"
#include "kube/tokens.h"
#include "phases/bootstrap_token.h"
#include "phases/upload_certs.h"

namespace kcluster {
namespace {

void upload(const InvitePlan& plan, const Files& files, Client& api, const Clock& clock,
            Invitation& invitation) {
  const auto uploaded = upload_certs(*plan.certificates, *plan.certificate_key, files, api, clock);
  invitation.certificates_until = uploaded.until;
  invitation.earlier_key_void = uploaded.replaced;
  invitation.words.role = JoinWords::Role::control_plane;
  invitation.words.certificate_key = plan.certificate_key;
}

}  // namespace

std::string Invitation::until() const {
  if (certificates_until.empty() || token_until.empty())
    return std::max(certificates_until, token_until);
  return std::min(certificates_until, token_until);  // both UTC: the order of text is time's
}

Invitation invite(const InvitePlan& plan, const Files& files, Client& api, const Clock& clock) {
  const auto told = read_cluster_info(api);
  const auto token = token_of(plan.token, clock.now());
  Invitation invitation;
  invitation.token_until = token.expires;
  invitation.words.server = told.server;
  invitation.words.token = std::make_shared<const Secret>(token.id + "." + token.secret->reveal());
  invitation.words.ca_pins = pins_of(told.authorities, "kube-public/cluster-info");
  if (plan.certificates) upload(plan, files, api, clock, invitation);
  create_token(token, api);
  sign_cluster_info(token, api);
  return invitation;
}

}  // namespace kcluster
