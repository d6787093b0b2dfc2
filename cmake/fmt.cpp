// The library behind fmt's headers (fmt 8 and 9), for a static link: what they declare `extern`.
#include <fmt/format-inl.h>

FMT_BEGIN_NAMESPACE
namespace detail {

using Context = FMT_BUFFER_CONTEXT(char);

template void vformat_to(buffer<char>& out, basic_string_view<char> format,
                         basic_format_args<Context> values, locale_ref);
template void buffer<char>::append(const char* from, const char* to);
template char decimal_point_impl<char>(locale_ref);
template thousands_sep_result<char> thousands_sep_impl<char>(locale_ref);
template std::locale locale_ref::get<std::locale>() const;
template locale_ref::locale_ref(const std::locale& from);
#if FMT_VERSION < 90000
template int format_float(double value, int precision, float_specs, buffer<char>& out);
template int format_float(long double value, int precision, float_specs, buffer<char>& out);
template int snprintf_float(double value, int precision, float_specs, buffer<char>& out);
template int snprintf_float(long double value, int precision, float_specs, buffer<char>& out);
#endif

}  // namespace detail
FMT_END_NAMESPACE
