#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/clock.h"
#include "host/files.h"
#include "pki/certificate.h"
#include "pki/key.h"

/// What the certificate and kubeconfig phases share: certificates and keys that lie on the node.
namespace kcluster {

/// Certificates begin so long before they are made, as kubeadm's, so that a clock a little behind
/// takes them.
inline constexpr std::chrono::minutes certificate_backdate{5};

/// An authority as it lies there.
struct Authority {
  std::vector<Certificate> certificates;  ///< of its file, the signing one first
  std::optional<Key> key;                 ///< nullopt: external, kept elsewhere
};

/// nullopt when there is no such file; Error naming it when it is unreadable.
std::optional<std::vector<Certificate>> read_certificates(const Files& files, const Path& path);
std::optional<Key> read_key(const Files& files, const Path& path);

/// nullopt without a certificate there. Error when it is no authority, not valid now, or has
/// another key beside it.
std::optional<Authority> read_authority(const Files& files, const Path& certificate,
                                        const Path& key, Time now);

/// Throws Error naming `place` unless the leaf (first of the chain) is valid now and signed by one
/// of the roots.
void check_signed(std::span<const Certificate> chain, std::span<const Certificate> roots,
                  const std::string& place, const Path& authority, Time now);

void write_key(Files& files, const Path& path, const Key& key);

/// Runs job(0) … job(count-1), several at a time; the first failure is thrown when all are through.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& job);

}  // namespace kcluster
