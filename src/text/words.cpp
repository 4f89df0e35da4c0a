// Words, Korean particles and the language of a text, by rules. Not a morphological analyser and not a trained classifier.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "text/sentences.h"
#include "text/unicode.h"

namespace jangin::text {
namespace {

/// U+318D (ㆍ) is a letter in Unicode, but Korean statutes write it as a middle dot between words.
bool is_word_character(char32_t c) { return (is_letter(c) && c != 0x318D) || is_digit(c) || is_mark(c) || c == '_'; }

/// May `mark` join the characters on its two sides into one word?
bool joins(char32_t before, char32_t mark, char32_t after) {
  if (!is_word_character(before) || !is_word_character(after)) return false;
  if (is_hangul(before) || is_hangul(after) || is_han(before) || is_han(after)) return false;
  switch (mark) {
    case '.':
    case '-':
    case 0x2010:
    case 0x2011: return true;
    case '\'':
    case 0x2019: return is_letter(before) && is_letter(after);
    case ',':
    case ':': return is_digit(before) && is_digit(after);
    default: return false;
  }
}

struct Particle {
  std::string_view text;
  enum Final : char { any, needs, forbids } final_consonant;  // of the syllable before it
  int least_syllables;                                        // of the word before it
};

/// Longest first. One-syllable particles that also end many nouns ask for two syllables before them.
constexpr auto kParticles = std::to_array<Particle>({
    {"으로부터", Particle::needs, 1}, {"에서부터", Particle::any, 1}, {"으로써", Particle::needs, 1}, {"으로서", Particle::needs, 1},
    {"에게서", Particle::any, 1},     {"에서는", Particle::any, 1},   {"에서의", Particle::any, 1},   {"에서도", Particle::any, 1},
    {"으로는", Particle::needs, 1},   {"으로의", Particle::needs, 1}, {"이라도", Particle::needs, 1}, {"로부터", Particle::any, 1},
    {"까지의", Particle::any, 1},     {"까지는", Particle::any, 1},   {"부터의", Particle::any, 1},   {"에서", Particle::any, 1},
    {"에게", Particle::any, 1},       {"으로", Particle::needs, 1},   {"까지", Particle::any, 1},     {"부터", Particle::any, 1},
    {"마다", Particle::any, 1},       {"보다", Particle::any, 1},     {"처럼", Particle::any, 1},     {"조차", Particle::any, 2},
    {"이나", Particle::needs, 1},     {"이란", Particle::needs, 1},   {"이라", Particle::needs, 1},   {"에는", Particle::any, 1},
    {"에도", Particle::any, 1},       {"와의", Particle::forbids, 1}, {"과의", Particle::needs, 1},   {"로서", Particle::any, 1},
    {"로써", Particle::any, 1},       {"로는", Particle::any, 1},     {"을", Particle::needs, 1},     {"를", Particle::forbids, 1},
    {"은", Particle::needs, 1},       {"는", Particle::forbids, 1},   {"이", Particle::needs, 2},     {"가", Particle::forbids, 2},
    {"의", Particle::any, 2},         {"에", Particle::any, 1},       {"와", Particle::forbids, 2},   {"과", Particle::needs, 2},
    {"도", Particle::any, 2},         {"로", Particle::any, 2},       {"만", Particle::any, 2},       {"란", Particle::forbids, 2},
});

/// Does the syllable end in a consonant? -1: not a Hangul syllable (UAX #15: trailing index = (s - 0xAC00) mod 28).
int final_consonant(char32_t syllable) {
  if (syllable < 0xAC00 || syllable > 0xD7A3) return -1;
  return static_cast<int>((syllable - 0xAC00) % 28);
}

bool takes(std::string_view stem, const Particle& particle) {
  size_t at = stem.size() < 3 ? 0 : stem.size() - 3;
  int final = final_consonant(next_code_point(stem, at));
  if (final < 0) return true;  // "G92.3을", "PLC는": the sound of a code is unknown
  if (count_code_points(stem) < static_cast<size_t>(particle.least_syllables)) return false;
  constexpr int kRieul = 8;
  if (particle.text.starts_with("로") && final != 0 && final != kRieul) return false;
  if (particle.final_consonant == Particle::needs) return final != 0;
  return particle.final_consonant == Particle::any || final == 0;
}

constexpr auto kEnglishWords = std::to_array<std::string_view>({
    "a",  "an",  "and", "are", "as", "at",   "be",  "by",   "can", "for",  "from", "if",   "in",  "is",
    "it", "not", "of",  "on",  "or", "that", "the", "this", "to",  "when", "will", "with", "you",
});
/// Frequent words of other Latin-script languages that English prose lacks.
constexpr auto kOtherWords = std::to_array<std::string_view>({
    "aux",   "avec", "das",  "dans", "de",   "del", "den",  "der", "des", "det", "die", "du",  "een", "ein",
    "eine",  "el",   "en",   "est",  "et",   "het", "il",   "ist", "la",  "las", "le",  "les", "los", "mit",
    "nicht", "och",  "para", "por",  "pour", "que", "sich", "som", "sur", "und", "une", "van", "von", "zu",
});

struct LetterCounts {
  size_t hangul = 0, latin = 0, kana = 0, han = 0, other = 0;
  size_t all() const { return hangul + latin + kana + han + other; }
};

LetterCounts count_letters(std::string_view text) {
  LetterCounts counts;
  for (size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    if (!is_letter(c)) continue;
    if (is_latin(c)) {
      ++counts.latin;
    } else if (is_hangul(c)) {
      ++counts.hangul;
    } else if (c >= 0x3040 && c <= 0x30FF) {
      ++counts.kana;
    } else if (is_han(c)) {
      ++counts.han;
    } else {
      ++counts.other;
    }
  }
  return counts;
}

struct FunctionWords {
  size_t words = 0, english = 0, other = 0;
  size_t other_in_lower_case = 0;  // "El Paso", "Los Angeles" are names
};

FunctionWords count_function_words(std::string_view text) {
  FunctionWords counts;
  for (std::string_view word : split_words(text)) {
    if (!is_letter(static_cast<unsigned char>(word[0])) && static_cast<unsigned char>(word[0]) < 0x80) continue;
    ++counts.words;
    if (word.size() > 5) continue;
    std::string lower = to_lower_ascii(word);
    counts.english += std::binary_search(kEnglishWords.begin(), kEnglishWords.end(), lower) ? 1 : 0;
    if (!std::binary_search(kOtherWords.begin(), kOtherWords.end(), lower)) continue;
    ++counts.other;
    counts.other_in_lower_case += lower == word ? 1 : 0;
  }
  return counts;
}

constexpr double kLeastFunctionWords = 0.06;  // of the words of prose

bool is_english_prose(std::string_view text) {
  const FunctionWords counts = count_function_words(text);
  if (counts.words < 3 || counts.english <= counts.other) return false;
  return static_cast<double>(counts.english) >= kLeastFunctionWords * static_cast<double>(counts.words);
}

constexpr size_t kEnoughLetters = 12;

/// A document's first part tells.
std::string_view sample_of(std::string_view text) {
  constexpr size_t kSample = 1 << 16;  // bytes
  if (text.size() <= kSample) return text;
  size_t end = kSample;
  while ((static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  size_t at = 0;
  while (at < text.size()) {
    size_t begin = at;
    char32_t last = next_code_point(text, at);
    if (!is_word_character(last)) continue;
    while (at < text.size()) {
      size_t next = at;
      char32_t c = next_code_point(text, next);
      if (!is_word_character(c)) {
        if (next == text.size()) break;
        size_t beyond = next;
        char32_t after = next_code_point(text, beyond);
        if (!joins(last, c, after)) break;
        c = after;
        next = beyond;
      }
      last = c;
      at = next;
    }
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

std::string_view strip_particles(std::string_view word) {
  if (word.size() < 4) return word;
  for (const Particle& particle : kParticles) {
    if (!word.ends_with(particle.text) || word.size() == particle.text.size()) continue;
    std::string_view stem = word.substr(0, word.size() - particle.text.size());
    if (takes(stem, particle)) return stem;
  }
  return word;
}

std::string_view guess_language(std::string_view text) {
  text = sample_of(text);
  LetterCounts counts = count_letters(text);
  // Korean prose names things in Latin letters, and a Hangul syllable says as much as two or three of them.
  if (counts.hangul >= 4 && counts.kana * 4 < counts.hangul && (counts.hangul + counts.han) * 3 >= counts.latin + counts.other) return "ko";
  if (counts.all() < kEnoughLetters || counts.latin * 10 < counts.all() * 9) return "";
  return is_english_prose(text) ? "en" : "";
}

bool is_other_language(std::string_view text) {
  constexpr size_t kLeastWords = 3;
  text = sample_of(text);
  if (!guess_language(text).empty()) return false;
  const LetterCounts letters = count_letters(text);
  if (letters.all() < kEnoughLetters) return false;
  if (letters.latin * 2 < letters.all()) return letters.hangul * 2 < letters.all();
  const FunctionWords counts = count_function_words(text);
  return counts.other_in_lower_case >= kLeastWords && counts.other_in_lower_case > counts.english &&
         static_cast<double>(counts.other_in_lower_case) >= kLeastFunctionWords * static_cast<double>(counts.words);
}

}  // namespace jangin::text
