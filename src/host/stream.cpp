#include "host/stream.h"

#include <algorithm>
#include <string>

namespace kcluster {
namespace {

constexpr std::uint64_t kPiece = 1 << 20;  // bytes

}  // namespace

void read_pieces(const FileBytes& bytes, std::uint64_t offset, std::uint64_t size,
                 const std::function<void(std::string_view)>& take) {
  std::string piece;
  for (std::uint64_t done = 0; done < size; done += piece.size()) {
    piece.resize(std::min(kPiece, size - done));
    bytes.read(offset + done, piece);
    take(piece);
  }
}

}  // namespace kcluster
