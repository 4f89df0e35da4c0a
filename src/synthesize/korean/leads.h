// What a list's lead says about its items: "다음 각 호의 어느 하나에 해당하는 경우에는 파열판을 설치하여야 한다", "작업면 조도를 다음 각 호의 기준에
// 맞도록". Rules; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "synthesize/korean/lists.h"

namespace jangin::synthesize::korean {

inline constexpr size_t kLongestListItem = 110, kLongestAsked = 130;  // characters

/// What a lead says about its items.
struct Lead {
  std::string before = {};     // "사업주는 제261조제1항 각 호의 설비가"
  std::string noun = {};       // "경우": what an item is; empty: not said
  std::string after = {};      // "에는 파열판을 설치하여야 한다"
  bool any_of = false;         // each item by itself stands for "다음 각 호의 어느 하나에 해당하는 noun"
  std::string attribute = {};  // what the items' values are: "검사주기"; empty: not said
  std::string term = {};       // what the lead defines by its items: '"밀폐공간"이란 다음 각 호의 …'; empty: nothing
  std::string value = {};      // what holds for each item: "다음 각 목의 사업: 2일에 1회 이상"; empty: nothing
  record::Span span = {};
};

/// nullopt: the sentence leads no list.
std::optional<Lead> read_lead(std::string_view sentence);
/// The sentence that a lead and one item make together; its text is empty where they make none.
Standing merge(const Lead& lead, const std::string& item);
/// What a lead's items are, as one noun phrase: "사업주가 …하는 경우 준수하여야 하는 사항", "5년 이하의 징역에 처하는 자"; empty: it cannot be said
/// shortly. `about`: the heading's subject; `excepted`: the rule that the lead is an exception from; both may be empty.
std::string name_of_items(const Lead& lead, std::string_view about, const std::string& excepted);
/// A clause before a noun has no topic: "수입업자는 … 제출하여야 하는" → "수입업자가 …", "적재할 경우에는" → "적재할 경우에".
std::string with_subject(const std::string& clause);
/// A phrase without the one who acts in front: "사업주는 작업장에 …" → "작업장에 …".
std::string without_actor(std::string_view phrase);

}  // namespace jangin::synthesize::korean
