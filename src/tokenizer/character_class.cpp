// Filled from ICU's categories.
#include "tokenizer/character_class.h"

#include <unicode/uchar.h>

#include <map>

namespace jangin::tokenizer {
namespace {

uint8_t class_of(uint32_t code) {
  const auto c = static_cast<UChar32>(code);
  const uint32_t mask = U_GET_GC_MASK(c);
  uint32_t bits = 0;
  if ((mask & U_GC_L_MASK) != 0) bits |= kLetter;
  if ((mask & U_GC_N_MASK) != 0) bits |= kNumber;
  if (u_isUWhiteSpace(c)) bits |= kSpace;
  if ((mask & (U_GC_LU_MASK | U_GC_LT_MASK | U_GC_LM_MASK | U_GC_LO_MASK | U_GC_M_MASK)) != 0) bits |= kUpperLike;
  if ((mask & (U_GC_LL_MASK | U_GC_LM_MASK | U_GC_LO_MASK | U_GC_M_MASK)) != 0) bits |= kLowerLike;
  if ((mask & U_GC_M_MASK) != 0) bits |= kMark;
  if ((mask & (U_GC_P_MASK | U_GC_S_MASK)) != 0) bits |= kSymbol;
  if ((code >= 0x3040 && code <= 0x30ff) || (code >= 0x4e00 && code <= 0x9fa5)) bits |= kKanaOrHan;
  return static_cast<uint8_t>(bits);
}

}  // namespace

ClassTable::ClassTable() {
  std::map<std::array<uint8_t, 128>, uint16_t> known;
  for (uint32_t block = 0; block < blocks_of_.size(); ++block) {
    std::array<uint8_t, 128> classes{};
    for (uint32_t i = 0; i < 128; ++i) classes[i] = class_of(block << 7 | i);
    const auto [found, is_new] = known.emplace(classes, static_cast<uint16_t>(blocks_.size()));
    if (is_new) blocks_.push_back(classes);
    blocks_of_[block] = found->second;
  }
  ascii_ = blocks_[blocks_of_[0]];
}

const ClassTable& ClassTable::shared() {
  static const ClassTable table;
  return table;
}

}  // namespace jangin::tokenizer
