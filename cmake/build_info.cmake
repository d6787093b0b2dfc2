# tell_build(ROOM): the room learns from which commit it is built, each time it is built.
function(tell_build room)
  set(made ${CMAKE_BINARY_DIR}/generated/build_info.cpp)
  set(argv ${CMAKE_COMMAND} -DOUT=${made} -DSOURCE=${CMAKE_SOURCE_DIR}
    -P ${CMAKE_SOURCE_DIR}/scripts/build-info.cmake)
  execute_process(COMMAND ${argv})
  add_custom_target(build_info COMMAND ${argv} BYPRODUCTS ${made} VERBATIM)
  target_sources(${room} PRIVATE ${made})
  add_dependencies(${room} build_info)
endfunction()

tell_build(cli)
