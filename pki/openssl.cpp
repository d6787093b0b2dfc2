#include "pki/openssl.h"

namespace kcluster::openssl {

std::string reason() {
  const auto code = ERR_peek_last_error();
  const char* text = code ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  return text ? text : "no reason given";
}

Error failure(const std::string& what, std::string remedy) {
  return Error(what + ": " + reason(), std::move(remedy));
}

void need(long answer, const char* what) {
  if (answer != 1) throw failure(what);
}

Bio reader(std::string_view bytes) {
  return Bio(need_object(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())),
                         "cannot read from memory"));
}

Bio writer() { return Bio(need_object(BIO_new(BIO_s_secmem()), "cannot write to memory")); }

std::string text(const Bio& bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace kcluster::openssl
