#include "base/shared_library.h"

#include <dlfcn.h>

#include <string>

#include "base/error.h"

namespace kcluster {

SharedLibrary::SharedLibrary(const char* file, const char* remedy)
    : file_(file), remedy_(remedy), library_(dlopen(file, RTLD_NOW | RTLD_LOCAL)) {
  if (!library_) throw Error(std::string("cannot load ") + dlerror(), remedy_);
}

void* SharedLibrary::address(const char* name) const {
  if (void* found = dlsym(library_, name)) return found;
  throw Error(std::string(file_) + " has no " + name, remedy_);
}

}  // namespace kcluster
