#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kcluster {

std::vector<std::string> split(std::string_view text, char separator);  ///< keeps empty parts
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trim(std::string_view text);          ///< without blanks at both ends
std::string lower(std::string_view text);              ///< ASCII only
std::string hex(std::string_view bytes);               ///< lower case
std::string base64(std::string_view bytes);            ///< RFC 4648, with padding
std::string base64url(std::string_view bytes);         ///< RFC 4648 section 5, without padding
std::optional<std::string> unbase64(std::string_view text);  ///< both alphabets, padding optional

/// The nearest of the known words, if near enough to be a slip of the pen.
std::optional<std::string> did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace kcluster
