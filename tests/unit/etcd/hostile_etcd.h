#pragma once

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/real_etcd.h"
#include "tests/support/false_etcd.h"

namespace kcluster {

/// Plain URLs, five seconds a call.
inline EtcdAccess access_to(std::vector<std::string> urls) {
  EtcdAccess made;
  made.endpoints = std::move(urls);
  made.timeout = std::chrono::milliseconds(5000);
  return made;
}

inline std::shared_ptr<Etcd> open(const FalseEtcd& server) {
  return make_etcd(access_to({server.url()}), {});
}

/// The call ends in an Error of those words with a remedy, not in a Silence: the etcd answered.
template <class Call>
void check_foreign(Call call, const std::string& words) {
  try {
    call();
    FAIL("it was believed: " << words);
  } catch (const Silence& silence) {
    FAIL("it answered: " << silence.what());
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Catch::Contains(words));
    CHECK_FALSE(error.remedy.empty());
  }
}

}  // namespace kcluster
