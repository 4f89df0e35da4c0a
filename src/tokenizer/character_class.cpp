// Filled from ICU's categories, and those of characters that are newer than ICU.
#include "tokenizer/character_class.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <map>

namespace jangin::tokenizer {
namespace {

constexpr uint8_t kUpper = kLetter | kUpperLike;
constexpr uint8_t kLower = kLetter | kLowerLike;
constexpr uint8_t kOther = kLetter | kUpperLike | kLowerLike;  // neither case
constexpr uint8_t kMarks = kMark | kUpperLike | kLowerLike;

struct NewRange {
  uint32_t first, last;
  uint8_t bits;
};
/// Assigned in Unicode 15.1 and 16.0 (UnicodeData.txt), which the originals' regular expressions know and ICU 72 does not.
constexpr NewRange kNew[] = {
    {0x897, 0x897, kMarks},      {0x1b4e, 0x1b4f, kSymbol},   {0x1b7f, 0x1b7f, kSymbol},   {0x1c89, 0x1c89, kUpper},    {0x1c8a, 0x1c8a, kLower},
    {0x2427, 0x2429, kSymbol},   {0x2ffc, 0x2fff, kSymbol},   {0x31e4, 0x31e5, kSymbol},   {0x31ef, 0x31ef, kSymbol},   {0xa7cb, 0xa7cc, kUpper},
    {0xa7cd, 0xa7cd, kLower},    {0xa7da, 0xa7da, kUpper},    {0xa7db, 0xa7db, kLower},    {0xa7dc, 0xa7dc, kUpper},    {0x105c0, 0x105f3, kOther},
    {0x10d40, 0x10d49, kNumber}, {0x10d4a, 0x10d4f, kOther},  {0x10d50, 0x10d65, kUpper},  {0x10d69, 0x10d6d, kMarks},  {0x10d6e, 0x10d6e, kSymbol},
    {0x10d6f, 0x10d6f, kOther},  {0x10d70, 0x10d85, kLower},  {0x10d8e, 0x10d8f, kSymbol}, {0x10ec2, 0x10ec4, kOther},  {0x10efc, 0x10efc, kMarks},
    {0x11380, 0x11389, kOther},  {0x1138b, 0x1138b, kOther},  {0x1138e, 0x1138e, kOther},  {0x11390, 0x113b5, kOther},  {0x113b7, 0x113b7, kOther},
    {0x113b8, 0x113c0, kMarks},  {0x113c2, 0x113c2, kMarks},  {0x113c5, 0x113c5, kMarks},  {0x113c7, 0x113ca, kMarks},  {0x113cc, 0x113d0, kMarks},
    {0x113d1, 0x113d1, kOther},  {0x113d2, 0x113d2, kMarks},  {0x113d3, 0x113d3, kOther},  {0x113d4, 0x113d5, kSymbol}, {0x113d7, 0x113d8, kSymbol},
    {0x113e1, 0x113e2, kMarks},  {0x116d0, 0x116e3, kNumber}, {0x11bc0, 0x11be0, kOther},  {0x11be1, 0x11be1, kSymbol}, {0x11bf0, 0x11bf9, kNumber},
    {0x11f5a, 0x11f5a, kMarks},  {0x13460, 0x143fa, kOther},  {0x16100, 0x1611d, kOther},  {0x1611e, 0x1612f, kMarks},  {0x16130, 0x16139, kNumber},
    {0x16d40, 0x16d6c, kOther},  {0x16d6d, 0x16d6f, kSymbol}, {0x16d70, 0x16d79, kNumber}, {0x18cff, 0x18cff, kOther},  {0x1cc00, 0x1ccef, kSymbol},
    {0x1ccf0, 0x1ccf9, kNumber}, {0x1cd00, 0x1ceb3, kSymbol}, {0x1e5d0, 0x1e5ed, kOther},  {0x1e5ee, 0x1e5ef, kMarks},  {0x1e5f0, 0x1e5f0, kOther},
    {0x1e5f1, 0x1e5fa, kNumber}, {0x1e5ff, 0x1e5ff, kSymbol}, {0x1f8b2, 0x1f8bb, kSymbol}, {0x1f8c0, 0x1f8c1, kSymbol}, {0x1fa89, 0x1fa89, kSymbol},
    {0x1fa8f, 0x1fa8f, kSymbol}, {0x1fabe, 0x1fabe, kSymbol}, {0x1fac6, 0x1fac6, kSymbol}, {0x1fadc, 0x1fadc, kSymbol}, {0x1fadf, 0x1fadf, kSymbol},
    {0x1fae9, 0x1fae9, kSymbol}, {0x1fbcb, 0x1fbef, kSymbol}, {0x2ebf0, 0x2ee5d, kOther}};

const NewRange* find_new(uint32_t code) {
  const auto* range = std::partition_point(std::begin(kNew), std::end(kNew), [&](const NewRange& r) { return r.last < code; });
  const bool inside = range != std::end(kNew) && code >= range->first;
  return inside && u_charType(static_cast<UChar32>(code)) == U_UNASSIGNED ? range : nullptr;
}

uint8_t class_of(uint32_t code) {
  if (const NewRange* range = find_new(code)) return range->bits;
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
