#include "http/real_http.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "http/curl_fault.h"
#include "http/curl_options.h"

namespace kcluster {
namespace {

constexpr std::chrono::milliseconds kLongestConnect{5000};

using curl_options::set;

// one transfer: what curl's callbacks see
struct Transfer {
  Response response;
  std::stop_token stop;
  std::size_t largest = 0;
  bool too_large = false;
  std::array<char, CURL_ERROR_SIZE> text{};
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.too_large = transfer.response.body.size() + size > transfer.largest;
  if (transfer.too_large) return 0;
  transfer.response.body.append(data, size);
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& headers = static_cast<Transfer*>(user)->response.headers;
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) headers.clear();  // an interim answer came before
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  auto& value = headers[lower(trim(line.substr(0, colon)))];
  value += (value.empty() ? "" : ", ") + std::string(trim(line.substr(colon + 1)));
  return size;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->stop.stop_requested() ? 1 : 0;
}

class CurlHttp : public Http {
 public:
  CurlHttp(const Endpoint& endpoint, std::stop_token stop)
      : endpoint_(endpoint), stop_(std::move(stop)) {}

  Response get(const std::string& path) const override {
    Request request;
    request.path = path;
    return perform(request);
  }
  Response send(const Request& request) override { return perform(request); }

 private:
  Response perform(const Request& request) const {
    if (stop_.stop_requested()) throw Interrupted();
    Transfer transfer;
    transfer.stop = stop_;
    transfer.largest = endpoint_.largest_body;
    Easy easy = take();
    const Lines lines = header_lines(request);
    configure(easy.get(), transfer);
    set(easy.get(), CURLOPT_HTTPHEADER, lines.get());
    set_request(easy.get(), request);
    const CURLcode code = curl().easy_perform(easy.get());
    if (code != CURLE_OK) fail(easy.get(), code, transfer);
    long status = 0;
    curl().easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
    transfer.response.status = static_cast<int>(status);
    give_back(std::move(easy));
    return std::move(transfer.response);
  }

  static Lines header_lines(const Request& request) {
    Lines lines(curl().slist_append(nullptr, "Accept: application/json, */*"),
                curl().slist_free_all);
    const std::string type = "Content-Type: " + request.content_type;
    curl().slist_append(lines.get(), request.body.empty() ? "Content-Type:" : type.c_str());
    curl().slist_append(lines.get(), "Expect:");  // no second round trip before large bodies
    return lines;
  }

  void set_request(CURL* easy, const Request& request) const {
    set(easy, CURLOPT_URL, (host_url() + request.path).c_str());
    if (!request.body.empty() || request.method == "POST") {
      set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (request.method != "GET" || !request.body.empty())
      set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }

  void configure(CURL* easy, Transfer& transfer) const {
    curl().easy_reset(easy);  // keeps its connections
    curl_options::set_manners(easy);
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(endpoint_.timeout.count()));
    set(easy, CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>(std::min(endpoint_.timeout, kLongestConnect).count()));
    set_callbacks(easy, transfer);
    curl_options::set_peer(easy, endpoint_);
    if (connect_to_) set(easy, CURLOPT_CONNECT_TO, connect_to_.get());
  }

  static void set_callbacks(CURL* easy, Transfer& transfer) {
    set(easy, CURLOPT_ERRORBUFFER, transfer.text.data());
    set(easy, CURLOPT_WRITEFUNCTION, on_body);
    set(easy, CURLOPT_WRITEDATA, &transfer);
    set(easy, CURLOPT_HEADERFUNCTION, on_header);
    set(easy, CURLOPT_HEADERDATA, &transfer);
    set(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    set(easy, CURLOPT_XFERINFODATA, &transfer);
    set(easy, CURLOPT_NOPROGRESS, 0L);
  }

  [[noreturn]] void fail(CURL* easy, CURLcode code, const Transfer& transfer) const {
    TransferFault fault;
    fault.kind = transfer.too_large ? TransferFault::Kind::too_large
                                    : curl_options::kind_of(code, transfer.text.data());
    fault.url = endpoint_.url;
    fault.text = transfer.text[0] ? transfer.text.data() : curl().easy_strerror(code);
    curl().easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &fault.verification);
    throw_fault(fault);
  }

  // with a server name the URL carries it (for SNI and the check) and the connection goes elsewhere
  std::string host_url() const {
    if (endpoint_.server_name.empty()) return endpoint_.url;
    const auto scheme = endpoint_.url.find("://");
    const auto port = endpoint_.url.rfind(':');
    const bool has_port = port > scheme && endpoint_.url.find(']', port) == std::string::npos;
    return endpoint_.url.substr(0, scheme + 3) + endpoint_.server_name +
           (has_port ? endpoint_.url.substr(port) : "");
  }

  Lines connect_to() const {
    if (endpoint_.server_name.empty()) return {nullptr, curl().slist_free_all};
    const auto address = endpoint_.url.substr(endpoint_.url.find("://") + 3);
    return {curl().slist_append(nullptr, ("::" + address).c_str()), curl().slist_free_all};
  }

  Easy take() const {
    const std::scoped_lock hold(lock_);
    if (idle_.empty()) {
      Easy fresh(curl().easy_init(), curl().easy_cleanup);
      if (!fresh) throw Error("libcurl has no memory left");
      return fresh;
    }
    Easy easy = std::move(idle_.back());
    idle_.pop_back();
    return easy;
  }

  void give_back(Easy easy) const {
    const std::scoped_lock hold(lock_);
    idle_.push_back(std::move(easy));
  }

  Endpoint endpoint_;
  std::stop_token stop_;
  Lines connect_to_ = connect_to();
  mutable std::mutex lock_;
  mutable std::vector<Easy> idle_;  // each with its living connection
};

}  // namespace

std::shared_ptr<Http> make_http(const Endpoint& endpoint, std::stop_token stop) {
  return std::make_shared<CurlHttp>(endpoint, std::move(stop));
}

}  // namespace kcluster
