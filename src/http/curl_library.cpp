// curl's headers make macros of some calls to check their arguments; here only names are needed
#define CURL_DISABLE_TYPECHECK
#include "http/curl_library.h"

#include <dlfcn.h>

#include <string>

#include "base/error.h"

namespace kcluster {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";  // its ABI since 2006
constexpr const char* kRemedy = "install libcurl4 (apt-get install libcurl4)";

template <class Call>
void find(void* library, const char* name, Call& call) {
  call = reinterpret_cast<Call>(dlsym(library, name));
  if (!call) throw Error(std::string(kLibrary) + " has no " + name, kRemedy);
}

CurlLibrary load() {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (!library) throw Error(std::string("cannot load ") + dlerror(), kRemedy);
  CurlLibrary calls;
  find(library, "curl_global_init", calls.global_init);
  find(library, "curl_easy_init", calls.easy_init);
  find(library, "curl_easy_cleanup", calls.easy_cleanup);
  find(library, "curl_easy_reset", calls.easy_reset);
  find(library, "curl_easy_setopt", calls.easy_setopt);
  find(library, "curl_easy_perform", calls.easy_perform);
  find(library, "curl_easy_getinfo", calls.easy_getinfo);
  find(library, "curl_easy_strerror", calls.easy_strerror);
  find(library, "curl_slist_append", calls.slist_append);
  find(library, "curl_slist_free_all", calls.slist_free_all);
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
