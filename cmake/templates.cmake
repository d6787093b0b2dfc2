# compile_templates(ROOM): every templates/*.yaml becomes a string of that room, under its stem as name.
file(GLOB KCLUSTER_TEMPLATES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/templates/*.yaml)

function(compile_templates room)
  set(made ${CMAKE_BINARY_DIR}/generated/templates.cpp)
  set(script ${CMAKE_SOURCE_DIR}/scripts/embed.cmake)
  add_custom_command(OUTPUT ${made} DEPENDS ${KCLUSTER_TEMPLATES} ${script} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DOUT=${made} "-DFILES=${KCLUSTER_TEMPLATES}" -P ${script})
  target_sources(${room} PRIVATE ${made})
endfunction()

compile_templates(manifest)
