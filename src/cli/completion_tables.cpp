#include "cli/completion_tables.h"

namespace kcluster {
namespace {

std::string value_rows(const Place& place, const CompletionDialect& dialect) {
  std::string rows;
  for (const auto& flag : place.flags)
    for (const auto& name : flag.names)
      if (flag.value)
        rows += dialect.row(place.command->path + " " + name, dialect.choices(flag.choices));
  return rows;
}

}  // namespace

std::string completion_tables(const Outline& top, const CompletionDialect& dialect) {
  std::string known, words, flags, values;
  for (const auto& place : places_in(top)) {
    const auto& path = place.command->path;
    known += dialect.row(path, "1");
    if (const auto behind = dialect.words(*place.command); !behind.empty())
      words += dialect.row(path, behind);
    if (!place.flags.empty()) flags += dialect.row(path, dialect.flags(place.flags));
    values += value_rows(place, dialect);
  }
  return dialect.table("known", known) + dialect.table("words", words) +
         dialect.table("flags", flags) + dialect.table("values", values);
}

}  // namespace kcluster
