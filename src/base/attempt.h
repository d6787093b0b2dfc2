#pragma once
#include <exception>
#include <optional>
#include <string>
#include <type_traits>

#include "base/error.h"

namespace kcluster {

/// What a look gave, or why it gave nothing.
template <class T>
struct Attempt {
  std::optional<T> value;
  std::string why;
  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
  const T* operator->() const { return &*value; }
};

/// Takes a failure for an answer, where "it does not say" is one: observe, status, doctor, checks.
/// Only an interruption passes.
template <class Look>
auto attempt(Look&& look) -> Attempt<std::decay_t<std::invoke_result_t<Look>>> {
  try {
    return {look(), {}};
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace kcluster
