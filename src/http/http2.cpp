#include "http/http2.h"

#include <algorithm>
#include <array>
#include <mutex>

#include "base/text.h"
#include "http/curl_options.h"

namespace kcluster {
namespace {

using curl_options::set;
using Multi = std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)>;

constexpr std::size_t kLongestHeaders = 64 << 10;  // bytes; gRPC's own limit is 16 KiB
constexpr long kReceive = 256 << 10;               // bytes that curl takes at once
constexpr std::chrono::milliseconds kLongestPoll{1000};

// a handle with its connection
struct Seat {
  Multi multi{curl().multi_init(), curl().multi_cleanup};
  Easy easy{curl().easy_init(), curl().easy_cleanup};
};

struct Unpark {
  CURLM* multi;
  void operator()() const { curl().multi_wakeup(multi); }
};

}  // namespace

struct Http2::Shared {
  Endpoint endpoint;
  std::string socket;
  std::stop_token stop;
  std::mutex lock;
  std::vector<Seat> idle;

  Seat take() {
    const std::scoped_lock hold(lock);
    if (idle.empty()) {
      Seat fresh;
      if (!fresh.multi || !fresh.easy) throw Error("libcurl has no memory left");
      return fresh;
    }
    Seat seat = std::move(idle.back());
    idle.pop_back();
    return seat;
  }

  void give_back(Seat seat) {
    const std::scoped_lock hold(lock);
    idle.push_back(std::move(seat));
  }
};

struct Exchange::Insides {
  Insides(std::shared_ptr<Http2::Shared> peer, Http2::Post asked)
      : shared(std::move(peer)), post(std::move(asked)), seat(shared->take()) {
    configure();
    curl().multi_add_handle(seat.multi.get(), seat.easy.get());
  }
  ~Insides() {
    curl().multi_remove_handle(seat.multi.get(), seat.easy.get());
    curl().easy_reset(seat.easy.get());  // forgets what it was told of this object
    if (code == CURLE_OK) shared->give_back(std::move(seat));
  }

  void configure();
  void set_body(CURL* easy);
  void set_answer(CURL* easy);
  std::size_t give(char* into, std::size_t room);
  bool drive();
  void wait(Exchange::Deadline deadline);
  void note_fault();

  std::shared_ptr<Http2::Shared> shared;
  Http2::Post post;
  Lines lines{nullptr, curl().slist_free_all};
  std::string arrived;
  std::size_t given = 0;      // bytes of the body
  std::exception_ptr thrown;  // by what makes the body
  std::map<std::string, std::string> headers;
  std::size_t header_bytes = 0;
  std::array<char, CURL_ERROR_SIZE> text{};
  std::optional<CURLcode> code;  // how it ended
  TransferFault fault;
  Seat seat;  // the last: it goes before what its callbacks write to
};

namespace {

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  static_cast<Exchange::Insides*>(user)->arrived.append(data, size);
  return size;
}

// no exception may pass through curl
std::size_t on_upload(char* into, std::size_t, std::size_t room, void* user) {
  auto& exchange = *static_cast<Exchange::Insides*>(user);
  try {
    return exchange.give(into, room);
  } catch (...) {
    exchange.thrown = std::current_exception();
    return CURL_READFUNC_ABORT;
  }
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& exchange = *static_cast<Exchange::Insides*>(user);
  exchange.header_bytes += size;
  if (exchange.header_bytes > kLongestHeaders) return 0;
  const std::string_view line(data, size);
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    exchange.headers[lower(trim(line.substr(0, colon)))] = trim(line.substr(colon + 1));
  return size;
}

}  // namespace

void Exchange::Insides::configure() {
  CURL* easy = seat.easy.get();
  const bool tls = shared->endpoint.url.starts_with("https:");
  curl_options::set_manners(easy);
  curl_options::set_peer(easy, shared->endpoint);
  set(easy, CURLOPT_HTTP_VERSION,
      static_cast<long>(tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE));
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(shared->endpoint.timeout.count()));
  if (!shared->socket.empty()) set(easy, CURLOPT_UNIX_SOCKET_PATH, shared->socket.c_str());
  set(easy, CURLOPT_FRESH_CONNECT, post.connection == Http2::Connection::fresh ? 1L : 0L);
  // curl 7.88 fails on a second use of such a connection (curl#10643); a new one is near and cheap
  set(easy, CURLOPT_FORBID_REUSE, tls ? 0L : 1L);
  set(easy, CURLOPT_URL, (shared->endpoint.url + post.path).c_str());
  set_body(easy);
  for (const auto& line : post.headers)
    lines.reset(curl().slist_append(lines.release(), line.c_str()));
  set(easy, CURLOPT_HTTPHEADER, lines.get());
  set_answer(easy);
}

void Exchange::Insides::set_body(CURL* easy) {
  if (!post.more) {
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(post.body.size()));
    set(easy, CURLOPT_POSTFIELDS, post.body.c_str());
    return;
  }
  // with a larger CURLOPT_UPLOAD_BUFFERSIZE curl 7.88 fails to send more than a few MiB
  set(easy, CURLOPT_POST, 1L);
  set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(-1));
  set(easy, CURLOPT_READFUNCTION, on_upload);
  set(easy, CURLOPT_READDATA, this);
}

std::size_t Exchange::Insides::give(char* into, std::size_t room) {
  if (given == post.body.size()) {
    post.body = post.more();
    given = 0;
  }
  const auto count = post.body.copy(into, room, given);
  given += count;
  return count;
}

void Exchange::Insides::set_answer(CURL* easy) {
  set(easy, CURLOPT_BUFFERSIZE, kReceive);
  set(easy, CURLOPT_ERRORBUFFER, text.data());
  set(easy, CURLOPT_WRITEFUNCTION, on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_HEADERFUNCTION, on_header);
  set(easy, CURLOPT_HEADERDATA, this);
}

// false: nothing came of it, so it is time to wait
bool Exchange::Insides::drive() {
  int running = 0, left = 0;
  curl().multi_perform(seat.multi.get(), &running);
  if (const CURLMsg* told = curl().multi_info_read(seat.multi.get(), &left);
      told && told->msg == CURLMSG_DONE)
    code = told->data.result;
  return code || !arrived.empty();
}

void Exchange::Insides::wait(Exchange::Deadline deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  const auto nap = std::clamp(left, milliseconds(0), kLongestPoll);
  curl().multi_poll(seat.multi.get(), nullptr, 0, static_cast<int>(nap.count()), nullptr);
}

void Exchange::Insides::note_fault() {
  using Kind = TransferFault::Kind;
  fault.kind =
      header_bytes > kLongestHeaders ? Kind::too_large : curl_options::kind_of(*code, text.data());
  fault.url = shared->endpoint.url;
  fault.text = text[0] ? text.data() : curl().easy_strerror(*code);
  curl().easy_getinfo(seat.easy.get(), CURLINFO_SSL_VERIFYRESULT, &fault.verification);
}

Exchange::Exchange(std::unique_ptr<Insides> insides) : insides_(std::move(insides)) {}
Exchange::Exchange(Exchange&&) noexcept = default;
Exchange::~Exchange() = default;

Exchange::Came Exchange::read(std::string& into, Deadline deadline) {
  auto& own = *insides_;
  const std::stop_callback unpark(own.shared->stop, Unpark{own.seat.multi.get()});
  into.clear();
  while (own.arrived.empty() && !own.code) {
    if (own.shared->stop.stop_requested()) {
      own.fault.kind = TransferFault::Kind::stopped;
      return Came::fault;
    }
    const bool came = own.drive();
    if (own.thrown) std::rethrow_exception(own.thrown);
    if (came) break;
    if (std::chrono::steady_clock::now() >= deadline) return Came::late;
    own.wait(deadline);
  }
  if (!own.arrived.empty()) {
    into.swap(own.arrived);
    return Came::bytes;
  }
  if (own.code == CURLE_OK) return Came::end;
  own.note_fault();
  return Came::fault;
}

int Exchange::status() const {
  long status = 0;
  curl().easy_getinfo(insides_->seat.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

const std::map<std::string, std::string>& Exchange::headers() const { return insides_->headers; }
const TransferFault& Exchange::fault() const { return insides_->fault; }

Http2::Http2(const Endpoint& endpoint, std::string socket, std::stop_token stop)
    : shared_(std::make_shared<Shared>()) {
  shared_->endpoint = endpoint;
  shared_->socket = std::move(socket);
  shared_->stop = std::move(stop);
}
Http2::~Http2() = default;

Exchange Http2::post(Post request) const {
  return Exchange(std::make_unique<Exchange::Insides>(shared_, std::move(request)));
}

}  // namespace kcluster
