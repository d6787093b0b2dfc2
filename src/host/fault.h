#pragma once
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace kcluster {

/// Throws std::system_error with a cause out of errno's table.
[[noreturn]] inline void fail_with(int code) {
  throw std::system_error(code, std::generic_category());
}

/// Throws Error "cannot <doing> <path>: <cause>" with a remedy for the causes a user can act on.
[[noreturn]] void file_fault(std::string_view doing, const std::filesystem::path& path, int code);

/// Runs work; a std::system_error in it becomes an Error that names the path.
template <class Work>
auto naming(std::string_view doing, const std::filesystem::path& path, Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const std::system_error& fault) {
    file_fault(doing, path, fault.code().value());
  }
}

}  // namespace kcluster
