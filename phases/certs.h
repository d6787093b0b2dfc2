#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/clock.h"
#include "host/files.h"
#include "plan/certificates.h"

namespace kcluster {

/// Makes the keys of the due rows (certificates by name, and "sa") that are missing, several at a
/// time, and writes them. A row that runs later finds its key and goes on from there. Keys that
/// could not become certificates here (external authority) are not made.
void make_keys_ahead(const CertificatesPlan& plan, std::span<const std::string_view> due,
                     Files& files);

/// One authority or certificate with its key. What exists and fits is kept; a key without a
/// certificate is gone on with. Throws Error naming the file for what does not fit: unreadable,
/// expired, signed by another authority, with another key, without a name or usage it needs; and
/// for an authority without a key (external) whose certificates are not all there.
void certificate(const CertificatesPlan& plan, std::string_view name, Files& files, Time now);

/// The key pair that signs service account tokens; an existing key is kept, its public half added.
void service_account(const CertificatesPlan& plan, Files& files);

/// Whether an authority's certificate is there and its key is not: it is kept elsewhere.
bool external_authority(const CertificatesPlan& plan, std::string_view name, const Files& files);

}  // namespace kcluster
