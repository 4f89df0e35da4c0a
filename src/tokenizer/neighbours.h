// Which characters stand side by side in some token: between others no token reaches, and a text may be cut there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace jangin::tokenizer {

/// Pairs of neighbouring characters that some token holds, hashed to bits: a pair that is not there is in no token. Pairs with
/// U+2581 are there with a space in its place as well, for models that read spaces as that.
class Neighbours {
 public:
  Neighbours() : bits_(kBits / 64) {}
  void add_all(std::string_view token);
  bool may_join(char32_t left, char32_t right) const {
    const uint64_t bit = hash(left, right);
    return (bits_[bit / 64] >> (bit & 63) & 1) != 0;
  }
  /// The same of the characters before and behind byte `at` of `text`, of which one is ASCII. Mostly one load.
  bool may_join_at(std::string_view text, size_t at) const {
    const auto left = static_cast<uint8_t>(text[at - 1]);
    const auto right = static_cast<uint8_t>(text[at]);
    if (left < 128 && right < 128) return ascii_[left][right];
    if (right < 128 && left != 0x81 && !behind_others_[right]) return false;  // U+2581 is E2 96 81
    if (left < 128 && right != 0xe2 && !before_others_[left]) return false;
    return may_join_characters_at(text, at);
  }

 private:
  static constexpr uint64_t kBits = 1 << 22;
  static uint64_t hash(char32_t left, char32_t right) { return ((static_cast<uint64_t>(left) << 21 | right) * 0x9e3779b97f4a7c15u) >> 42; }
  bool may_join_characters_at(std::string_view text, size_t at) const;
  void add(char32_t left, char32_t right);
  std::vector<uint64_t> bits_;
  std::array<std::array<bool, 128>, 128> ascii_{};  // both in ASCII
  std::array<bool, 128> before_others_{};           // ASCII before a character that is neither ASCII nor U+2581
  std::array<bool, 128> behind_others_{};
};

}  // namespace jangin::tokenizer
