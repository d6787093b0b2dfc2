#include <fmt/format.h>

#include "base/error.h"
#include "config/decode.h"
#include "config/migrate.h"

namespace kcluster {

std::vector<Document> documents_for(const Reader& reader, std::string_view text,
                                    std::string_view source, Faults& faults) {
  auto documents = read_documents(text, source, faults);
  if (find(documents, reader.role) == nullptr && !faults.broken())
    throw Error(
        fmt::format("{}: no {} in it", source, reader.kind),
        fmt::format("begin with what `kcluster config print {}-defaults` prints", reader.command),
        Exit::usage);
  for (const auto& [kind, yaml] : documents)
    if (kind->role != reader.role)
      faults.warning(yaml, "/kind",
                     fmt::format("{} is not for {}, ignored", kind->name, reader.command));
  migrate(documents, faults);
  return documents;
}

}  // namespace kcluster
