#pragma once
#include <nlohmann/json.hpp>

// Compiled once, in json.cpp, not in each file that touches a document: a tenth of its compiling,
// and half where it is read from text.
extern template class nlohmann::basic_json<>;
namespace nlohmann::detail {
using TextInput = iterator_input_adapter<std::string::const_iterator>;
using CharInput = iterator_input_adapter<const char*>;
extern template class parser<json, TextInput>;
extern template class parser<json, CharInput>;
extern template class lexer<json, TextInput>;
extern template class lexer<json, CharInput>;
extern template class json_sax_dom_parser<json>;
extern template class json_sax_dom_callback_parser<json>;
extern template class serializer<json>;
}  // namespace nlohmann::detail

namespace kcluster {

/// Objects keep their keys sorted, as Go's encoders write maps and kubeadm writes every document.
using Json = nlohmann::json;

}  // namespace kcluster
