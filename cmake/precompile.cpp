// Nothing: what a precompiled header belongs to must have a source (cmake/precompile.cmake).
