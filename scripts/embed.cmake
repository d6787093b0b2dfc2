# cmake -DOUT=templates.cpp -DFILES="a.yaml;b.yaml" -P embed.cmake
# Writes the C++ table of templates that src/manifest/template.h declares.
set(rows "")
foreach(file IN LISTS FILES)
  get_filename_component(stem "${file}" NAME_WE)
  file(READ "${file}" text)
  string(APPEND rows "    {\"${stem}\", R\"yaml(${text})yaml\"},\n")
endforeach()
file(WRITE "${OUT}" "#include \"manifest/template.h\"

namespace kcluster {

std::span<const Template> templates() {
  static constexpr Template all[] = {
${rows}  };
  return all;
}

}  // namespace kcluster
")
