#include "base/json.h"

template class nlohmann::basic_json<>;
namespace nlohmann::detail {
template class parser<json, TextInput>;
template class parser<json, CharInput>;
template class lexer<json, TextInput>;
template class lexer<json, CharInput>;
template class json_sax_dom_parser<json>;
template class json_sax_dom_callback_parser<json>;
template class serializer<json>;
}  // namespace nlohmann::detail
