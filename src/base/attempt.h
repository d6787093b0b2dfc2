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
  bool silence = false;  ///< no answer came, as Silence says
  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
  const T* operator->() const { return &*value; }
};

/// Takes a failure for an answer, where "it does not say" is one: observe, status, doctor, checks.
/// Only an interruption passes.
template <class Look>
auto attempt(Look&& look) -> Attempt<std::decay_t<std::invoke_result_t<Look>>> {
  try {
    return {look(), {}, false};
  } catch (const Interrupted&) {
    throw;
  } catch (const Silence& silence) {
    return {std::nullopt, silence.what(), true};
  } catch (const std::exception& error) {
    return {std::nullopt, error.what(), false};
  }
}

}  // namespace kcluster
