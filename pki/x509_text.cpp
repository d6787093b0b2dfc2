#include "pki/x509_text.h"

#include <algorithm>
#include <ctime>

#include "base/net.h"

namespace kcluster::x509 {
namespace {

// Go writes a PrintableString where the alphabet allows, else UTF8String.
bool printable(std::string_view text) {
  constexpr std::string_view others = " '()+,-./:=?";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != others.npos;
  });
}

void add(X509_NAME* name, int nid, const std::string& text, int set) {
  const auto bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto type = printable(text) ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING;
  openssl::need(
      X509_NAME_add_entry_by_NID(name, nid, type, bytes, static_cast<int>(text.size()), -1, set),
      "cannot put a name into a certificate");
}

std::vector<std::string> entries(const X509_NAME* name, int nid) {
  std::vector<std::string> out;
  for (int at = -1; (at = X509_NAME_get_index_by_NID(name, nid, at)) >= 0;) {
    unsigned char* bytes = nullptr;
    const auto size =
        ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) continue;
    out.emplace_back(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
  }
  return out;
}

void push(GENERAL_NAMES* names, int type, ASN1_STRING* value, std::string_view bytes) {
  openssl::need_object(value, "cannot make a name for a certificate");
  ASN1_STRING_set(value, bytes.data(), static_cast<int>(bytes.size()));
  auto* name = openssl::need_object(GENERAL_NAME_new(), "cannot make a name for a certificate");
  GENERAL_NAME_set0_value(name, type, value);
  sk_GENERAL_NAME_push(names, name);
}

std::string_view bytes_of(const Ip& ip) {
  return {reinterpret_cast<const char*>(ip.bytes.data()), static_cast<std::size_t>(ip.bits() / 8)};
}

std::optional<std::string> ip_text(std::string_view bytes) {
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  Ip ip;
  ip.family = bytes.size() == 4 ? Ip::Family::v4 : Ip::Family::v6;
  std::copy(bytes.begin(), bytes.end(), ip.bytes.begin());
  return ip.text();
}

std::string_view bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

}  // namespace

void fill_name(X509_NAME* name, const CertificateSubject& subject) {
  // All organizations share one set, as Go's pkix.Name writes them.
  for (std::size_t i = 0; i < subject.organizations.size(); ++i)
    add(name, NID_organizationName, subject.organizations[i], i == 0 ? 0 : -1);
  add(name, NID_commonName, subject.common_name, 0);
}

CertificateSubject read_name(const X509_NAME* name) {
  const auto common = entries(name, NID_commonName);
  return {common.empty() ? std::string() : common.back(), entries(name, NID_organizationName)};
}

openssl::Names general_names(const Sans& sans) {
  openssl::Names names(openssl::need_object(GENERAL_NAMES_new(), "cannot make a list of names"));
  const auto tidied = tidy(sans);
  for (const auto& dns : tidied.dns) push(names.get(), GEN_DNS, ASN1_IA5STRING_new(), dns);
  for (const auto& ip : tidied.ips)
    push(names.get(), GEN_IPADD, ASN1_OCTET_STRING_new(), bytes_of(*parse_ip(ip)));
  return names;
}

Sans read_general_names(const GENERAL_NAMES* names) {
  Sans sans;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    int type = 0;
    const auto* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
    if (type != GEN_DNS && type != GEN_IPADD) continue;
    const auto bytes = bytes_of(static_cast<const ASN1_STRING*>(value));
    if (type == GEN_DNS)
      sans.dns.emplace_back(bytes);
    else if (auto ip = ip_text(bytes))
      sans.ips.push_back(std::move(*ip));
  }
  return sans;
}

Moment read_time(const ASN1_TIME* time) {
  std::tm parts{};
  openssl::need(ASN1_TIME_to_tm(time, &parts), "a certificate holds no readable time");
  return Moment(std::chrono::seconds(timegm(&parts)));
}

}  // namespace kcluster::x509
