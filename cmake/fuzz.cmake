# -DKCLUSTER_FUZZ=ON with clang: each tests/fuzz/NAME.cpp becomes fuzz_NAME, a libFuzzer program over the
# rooms that its row names. Without the option the unit tests replay the corpora.
option(KCLUSTER_FUZZ "Build the fuzzers (clang's libFuzzer)" OFF)

function(fuzzer name)
  if(KCLUSTER_FUZZ)
    add_executable(fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/${name}.cpp)
    target_link_libraries(fuzz_${name} PRIVATE settings ${ARGN})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  endif()
endfunction()

if(KCLUSTER_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "libFuzzer belongs to clang: configure with -DCMAKE_CXX_COMPILER=clang++")
  endif()
  target_compile_options(settings INTERFACE -fsanitize=fuzzer-no-link,address,undefined
    -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(settings INTERFACE -fsanitize=address,undefined)
endif()
