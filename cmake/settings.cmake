# What every target of ours is compiled with; linked as "settings", so that nothing leaks into packages.
option(KCLUSTER_SANITIZE "ASan and UBSan" OFF)
option(KCLUSTER_WERROR "Warnings are errors" OFF)
option(KCLUSTER_TESTS "Build the unit tests" ON)

set(CMAKE_CXX_EXTENSIONS OFF)  # gnu++20 has macros such as linux and unix

add_library(settings INTERFACE)
target_compile_features(settings INTERFACE cxx_std_20)
target_include_directories(settings INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
target_compile_definitions(settings INTERFACE KCLUSTER_VERSION="${PROJECT_VERSION}")
target_compile_options(settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wno-missing-field-initializers)
if(KCLUSTER_WERROR)
  target_compile_options(settings INTERFACE -Werror)
endif()
if(KCLUSTER_SANITIZE)
  target_compile_options(settings INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  target_link_options(settings INTERFACE -fsanitize=address,undefined)
  # These find wrong casts and are a third of the compiling, so only rooms that cast have them: see
  # check_casts(). ASan finds a use of null everywhere.
  target_compile_options(settings INTERFACE
    $<$<NOT:$<BOOL:$<TARGET_PROPERTY:CHECK_CASTS>>>:-fno-sanitize=alignment,null,object-size,vptr>)
endif()
# Collecting garbage takes an eighth of the compiler's time; up to this many kB it does not, and few files get there.
target_compile_options(settings INTERFACE $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=600000>)

# check_casts(ROOM...): those that cast pointers or read binary formats.
function(check_casts)
  set_target_properties(${ARGN} PROPERTIES CHECK_CASTS ON)
endfunction()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # -Os halves the binary of -O3 and costs nothing: the heavy work is done in the libraries.
  target_compile_options(settings INTERFACE -Os -ffunction-sections -fdata-sections)
  # -O2 merges the tails of strings; nobody links against the program, so no archive's symbol is exported.
  target_link_options(settings INTERFACE -Wl,--gc-sections -Wl,--as-needed -Wl,-O2 -Wl,--exclude-libs,ALL -s)
  # GNU's other linker folds functions that are equal byte by byte, of templates mostly: a twelfth of the binary.
  find_program(KCLUSTER_GOLD ld.gold)
  if(KCLUSTER_GOLD)
    target_link_options(settings INTERFACE -fuse-ld=gold -Wl,--icf=safe)
  endif()
endif()
