// curl's headers make macros of some calls to check their arguments; here only names are needed
#define CURL_DISABLE_TYPECHECK
#include "http/curl_library.h"

#include "base/error.h"
#include "base/shared_library.h"

namespace kcluster {
namespace {

constexpr const char* kRemedy = "install libcurl4 (apt-get install libcurl4)";

CurlLibrary load() {
  const SharedLibrary library("libcurl.so.4", kRemedy);  // its ABI since 2006
  CurlLibrary calls;
  library.find("curl_global_init", calls.global_init);
  library.find("curl_easy_init", calls.easy_init);
  library.find("curl_easy_cleanup", calls.easy_cleanup);
  library.find("curl_easy_reset", calls.easy_reset);
  library.find("curl_easy_setopt", calls.easy_setopt);
  library.find("curl_easy_perform", calls.easy_perform);
  library.find("curl_easy_getinfo", calls.easy_getinfo);
  library.find("curl_easy_strerror", calls.easy_strerror);
  library.find("curl_slist_append", calls.slist_append);
  library.find("curl_slist_free_all", calls.slist_free_all);
  library.find("curl_multi_init", calls.multi_init);
  library.find("curl_multi_cleanup", calls.multi_cleanup);
  library.find("curl_multi_add_handle", calls.multi_add_handle);
  library.find("curl_multi_remove_handle", calls.multi_remove_handle);
  library.find("curl_multi_perform", calls.multi_perform);
  library.find("curl_multi_poll", calls.multi_poll);
  library.find("curl_multi_wakeup", calls.multi_wakeup);
  library.find("curl_multi_info_read", calls.multi_info_read);
  if (calls.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw Error("libcurl cannot be initialised", kRemedy);
  return calls;
}

}  // namespace

const CurlLibrary& curl() {
  static const CurlLibrary calls = load();
  return calls;
}

}  // namespace kcluster
