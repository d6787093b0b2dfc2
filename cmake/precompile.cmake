# What nearly every file reads is parsed once, which saves a quarter of a build's time. It must not be
# leant on: -DKCLUSTER_PRECOMPILE=OFF builds each file from its own includes alone.
option(KCLUSTER_PRECOMPILE "Parse the libraries' headers once" ON)

set(OFTEN_READ <algorithm> <chrono> <functional> <map> <memory> <mutex> <optional> <span> <string> <vector>
  <fmt/format.h> <nlohmann/json.hpp>)

# precompile(TARGET HEADERS...): parses them once, under the settings of those who reuse them.
function(precompile target)
  if(KCLUSTER_PRECOMPILE)
    add_library(${target} OBJECT ${CMAKE_SOURCE_DIR}/cmake/precompile.cpp)
    target_link_libraries(${target} PRIVATE settings ${PACKAGE_fmt} ${PACKAGE_nlohmann})
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

function(reuse_precompiled target from)
  if(KCLUSTER_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${from})
  endif()
endfunction()

precompile(often_read ${OFTEN_READ})
if(KCLUSTER_TESTS)
  precompile(often_read_by_tests <catch2/catch.hpp> ${OFTEN_READ})
endif()
