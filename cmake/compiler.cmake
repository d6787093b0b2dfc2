# The sanitized build, which only tests use, is compiled by clang where the distribution has 16, the first that
# reads libstdc++'s C++20 headers whole: unoptimized it takes less than half of GCC's time, and so two compilers
# warn. What users get is always GCC's. A compiler named by CXX or CMAKE_CXX_COMPILER is taken as it is.
if(KCLUSTER_SANITIZE AND NOT CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  find_program(KCLUSTER_CLANG clang++-16)
  if(KCLUSTER_CLANG)
    execute_process(COMMAND ${KCLUSTER_CLANG} -print-runtime-dir OUTPUT_VARIABLE folder OUTPUT_STRIP_TRAILING_WHITESPACE)
    file(GLOB sanitizers ${folder}/libclang_rt.asan*)  # a package of its own
  endif()
  if(sanitizers)
    set(CMAKE_CXX_COMPILER ${KCLUSTER_CLANG})
  endif()
endif()
