# With -DKCLUSTER_TOGETHER=ON (the release preset) the files of large rooms are compiled several at a time
# ("unity build"), which halves a room's time: most of it goes into what all of them include. A name of
# an anonymous namespace must be one file's then. The dev preset compiles each file alone, so that none
# leans on a neighbour's includes.
option(KCLUSTER_TOGETHER "Compile several files of a room at a time" OFF)

# compile_together(ROOMS...)
function(compile_together)
  if(KCLUSTER_TOGETHER)
    set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# compile_alone(FILES...): but for these, which do the same for one thing each and name their parts alike.
function(compile_alone)
  set_source_files_properties(${ARGN} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
