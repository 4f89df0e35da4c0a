// The gate of contamination: nothing that is taught overlaps with the questions that the expert is examined with. Three measures:
// 13 words in a row (the field's n-gram of arXiv 2005.14165, appendix C), 50 letters in a row (the whole of a shorter question), and
// nearly equal sets of words. The answers of the questions are the documents' own and are not compared.
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/strings.h"
#include "judge/gates.h"
#include "judge/question_score.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

constexpr size_t kWordWindow = 13;
constexpr size_t kCharacterWindow = 50;
constexpr size_t kShortest = 16;  // letters; a question shorter than this is compared as a set of words only
constexpr size_t kPrefix = 8;     // letters by which short questions are looked up
constexpr double kSameSet = 0.8;  // Jaccard similarity of token sets from which two questions count as one

uint64_t hash_text(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

/// Letters and digits only, folded; characters as they stand one behind the other.
std::u32string letters_of(std::string_view text) {
  std::u32string letters;
  std::string folded = text::casefold(text::nfkc(text));
  for (size_t at = 0; at < folded.size();) {
    char32_t c = text::next_code_point(folded, at);
    if (text::is_letter(c) || text::is_digit(c)) letters += c;
  }
  return letters;
}

std::vector<uint64_t> word_windows(const std::vector<std::string>& tokens) {
  std::vector<uint64_t> hashes;
  for (size_t i = 0; i + kWordWindow <= tokens.size(); ++i) {
    hashes.push_back(hash_text(join({tokens.begin() + static_cast<long>(i), tokens.begin() + static_cast<long>(i + kWordWindow)}, " ")));
  }
  return hashes;
}

std::vector<uint64_t> character_windows(const std::u32string& letters) {
  std::vector<uint64_t> hashes;
  for (size_t i = 0; i + kCharacterWindow <= letters.size(); ++i) {
    hashes.push_back(XXH3_64bits(letters.data() + i, kCharacterWindow * sizeof(char32_t)));
  }
  return hashes;
}

std::vector<uint64_t> token_set(const std::vector<std::string>& tokens) {
  std::vector<uint64_t> set;
  for (const std::string& token : tokens) set.push_back(hash_text(token));
  std::ranges::sort(set);
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

/// One number for the numbers and codes of a question: "What does G43 do?" and "What does G44 do?" are two questions.
uint64_t value_signature(const std::vector<std::string>& tokens) {
  std::vector<std::string> values;
  for (const std::string& token : tokens) {
    if (token_kind(token) == TokenKind::number || token.find_first_of("0123456789") != std::string::npos) values.push_back(token);
  }
  std::ranges::sort(values);
  return hash_text(join(values, " "));
}

double jaccard(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  std::vector<uint64_t> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size() - both.size());
}

class ContaminationGate : public Gate {
 public:
  explicit ContaminationGate(const std::vector<Question>& questions) {
    for (const Question& question : questions) add(question);
  }
  std::string_view name() const override { return "contamination"; }
  uint32_t version() const override { return 1; }

  record::Verdict check(const GateInput& input) override {
    if (ids_.empty()) return accept(input);
    for (std::string_view text : {input.question, input.answer}) {
      std::vector<std::string> tokens = answer_tokens(text);
      if (auto id = find(words_, word_windows(tokens))) return overlap(input, "evaluation_words", *id, "13 words in a row are those of");
      std::u32string letters = letters_of(text);
      if (auto id = find(characters_, character_windows(letters))) {
        return overlap(input, "evaluation_characters", *id, "50 characters in a row are those of");
      }
      if (auto id = find_short(letters)) return overlap(input, "evaluation_characters", *id, "holds the whole of");
    }
    return check_set(input);
  }

 private:
  void add(const Question& question) {
    auto id = static_cast<uint32_t>(ids_.size());
    ids_.push_back(question.id);
    std::vector<std::string> tokens = answer_tokens(question.question);
    for (uint64_t hash : word_windows(tokens)) words_.emplace(hash, id);
    std::u32string letters = letters_of(question.question);
    for (uint64_t hash : character_windows(letters)) characters_.emplace(hash, id);
    if (letters.size() >= kShortest && letters.size() < kCharacterWindow) short_[prefix_hash(letters, 0)].push_back({letters, id});
    sets_.push_back(token_set(tokens));
    signatures_.push_back(value_signature(tokens));
    for (uint64_t token : sets_.back()) holders_[token].push_back(id);
  }

  static const uint32_t* find(const std::unordered_map<uint64_t, uint32_t>& index, const std::vector<uint64_t>& hashes) {
    for (uint64_t hash : hashes) {
      if (auto at = index.find(hash); at != index.end()) return &at->second;
    }
    return nullptr;
  }

  static uint64_t prefix_hash(const std::u32string& letters, size_t at) { return XXH3_64bits(letters.data() + at, kPrefix * sizeof(char32_t)); }

  const uint32_t* find_short(const std::u32string& letters) const {
    for (size_t i = 0; !short_.empty() && i + kShortest <= letters.size(); ++i) {
      auto at = short_.find(prefix_hash(letters, i));
      if (at == short_.end()) continue;
      for (const Short& question : at->second) {
        if (letters.compare(i, question.letters.size(), question.letters) == 0) return &question.id;
      }
    }
    return nullptr;
  }

  record::Verdict check_set(const GateInput& input) const {
    std::vector<std::string> tokens = answer_tokens(input.question);
    std::vector<uint64_t> set = token_set(tokens);
    uint64_t signature = value_signature(tokens);
    std::unordered_map<uint32_t, uint32_t> shared;
    for (uint64_t token : set) {
      if (auto at = holders_.find(token); at != holders_.end()) {
        for (uint32_t id : at->second) ++shared[id];
      }
    }
    uint32_t nearest = 0;
    double best = 0;
    for (const auto& [id, count] : shared) {
      if (signatures_[id] != signature || static_cast<double>(count) < kSameSet * static_cast<double>(set.size())) continue;
      double similarity = jaccard(set, sets_[id]);
      if (similarity > best || (similarity == best && id < nearest)) std::tie(best, nearest) = std::pair(similarity, id);
    }
    if (best < kSameSet) return accept(input);
    return reject(input, "evaluation_question", fmt::format("nearly the words of evaluation question {}", ids_[nearest]), best);
  }

  record::Verdict overlap(const GateInput& input, std::string reason, uint32_t id, std::string_view what) const {
    return reject(input, std::move(reason), fmt::format("{} evaluation question {}", what, ids_[id]), 1);
  }

  struct Short {
    std::u32string letters;
    uint32_t id;
  };
  std::vector<std::string> ids_;
  std::vector<std::vector<uint64_t>> sets_;  // sorted hashes of each question's tokens
  std::vector<uint64_t> signatures_;
  std::unordered_map<uint64_t, uint32_t> words_, characters_;
  std::unordered_map<uint64_t, std::vector<Short>> short_;  // questions of less than kCharacterWindow letters, by their first ones
  std::unordered_map<uint64_t, std::vector<uint32_t>> holders_;
};

}  // namespace

std::unique_ptr<Gate> make_contamination_gate(const std::vector<Question>& evaluation_questions) {
  return std::make_unique<ContaminationGate>(evaluation_questions);
}

}  // namespace jangin::judge
