// Marks of negation are bound to the word that they deny: in English the next, in Korean the one before.
#include "judge/polarity.h"

#include <algorithm>
#include <string_view>

#include "judge/korean_denial.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

bool begins(std::string_view word, std::initializer_list<std::string_view> heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return word.starts_with(head); });
}

/// Whether the last syllable ends in ㄹ, as a verb does before "것" and "수".
bool ends_in_rieul(std::string_view word) {
  if (word.size() < 3) return false;
  size_t at = word.size() - 3;
  const char32_t syllable = text::next_code_point(word, at);
  return syllable >= 0xAC00 && syllable <= 0xD7A3 && (syllable - 0xAC00) % 28 == 8;
}

/// "no more than", "no lower value": a bound, no denial.
bool is_comparative(std::string_view word) {
  for (std::string_view one : {"more", "less", "fewer", "lower", "higher", "later", "earlier", "greater", "larger", "smaller"}) {
    if (word == one) return true;
  }
  return false;
}

/// Which words of [begin, end) are denied.
class PolarityReader {
 public:
  PolarityReader(const Reading& reading, size_t begin, size_t end) : words_(reading.words), begin_(begin), end_(end), denied_(end - begin, false) {}

  Polarity read() {
    for (size_t i = begin_; i < end_; ++i) words_[i].hangul ? read_korean(i) : read_english(i);
    for (size_t i = begin_; i < end_; ++i) {
      if (!words_[i].content || words_[i].number) continue;
      auto& [affirmed, denied] = out_.words[words_[i].key];
      ++(denied_[i - begin_] ? denied : affirmed);
    }
    return std::move(out_);
  }

 private:
  std::string_view at(size_t i) const { return i >= begin_ && i < end_ ? std::string_view(words_[i].text) : std::string_view{}; }

  void read_english(size_t i) {
    std::string_view word = at(i), next = at(i + 1);
    bool cut_not = next == "t" && (word == "isn" || word == "aren" || word == "wasn" || word == "weren" || word == "doesn" || word == "don" ||
                                   word == "didn" || word == "won" || word == "can" || word == "couldn" || word == "shouldn" || word == "hasn" ||
                                   word == "haven" || word == "mustn" || word == "wouldn" || word == "needn");
    bool denies =
        word == "not" || word == "cannot" || word == "never" || word == "no" || word == "without" || word == "neither" || word == "nor" || cut_not;
    bool reply = word == "no" && i == begin_ && i + 1 < end_ && words_[i + 1].clause != words_[i].clause;  // "No, …"
    if (reply || (word == "not" && next == "only") || (word == "no" && is_comparative(next))) denies = false;
    if (denies) deny_following(i + (cut_not ? 2 : 1));
    bool with_not = cut_not;  // in questions the subject stands between: "which line may two words not share?"
    for (size_t j = i + 1; j < end_ && words_[j].clause == words_[i].clause && !with_not && at(j) != "but"; ++j) with_not = at(j) == "not";
    bool with_only = false;  // possible only so: so it must be
    for (size_t j = i + 1; j < end_ && words_[j].clause == words_[i].clause && !with_only; ++j) with_only = at(j) == "only";
    if (word == "must" || word == "shall" || word == "mustn") add(with_not ? Modality::prohibition : Modality::duty);
    if (word == "cannot" || ((word == "can" || word == "may") && with_not)) add(Modality::inability);
    if ((word == "can" || word == "may") && !with_not) add(Modality::permission);
    if (word == "should" || word == "shouldn") add(with_not ? Modality::prohibition : Modality::advice);
    if (word == "required" || word == "requires" || (word == "need" && next == "to") || ((word == "has" || word == "have") && next == "to"))
      add(Modality::duty);
    if (word == "allowed" || word == "permitted" || word == "optional" || word == "able" || word == "possible") {
      add(Modality::permission);
      if (with_only) add(Modality::duty);
    }
    if (word == "due" && next != "to") add(Modality::duty);
    if (word == "never") add(Modality::prohibition);
    if (word == "forbidden" || word == "prohibited") add(Modality::prohibition);
  }

  /// The next content word of the clause that is no adverb.
  void deny_following(size_t from) {
    ++out_.denials;
    for (size_t i = from; i < std::min(end_, from + 5); ++i) {
      if (!words_[i].content) continue;
      denied_[i - begin_] = true;
      if (!words_[i].text.ends_with("ly")) return;
    }
  }

  void read_korean(size_t i) {
    at_end_ = i + 3 >= end_;
    std::string_view word = at(i), next = at(i + 1);
    bool becomes = begins(next, {"된", "되", "될", "됨", "됩"});
    const bool forbids = i > begin_ && (at(i - 1).ends_with("서는") || at(i - 1).ends_with("면") ||
                                        at(i - 1).ends_with("서"));  // "해서는 안 된다", "하면 안 된다"; not "값이 안 되는"
    bool not_done =
        forbids && (begins(word, {"아니된", "아니되", "아니될", "안된", "안되", "안됩"}) || ((word == "아니" || word == "안") && becomes));
    if (not_done) add(Modality::prohibition), deny_preceding(i);
    bool plain_not = !not_done && (begins(word, {"아니하", "아니한", "아니할", "아니함", "아니합", "않", "못하", "못한", "못할", "못합", "아닌",
                                                 "아닐", "아닙", "아니다", "아니며", "아니어"}) ||
                                   (word == "안" && !is_korean_within(words_, i)) || word == "아니");
    bool none = begins(word, {"없"}) && !is_korean_manner(words_, i);
    if (plain_not || none) deny_preceding(i);
    if (word == "금지" || begins(word, {"금지하", "금지된", "금지한", "금지됩"})) add(Modality::prohibition);
    bool way = i > begin_ && (at(i - 1) == "수" || at(i - 1) == "수는" || at(i - 1) == "수도");
    if (way && none) add(Modality::inability);
    if (way && begins(word, {"있"})) add(Modality::permission);
    bool duty = word.size() >= 6 && (word.ends_with("야") || word.ends_with("야만")) &&
                begins(next, {"하", "한", "합", "할", "함", "해", "된", "되", "됩", "될"});
    bool order = i + 1 == end_ && word == "것" && i > begin_ && ends_in_rieul(at(i - 1));  // "…할 것."
    if (duty || order) add(Modality::duty);
    if (begins(word, {"말아"}) || word == "말") add(Modality::prohibition);
  }

  /// The nearest content word before that is no light verb.
  void deny_preceding(size_t from) {
    ++out_.denials;
    for (size_t i = from; i-- > begin_ && from - i < 6;) {
      bool light = !words_[i].content || is_light_korean(words_[i].text) || (words_[i].text.size() <= 3 && !words_[i].number);
      if (light) continue;
      denied_[i - begin_] = true;
      return;
    }
  }

  void add(Modality modality) {
    out_.modality.insert(modality);
    if (at_end_) out_.last = modality;
  }

  const std::vector<Word>& words_;
  size_t begin_, end_;
  std::vector<bool> denied_;
  bool at_end_ = false;
  Polarity out_;
};

}  // namespace

Polarity polarity_of(const Reading& reading, size_t begin, size_t end) { return PolarityReader(reading, begin, end).read(); }

}  // namespace jangin::judge
