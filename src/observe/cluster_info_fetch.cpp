#include "observe/cluster_info_fetch.h"

#include <fmt/format.h>

#include "base/error.h"
#include "host/rfc3339.h"
#include "http/date.h"

namespace kcluster {
namespace {

constexpr Millis kPatience{10000};

[[noreturn]] void not_kubernetes(const std::string& url, const std::string& what) {
  throw Error(fmt::format("{} answers, but it is no Kubernetes API server: {}", url, what),
              "check the address and the port: a control plane's API server is at 6443 unless it "
              "was configured otherwise");
}

std::string kind_of(const Response& response) {
  if (response.body.size() > largest_cluster_info) return "";
  const auto root = Json::parse(response.body, nullptr, false);
  if (!root.is_object()) return "";
  const auto kind = root.find("kind");
  return kind != root.end() && kind->is_string() ? kind->get<std::string>() : "";
}

std::optional<Time> made_at(const std::string& body) {
  const auto root = Json::parse(body, nullptr, false);
  const auto pointer = "/metadata/creationTimestamp"_json_pointer;
  if (!root.is_object() || !root.contains(pointer) || !root.at(pointer).is_string())
    return std::nullopt;
  return parse_time(root.at(pointer).get<std::string>());
}

Response ask(const Http& http, const std::string& url) {
  try {
    return http.get(cluster_info_path);
  } catch (const Silence&) {
    throw;
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& fault) {
    if (std::string_view(fault.what()).find("no TLS connection") == std::string_view::npos) throw;
    not_kubernetes(url, "it does not speak TLS");
  }
}

}  // namespace

Endpoint info_endpoint(std::string url) {
  Endpoint endpoint;
  endpoint.url = std::move(url);
  endpoint.timeout = kPatience;
  endpoint.largest_body = largest_cluster_info;
  return endpoint;
}

FetchedInfo fetch_cluster_info(const Http& http, const std::string& url) {
  const auto response = ask(http, url);
  const auto date = date_of(response);
  if (response.status == 429 || response.status >= 500)
    throw Silence(
        fmt::format("{} answers {}: it is overloaded or not up yet", url, response.status),
        "see what the control plane says: kubectl get --raw /readyz?verbose");
  const auto kind = kind_of(response);
  if (response.ok() && kind == "ConfigMap")
    return {read_cluster_info(response.body), date, made_at(response.body)};
  if (kind != "Status")
    not_kubernetes(url, fmt::format("it answered {} without a Status", response.status));
  if (response.status == 401 || response.status == 403) return {std::nullopt, date, std::nullopt};
  throw Silence(fmt::format("{} has no cluster-info yet (answer {})", url, response.status),
                "it is made by init's last steps: kcluster init phase bootstrap-token");
}

Seconds ahead_of(Time here, Time there) {
  return std::chrono::duration_cast<Seconds>(here - there);
}

std::string clock_in_words(Seconds ahead) {
  const auto all = std::chrono::abs(ahead).count();
  const auto span = all >= 3600 ? fmt::format("{}h{}m", all / 3600, all % 3600 / 60)
                    : all >= 60 ? fmt::format("{}m{}s", all / 60, all % 60)
                                : fmt::format("{}s", all);
  return span + (ahead < Seconds(0) ? " behind" : " ahead of");
}

}  // namespace kcluster
