# With -DKCLUSTER_STATIC=ON (the release preset) the program carries protobuf, yaml-cpp and fmt in itself, and
# runs wherever libcurl.so.4, libssl.so.3, libsystemd.so.0, libstdc++ and glibc have these names: on Debian 12
# as on Ubuntu 22.04. tests/packages holds its libraries and its symbols' versions against that.
option(KCLUSTER_STATIC "Link protobuf, yaml-cpp and fmt statically" OFF)

if(KCLUSTER_STATIC)
  find_library(YAML_ARCHIVE libyaml-cpp.a REQUIRED)
  find_library(PROTOBUF_LITE_ARCHIVE libprotobuf-lite.a REQUIRED)
  set(PACKAGE_yaml ${YAML_ARCHIVE})
  set(PACKAGE_protobuf ${PROTOBUF_LITE_ARCHIVE})

  # The distributions have no archive of fmt. FMT_HEADER_ONLY would compile it again with every file of ours.
  # The definitions are those of the shared libraries, so that our own files compile to the same in both.
  add_library(fmt_archive STATIC ${CMAKE_SOURCE_DIR}/cmake/fmt.cpp)
  target_compile_features(fmt_archive PUBLIC cxx_std_20)
  target_compile_definitions(fmt_archive PUBLIC $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
  target_compile_options(fmt_archive PRIVATE -Os -ffunction-sections -fdata-sections)
  set(PACKAGE_fmt fmt_archive)
  add_library(spdlog_headers INTERFACE)
  target_compile_definitions(spdlog_headers INTERFACE
    $<TARGET_PROPERTY:spdlog::spdlog,INTERFACE_COMPILE_DEFINITIONS>)
  set(PACKAGE_spdlog spdlog_headers)
endif()
