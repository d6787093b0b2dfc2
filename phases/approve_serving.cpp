#include "phases/approve_serving.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "etcd/refusal_text.h"
#include "phases/serving_request.h"

namespace kcluster {
namespace {

using Decision = ServingVerdict::Outcome;

constexpr const char* kRequests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

std::string name_of(const Json& object) { return string_in(object, "/metadata/name"); }

std::optional<Decision> decided(const Json& request) {
  const auto& conditions = list_in(request, "/status/conditions");
  if (of_type(conditions, "Denied") || of_type(conditions, "Failed")) return Decision::denied;
  if (of_type(conditions, "Approved")) return Decision::approved;
  return std::nullopt;
}

std::vector<Json> requests_for_serving(const Client& api) {
  const auto found = api.get(std::string(kRequests) +
                             "?fieldSelector=spec.signerName%3Dkubernetes.io%2Fkubelet-serving");
  std::vector<Json> all;
  if (found)
    for (const auto& each : list_in(*found, "/items"))
      if (string_in(each, "/spec/signerName") == kubelet_serving) all.push_back(each);
  return all;
}

std::vector<Json> chosen(const ServingChoice& choice, std::vector<Json> all) {
  if (choice.names.empty()) {
    std::erase_if(all, [](const Json& each) { return decided(each).has_value(); });
    return all;
  }
  std::vector<Json> some;
  for (const auto& name : choice.names) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Json& each) { return name_of(each) == name; });
    if (found == all.end())
      throw Error(fmt::format("no kubelet asks for a serving certificate as {}", tame(name)),
                  "kubectl get csr", Exit::usage);
    some.push_back(*found);
  }
  return some;
}

NodeObjects all_nodes(const Client& api) {
  NodeObjects nodes;
  const auto found = api.get("/api/v1/nodes");
  if (found)
    for (const auto& each : list_in(*found, "/items")) nodes.emplace(name_of(each), each);
  return nodes;
}

Json condition(Decision outcome, const std::string& message) {
  const bool approved = outcome == Decision::approved;
  return {{"type", approved ? "Approved" : "Denied"},
          {"status", "True"},
          {"reason", approved ? "KclusterApproved" : "KclusterDenied"},
          {"message", message}};
}

/// Exactly what was judged: another request may have come under the same name.
void decide(const Json& judged, Decision outcome, const std::string& message, Client& api) {
  api.change(fmt::format("{}/{}/approval", kRequests, name_of(judged)), [&](Json& live) {
    if (decided(live)) return;
    if (live.value("spec", Json()) != judged.value("spec", Json()))
      throw Error(fmt::format("the request {} is another one by now", name_of(judged)),
                  "run the same command again");
    live["status"]["conditions"].push_back(condition(outcome, message));
  });
}

ServingVerdict settle(const Json& request, const ServingChoice& choice, const NodeObjects& nodes,
                      const ApiNames& api_server, Client& api) {
  ServingVerdict verdict{name_of(request), requesting_node(request), Decision::pending, {}};
  if (const auto before = decided(request)) {
    verdict.outcome = *before;
    return verdict;
  }
  if (const auto fault = serving_fault(request, nodes, api_server)) {
    verdict.why = *fault;
    if (choice.misfits == ServingChoice::Misfits::keep) return verdict;
    verdict.outcome = Decision::denied;
  } else {
    verdict.outcome = Decision::approved;
  }
  decide(request, verdict.outcome,
         verdict.why.empty() ? "the node asks for its own names and addresses" : verdict.why, api);
  return verdict;
}

std::string words_of(const ServingVerdict& one) {
  const auto who = one.node.empty() ? "" : fmt::format(" (node {})", tame(one.node));
  const auto why = one.why.empty() ? "" : ": " + one.why;
  constexpr const char* kWords[] = {"approved", "denied", "left pending"};
  return fmt::format("{}{} {}{}\n", one.request, who, kWords[static_cast<int>(one.outcome)], why);
}

}  // namespace

std::vector<ServingVerdict> approve_serving(const ServingChoice& choice, const ApiNames& api_server,
                                            Client& api) {
  const auto requests = chosen(choice, requests_for_serving(api));
  if (requests.empty()) return {};
  const auto nodes = all_nodes(api);
  std::vector<ServingVerdict> verdicts;
  for (const auto& request : requests)
    verdicts.push_back(settle(request, choice, nodes, api_server, api));
  return verdicts;
}

bool serving_approved(const std::string& node, const Client& api) {
  const auto all = requests_for_serving(api);
  return std::any_of(all.begin(), all.end(), [&](const Json& each) {
    return requesting_node(each) == node && decided(each) == Decision::approved;
  });
}

Result serving_result(const std::vector<ServingVerdict>& verdicts) {
  constexpr const char* kOutcomes[] = {"approved", "denied", "pending"};
  Json list = Json::array();
  std::string words;
  for (const auto& one : verdicts) {
    Json row{{"name", one.request},
             {"node", tame(one.node)},
             {"outcome", kOutcomes[static_cast<int>(one.outcome)]}};
    if (!one.why.empty()) row["why"] = one.why;
    list.push_back(std::move(row));
    words += words_of(one);
  }
  if (words.empty()) words = "no kubelet waits for a serving certificate\n";
  return {"requests", std::move(list), std::move(words)};
}

}  // namespace kcluster
