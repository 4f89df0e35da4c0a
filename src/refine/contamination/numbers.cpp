// Number words put together: what may follow what, by place value.
#include "refine/contamination/numbers.h"

#include <array>
#include <bitset>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_map>

namespace jangin::refine {
namespace {

struct NumberWord {
  uint64_t value = 0;  // of "and": 0, and `joins`
  bool multiplies = false, joins = false;
};

constexpr std::array<std::string_view, 20> kSmall = {"zero",     "one",     "two",     "three",     "four",     "five",    "six",
                                                     "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
                                                     "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<std::string_view, 8> kTens = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};

class NumberWords {
 public:
  NumberWords() {
    for (size_t i = 0; i < kSmall.size(); ++i) add(kSmall[i], {i});
    for (size_t i = 0; i < kTens.size(); ++i) add(kTens[i], {20 + 10 * i});
    add("hundred", {100, true}), add("thousand", {1000, true}), add("million", {1'000'000, true}), add("and", {0, false, true});
  }
  const NumberWord* find(uint32_t hash) const {
    if (!filter_[(hash >> 1) & 1023]) return nullptr;
    auto at = words_.find(hash);
    return at == words_.end() ? nullptr : &at->second;
  }

 private:
  void add(std::string_view word, NumberWord number) {
    uint32_t hash = word_hash(word);
    words_[hash] = number;
    filter_[(hash >> 1) & 1023] = true;
  }
  std::unordered_map<uint32_t, NumberWord> words_;
  std::bitset<1024> filter_;
};

const NumberWords& number_words() {
  static const NumberWords words;
  return words;
}

uint32_t hash_of_value(uint64_t value) {
  NumberHash hash;
  for (char digit : std::to_string(value)) hash.digit(static_cast<unsigned char>(digit));
  return hash.finish();
}

/// A number written in digits, when small enough to be multiplied.
std::optional<double> digits_value(std::string_view digits) {
  std::string plain;
  for (char c : digits) {
    if (c != ',' && c != ' ') plain += c;
  }
  double value = 0;
  auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc() || end != plain.data() + plain.size() || value <= 0 || value > 1e9) return std::nullopt;
  return value;
}

/// Do only white space and hyphens stand between two words? HTML's entities for them too.
bool stand_together(std::string_view between) {
  constexpr size_t kFarthest = 24;
  if (between.size() > kFarthest) return false;
  while (!between.empty()) {
    size_t length = std::string_view(" \t\r\n-").find(between[0]) != std::string_view::npos ? 1 : 0;
    for (std::string_view space : {"\u00A0", "&nbsp;", "&#160;"}) {
      if (between.starts_with(space)) length = space.size();
    }
    if (length == 0) return false;
    between.remove_prefix(length);
  }
  return true;
}

/// Adds word after word of one number as long as they fit.
class NumberSum {
 public:
  bool add(const NumberWord& word) {
    if (word.multiplies) return multiply(word.value);
    uint64_t room = word.value < 10 ? 10 : 100;
    bool first = !started_;
    if (!first && (current_ % room != 0 || word.value == 0 || (current_ == 0 && total_ == 0))) return false;
    current_ += word.value;
    started_ = true;
    after_multiplier_ = false;
    return true;
  }
  bool takes_and() const { return after_multiplier_; }
  uint64_t value() const { return total_ + current_; }

 private:
  bool multiply(uint64_t by) {
    if (started_ && current_ == 0) return false;
    if (by == 100 ? current_ > 99 : last_multiplier_ != 0 && by >= last_multiplier_) return false;
    current_ = (started_ ? current_ : 1) * by;
    if (by > 100) total_ += current_, current_ = 0, last_multiplier_ = by;
    started_ = after_multiplier_ = true;
    return true;
  }
  uint64_t total_ = 0, current_ = 0, last_multiplier_ = 0;
  bool started_ = false, after_multiplier_ = false;
};

/// The index behind the number that starts at `first`, whose value goes to `value`; `first` when none does.
size_t read_number(std::string_view text, const std::vector<FoldedToken>& tokens, size_t first, uint64_t& value) {
  NumberSum sum;
  size_t end = first;
  for (size_t i = first; i < tokens.size(); ++i) {
    if (i > first && !stand_together(text.substr(tokens[i - 1].end, tokens[i].begin - tokens[i - 1].end))) break;
    const NumberWord* word = number_words().find(tokens[i].hash);
    if (word == nullptr || (word->joins && (i == first || !sum.takes_and()))) break;
    if (word->joins) continue;
    if (!sum.add(*word)) break;
    end = i + 1;
  }
  value = sum.value();
  return end;
}

}  // namespace

void join_number_words(std::string_view text, std::vector<FoldedToken>& tokens) {
  size_t kept = 0;
  for (size_t i = 0; i < tokens.size();) {
    const NumberWord* word = number_words().find(tokens[i].hash);
    if (word == nullptr) {
      tokens[kept++] = tokens[i++];
      continue;
    }
    if (word->multiplies && kept > 0) {
      FoldedToken& before = tokens[kept - 1];
      if (auto value = digits_value(text.substr(before.begin, before.end - before.begin));
          value && stand_together(text.substr(before.end, tokens[i].begin - before.end))) {
        before.hash = hash_of_value(static_cast<uint64_t>(std::llround(*value * static_cast<double>(word->value))));
        before.end = tokens[i++].end;
        continue;
      }
    }
    uint64_t value = 0;
    size_t end = read_number(text, tokens, i, value);
    if (end == i) {
      tokens[kept++] = tokens[i++];
      continue;
    }
    tokens[kept++] = {hash_of_value(value), tokens[i].begin, tokens[end - 1].end};
    i = end;
  }
  tokens.resize(kept);
}

}  // namespace jangin::refine
