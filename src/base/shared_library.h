#pragma once

namespace kcluster {

/// A library of the distribution that is loaded when first needed: most commands only look at files
/// and print, and would pay for it at every start. It stays loaded until the process ends.
class SharedLibrary {
 public:
  /// `file` is its soname; throws Error with the remedy where it is not installed.
  SharedLibrary(const char* file, const char* remedy);
  /// Throws Error where the library has no such function.
  template <class Call>
  void find(const char* name, Call& call) const {
    call = reinterpret_cast<Call>(address(name));
  }

 private:
  void* address(const char* name) const;

  const char *file_, *remedy_;
  void* library_;
};

}  // namespace kcluster
