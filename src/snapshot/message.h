#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kcluster {

/// Reads a protobuf message that comes in pieces, of which only numbers and the begin of byte
/// fields are wanted; holds the form of the whole (wire types, lengths) against the rules.
class MessageReader {
 public:
  using TakeNumber = std::function<void(std::uint64_t field, std::uint64_t value)>;
  /// Bytes of a length-delimited field, piece by piece.
  using TakeBytes = std::function<void(std::uint64_t field, std::string_view bytes)>;

  MessageReader(TakeNumber number, TakeBytes bytes)
      : take_number_(std::move(number)), take_bytes_(std::move(bytes)) {}

  void add(std::string_view piece);
  /// After the last piece: whether it was a well-formed message.
  bool whole() const { return state_ == State::tag && shift_ == 0; }

 private:
  enum class State { tag, number, length, bytes, broken };
  void varint(unsigned char byte);
  void complete();
  void begin_field();

  TakeNumber take_number_;
  TakeBytes take_bytes_;
  State state_ = State::tag;
  std::uint64_t value_ = 0, field_ = 0, left_ = 0;
  unsigned shift_ = 0;
};

/// The same of a short message in one piece; false when it is none.
bool read_message(std::string_view bytes, const MessageReader::TakeNumber& number,
                  const MessageReader::TakeBytes& text);

/// Protobuf on its way out; numbers are written even when they are zero, as gogo's marshallers do.
class MessageWriter {
 public:
  MessageWriter& number(unsigned field, std::uint64_t value);
  MessageWriter& bytes(unsigned field, std::string_view value);
  const std::string& text() const { return text_; }

 private:
  void varint(std::uint64_t value);
  std::string text_;
};

}  // namespace kcluster
