#include "phases/authority.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"

namespace kcluster {
namespace {

constexpr const char* renew =
    "renew it with its authority, or remove it and its key to have new ones";

void check_authority(const Authority& authority, const Path& path, const Path& key, Time now) {
  const auto& certificate = authority.certificates.front();
  if (!certificate.is_authority())
    throw Error(path.string() + " is not the certificate of an authority",
                "give a certificate that may sign others (CA:TRUE)");
  if (const auto fault = period_fault(certificate, now))
    throw Error(path.string() + " is " + *fault,
                "give a valid authority; the node's clock may also be wrong");
  if (authority.key && !certificate.matches(*authority.key))
    throw Error(
        key.string() + " is not the key of " + path.string(),
        "give the key that belongs to the certificate, or remove it for an external authority");
}

}  // namespace

std::optional<std::vector<Certificate>> read_certificates(const Files& files, const Path& path) {
  const auto text = files.read(path);
  if (!text) return std::nullopt;
  return Certificate::parse(*text, path.string());
}

std::optional<Key> read_key(const Files& files, const Path& path) {
  auto text = files.read(path);
  if (!text) return std::nullopt;
  const Secret pem(std::move(*text));
  return Key::parse(pem.reveal(), path.string());
}

std::optional<Authority> read_authority(const Files& files, const Path& certificate,
                                        const Path& key, Time now) {
  auto certificates = read_certificates(files, certificate);
  if (!certificates) return std::nullopt;
  Authority authority{std::move(*certificates), read_key(files, key)};
  check_authority(authority, certificate, key, now);
  return authority;
}

void check_signed(std::span<const Certificate> chain, std::span<const Certificate> roots,
                  const std::string& place, const Path& authority, Time now) {
  if (const auto fault = period_fault(chain.front(), now))
    throw Error(place + " is " + *fault, renew);
  std::optional<std::string> fault;
  for (const auto& root : roots)
    if (!(fault = signature_fault(chain, root))) return;
  throw Error(place + " is not signed by " + authority.string() + ": " +
                  fault.value_or("there is no authority"),
              renew);
}

void write_key(Files& files, const Path& path, const Key& key) {
  const auto pem = key.pem();
  files.write(path, pem.reveal(), {0600, Secrecy::secret});
}

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& job) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex lock;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < count;) try {
        job(i);
      } catch (...) {
        const std::lock_guard held(lock);
        if (!failure) failure = std::current_exception();
      }
  };
  std::vector<std::jthread> threads;
  const std::size_t cpus = std::max(1U, std::thread::hardware_concurrency());
  while (threads.size() + 1 < std::min(count, cpus)) threads.emplace_back(work);
  work();
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace kcluster
