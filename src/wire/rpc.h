#pragma once

namespace kcluster {

/// Looks may be asked twice without harm; changes are never sent twice.
enum class Effect { looks, changes };

/// A call of a gRPC service: its path and its two messages, of the files in src/rpc.
template <class Asked, class Answer>
struct Rpc {
  const char* path = "";  ///< "/package.Service/Method"
  Effect effect = Effect::looks;
};

}  // namespace kcluster
