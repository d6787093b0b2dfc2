# Writes OUT, what `kcluster version` says of the build, when it would change: commit and state of the checkout
# in SOURCE, and the commit's date (or SOURCE_DATE_EPOCH), so that two builds of one commit are the same.
function(ask_git result)
  execute_process(COMMAND git -C ${SOURCE} ${ARGN} OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(said unknown)
  endif()
  set(${result} "${said}" PARENT_SCOPE)
endfunction()

ask_git(commit rev-parse HEAD)
ask_git(changes status --porcelain --untracked-files=no)
ask_git(epoch show -s --format=%ct HEAD)
set(state dirty)
if(changes STREQUAL "")
  set(state clean)
elseif(changes STREQUAL "unknown")
  set(state unknown)
endif()
set(date unknown)
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH} AND NOT epoch STREQUAL "unknown")
  set(ENV{SOURCE_DATE_EPOCH} ${epoch})
endif()
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  string(TIMESTAMP date "%Y-%m-%dT%H:%M:%SZ" UTC)
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "cli/build_info.h"

namespace kcluster {
BuildInfo build_info() { return {"@commit@", "@state@", "@date@"}; }
}  // namespace kcluster
]])
