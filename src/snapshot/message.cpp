#include "snapshot/message.h"

#include <algorithm>

namespace kcluster {
namespace {

constexpr unsigned kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5;
constexpr std::uint64_t kLargestField = (1u << 29) - 1;

}  // namespace

void MessageReader::add(std::string_view piece) {
  while (!piece.empty() && state_ != State::broken) {
    if (state_ != State::bytes) {
      varint(static_cast<unsigned char>(piece.front()));
      piece.remove_prefix(1);
      continue;
    }
    const auto taken = piece.substr(0, left_);
    if (field_) take_bytes_(field_, taken);
    left_ -= taken.size();
    piece.remove_prefix(taken.size());
    if (left_ == 0) state_ = State::tag;
  }
}

void MessageReader::varint(unsigned char byte) {
  if (shift_ > 63 || (shift_ == 63 && byte > 1)) {
    state_ = State::broken;
    return;
  }
  value_ |= static_cast<std::uint64_t>(byte & 0x7f) << shift_;
  shift_ += 7;
  if (byte & 0x80) return;
  shift_ = 0;
  complete();
  value_ = 0;
}

void MessageReader::complete() {
  if (state_ == State::tag) return begin_field();
  if (state_ == State::number) {
    state_ = State::tag;
    return take_number_(field_, value_);
  }
  left_ = value_;
  state_ = left_ ? State::bytes : State::tag;
}

void MessageReader::begin_field() {
  const auto type = value_ & 7;
  field_ = value_ >> 3;
  if (field_ == 0 || field_ > kLargestField) {
    state_ = State::broken;
  } else if (type == kVarint) {
    state_ = State::number;
  } else if (type == kBytes) {
    state_ = State::length;
  } else if (type == kFixed64 || type == kFixed32) {
    field_ = 0;  // nobody asks for these
    left_ = type == kFixed64 ? 8 : 4;
    state_ = State::bytes;
  } else {
    state_ = State::broken;
  }
}

bool read_message(std::string_view bytes, const MessageReader::TakeNumber& number,
                  const MessageReader::TakeBytes& text) {
  MessageReader reader(number, text);
  reader.add(bytes);
  return reader.whole();
}

void MessageWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) text_.push_back(static_cast<char>(value | 0x80));
  text_.push_back(static_cast<char>(value));
}

MessageWriter& MessageWriter::number(unsigned field, std::uint64_t value) {
  varint(field << 3 | kVarint);
  varint(value);
  return *this;
}

MessageWriter& MessageWriter::bytes(unsigned field, std::string_view value) {
  varint(field << 3 | kBytes);
  varint(value.size());
  text_.append(value);
  return *this;
}

}  // namespace kcluster
