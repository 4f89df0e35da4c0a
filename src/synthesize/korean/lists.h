// Korean lists and asides as sentences of their own: "다음 각 호의 어느 하나에 해당하는 경우에는 파열판을 설치하여야 한다" and its item "급격한 압력
// 상승 우려가 있는 경우" become one sentence; "정밀작업: 300럭스 이상" under "작업면 조도를 다음 각 호의 기준에 맞도록" a key with its value. Rules;
// thread-safe.
#pragma once

#include <string>
#include <vector>

#include "synthesize/facts/blocks.h"

namespace jangin::synthesize::korean {

/// Something that a passage says, made to stand alone.
struct Standing {
  enum class Kind : uint8_t { sentence, key_value, member };
  Kind kind = Kind::sentence;
  std::string text = {};                // sentence: cleaned
  bool opens = false;                   // sentence: the first below its heading
  bool same_case = false;               // sentence: it began with "이 경우": what the sentence before stands under holds for it
  std::string condition = {};           // sentence: what the list's lead puts it under; may be empty
  std::string key = {}, value = {};     // key_value: "정밀작업", "300럭스 이상"
  std::string attribute = {};           // key_value: what the lead says the values are ("조도"); may be empty
  std::string lead = {};                // member: what the lead says of its items ("에는 파열판을 설치하여야 한다"); may be empty
  std::string member_of = {};           // member: what the items are ("경우", "작업발판 일체형 거푸집"); the item is `value`
  size_t ordinal = 0;                   // member: counts from 1
  record::Span span = {};               // in Passage::text: of the sentence or item
  record::Span lead_span = {};          // sentence made of a lead and an item: the lead's; empty otherwise
  size_t item_begin = 0, item_end = 0;  // there: the item's part of `text`; what is asked outside of it stands in the lead
};
/// `open_header`: names of the columns of a table that goes on from the passage before; empty: none.
std::vector<Standing> standing_sentences(const std::vector<Block>& blocks, const std::vector<std::string>& open_header = {});

/// A table's cells: of a row its first cell is the key, of a column its name the attribute. `open_header`: as above.
std::vector<Standing> read_cells(const Block& table, const std::vector<std::string>& open_header);

}  // namespace jangin::synthesize::korean
