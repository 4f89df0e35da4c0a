// Words of one sentence, with marks kept apart.
#include "synthesize/english/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/strings.h"
#include "judge/units.h"

namespace jangin::synthesize::english {
namespace {

constexpr std::string_view kOpening[] = {"\"", "“", "‘", "'", "(", "”", "’", "«"};
constexpr std::string_view kClosing[] = {"\"", "”", "’", "'", ")", "“", "»"};

size_t opening_at(std::string_view word) {
  for (auto mark : kOpening)
    if (word.size() > mark.size() && word.starts_with(mark)) return mark.size();
  return 0;
}
size_t closing_at(std::string_view word) {
  for (auto mark : kClosing)
    if (word.size() > mark.size() && word.ends_with(mark)) return mark.size();
  return 0;
}

/// The word without quotes; round brackets only when they do not balance inside it.
std::string core_of(std::string_view word) {
  for (size_t cut; (cut = opening_at(word)) != 0;) {
    if (word[0] == '(' && word.find(')') != word.npos) break;
    word.remove_prefix(cut);
  }
  for (size_t cut; (cut = closing_at(word)) != 0;) {
    if (word.back() == ')' && word.find('(') != word.npos) break;
    word.remove_suffix(cut);
  }
  if (word.ends_with("'s"))
    word.remove_suffix(2);
  else if (word.ends_with("’s"))
    word.remove_suffix(4);
  return std::string(word);
}

bool is_code_bracket(std::string_view inside) {
  size_t letters = 0;
  while (letters < inside.size() && std::isupper(static_cast<unsigned char>(inside[letters]))) ++letters;
  bool call = letters >= 2 && letters < inside.size() && inside[letters] == ',' && (letters + 1 == inside.size() || inside[letters + 1] != ' ');
  return call || inside.starts_with('#');
}
/// "more than (.05 inch/.5 mm)": without the bracket's content the sentence would lack its value.
bool carries_value(std::string_view before, std::string_view inside) {
  auto space = before.substr(0, before.size() - !before.empty()).rfind(' ');
  auto word = trim(before.substr(space == before.npos ? 0 : space + 1));
  for (std::string_view opening : {"than", "of", "by", "to", "is", "at", "from", "are", "OR", "or"})
    if (word == opening) return inside.size() < 40 && inside.find_first_of("0123456789") != inside.npos;
  return false;
}

/// "$ \\rho$", "$ \\boldsymbol{n}$" of a formula drawn as a picture → "ρ", "n"; other pictures say nothing.
std::string picture_text(std::string_view alternative) {
  const auto text = trim(alternative);
  if (text.size() < 3 || !text.starts_with('$') || !text.ends_with('$')) return {};
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 30> kLetters = {{
      {"alpha", "α"}, {"beta", "β"},   {"gamma", "γ"}, {"delta", "δ"}, {"epsilon", "ε"}, {"zeta", "ζ"},  {"eta", "η"},   {"theta", "θ"},
      {"kappa", "κ"}, {"lambda", "λ"}, {"mu", "μ"},    {"nu", "ν"},    {"xi", "ξ"},      {"pi", "π"},    {"rho", "ρ"},   {"sigma", "σ"},
      {"tau", "τ"},   {"phi", "φ"},    {"chi", "χ"},   {"psi", "ψ"},   {"omega", "ω"},   {"Delta", "Δ"}, {"Gamma", "Γ"}, {"Omega", "Ω"},
      {"Phi", "Φ"},   {"Sigma", "Σ"},  {"Theta", "Θ"}, {"infty", "∞"}, {"le", "≤"},      {"ge", "≥"},
  }};
  std::string out;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    size_t end = i + 1;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) ++end;
    const auto name = text.substr(i + 1, end - i - 1);
    const auto letter = std::ranges::find(kLetters, name, [](const auto& pair) { return pair.first; });
    const bool plain = name == "boldsymbol" || name == "mathbf" || name == "displaystyle" || name == "rm";
    out += letter != kLetters.end() ? std::string(letter->second) : plain ? std::string() : std::string(text.substr(i, end - i));
    i = end - 1;
  }
  auto joined = replace_all(replace_all(replace_all(out, "{", ""), "}", ""), " ", "");
  return joined.find('\\') == std::string::npos ? joined : std::string(text);
}

}  // namespace

std::string strip_asides(std::string_view sentence) {
  std::string out;
  for (size_t at = 0; at < sentence.size();) {
    bool opens = sentence[at] == '(' && (at == 0 || sentence[at - 1] == ' ');
    if (!opens) {
      out += sentence[at++];
      continue;
    }
    int depth = 0;
    size_t end = at;
    for (; end < sentence.size(); ++end) {
      if (sentence[end] == '(') ++depth;
      if (sentence[end] == ')' && --depth == 0) break;
    }
    if (end >= sentence.size()) {  // never closed: cut the rest
      break;
    }
    auto inside = sentence.substr(at + 1, end - at - 1);
    const bool in_formula = end + 1 < sentence.size() && (std::string_view("*/+-^=").find(sentence[end + 1]) != std::string_view::npos ||
                                                          std::isalnum(static_cast<unsigned char>(sentence[end + 1])));  // "(pass-1)*D"
    if (in_formula || is_code_bracket(inside)) {
      out += sentence.substr(at, end + 1 - at);
    } else if (carries_value(out, inside)) {
      out += inside;
    } else if (!out.empty() && out.back() == ' ') {
      out.pop_back();
    }
    at = end + 1;
  }
  return std::string(trim(out));
}

std::string strip_markdown(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && i + 1 < text.size() && std::ispunct(static_cast<unsigned char>(text[i + 1]))) {
      out += text[++i];
      continue;
    }
    if (c == '`') continue;
    if (c == '*' && i + 1 < text.size() && text[i + 1] == '*') {
      bool spaced = i > 0 && text[i - 1] == ' ' && i + 2 < text.size() && text[i + 2] == ' ';
      if (!spaced) {
        ++i;
        continue;
      }
    }
    if (c == '!' && i + 1 < text.size() && text[i + 1] == '[')  // a picture
      if (const auto close = text.find("](", i); close != text.npos && text.find(')', close) != text.npos) {
        out += picture_text(text.substr(i + 2, close - i - 2));
        i = text.find(')', close);
        continue;
      }
    if (c == '[') {  // a link's text
      auto close = text.find("](", i);
      auto plain = text.find(']', i);
      if (close != text.npos && close == plain) {
        auto end = text.find(')', close);
        const auto target = end == text.npos ? std::string_view() : text.substr(close + 2, end - close - 2);
        const bool formula =
            !target.empty() && target.find_first_of("/.#:") == target.npos && target.find_first_of("0123456789") != target.npos;  // "[Cr(en)3](NO3)3"
        if (end != text.npos && !formula) {
          out += strip_markdown(text.substr(i + 1, close - i - 1));
          i = end;
          continue;
        }
      }
    }
    out += c;
  }
  return out;
}

Tokens tokenize(std::string_view sentence) {
  Tokens tokens;
  for (auto chunk : split(sentence, ' ')) {
    chunk = trim(chunk);
    if (chunk.empty()) continue;
    if (chunk.size() == 1 && (chunk[0] == ',' || chunk[0] == ';' || chunk[0] == ':') &&
        !tokens.empty()) {  // a mark that stands alone belongs to the word before
      tokens.back().mark = chunk[0];
      continue;
    }
    Token token;
    while (!chunk.empty() &&
           (chunk.back() == ',' || chunk.back() == ';' || chunk.back() == ':' || chunk.back() == '.' || chunk.back() == '?' || chunk.back() == '!')) {
      if (chunk.back() == ',' || chunk.back() == ';' || chunk.back() == ':') token.mark = chunk.back();
      if (chunk.size() == 1) break;
      chunk.remove_suffix(1);
    }
    token.text = std::string(chunk);
    token.core = core_of(chunk);
    token.classes = classify(token.core);
    if (token.text == "—" || token.text == "–" || token.text == "-") {
      if (!tokens.empty()) tokens.back().mark = tokens.back().mark ? tokens.back().mark : ';';
      continue;
    }
    tokens.push_back(std::move(token));
  }
  // A capital at the start says nothing; elsewhere an unknown capitalised word is a name.
  for (size_t i = 1; i < tokens.size(); ++i)
    if (!tokens[i].core.empty() && std::isupper(static_cast<unsigned char>(tokens[i].core[0])) &&
        !tokens[i].is(kCode | kFinite | kPronoun | kDeterminer | kPreposition | kSubordinator))
      tokens[i].classes = kNoun;
  return tokens;
}

std::string join_tokens(const Tokens& tokens, size_t begin, size_t end) {
  std::string out;
  for (size_t i = begin; i < end && i < tokens.size(); ++i) {
    if (i > begin) out += ' ';
    out += tokens[i].text;
    if (tokens[i].mark && i + 1 < end) out += tokens[i].mark;
  }
  return out;
}

std::string lower_first(std::string_view text) {
  std::string out(text);
  size_t at = 0;
  while (at < out.size() && (out[at] == '"' || out[at] == '(')) ++at;
  if (at >= out.size() || !std::isupper(static_cast<unsigned char>(out[at]))) return out;
  auto end = out.find(' ', at);
  auto word = std::string_view(out).substr(at, end == out.npos ? out.npos : end - at);
  if (word == "I" || (word != "A" && is_code_like(word))) return out;
  if (word.size() > 2 && word[1] == '-') return out;                                                                  // "O-codes", "G-code"
  if (std::count_if(word.begin(), word.end(), [](unsigned char c) { return std::isupper(c) != 0; }) > 1) return out;  // "CMake"
  uint32_t classes = classify(to_lower_ascii(word));
  if (word.size() == 2 && classes == kNoun) return out;  // "Kb", "Cr"
  bool known =
      (classes & (kDeterminer | kPreposition | kPronoun | kSubordinator | kAdverb | kBase | kThird | kGerund | kAdjective | kNumber | kFinite)) != 0;
  const auto next = end == out.npos ? std::string_view() : std::string_view(out).substr(end + 1, out.find(' ', end + 1) - end - 1);
  const bool name = next.size() > 3 && std::isupper(static_cast<unsigned char>(next[0])) &&
                    std::all_of(next.begin() + 1, next.end(), [](unsigned char c) { return std::islower(c) != 0; });
  if (name && (classes & (kAdjective | kBase | kThird | kGerund)) &&
      !(classes & (kDeterminer | kPreposition | kPronoun | kSubordinator | kAdverb | kNumber | kFinite)))
    return out;  // "Visual Studio"
  bool lower_next =
      end == out.npos ||
      (end + 1 < out.size() && (std::islower(static_cast<unsigned char>(out[end + 1])) || std::isdigit(static_cast<unsigned char>(out[end + 1]))));
  if (known || lower_next) out[at] = static_cast<char>(std::tolower(static_cast<unsigned char>(out[at])));
  return out;
}
std::string upper_first(std::string_view text) {
  constexpr size_t kLongestSymbol = 3;  // "h", "mm", "rpm": H and Mm are other units
  std::string out(text);
  if (out.size() <= kLongestSymbol && !judge::unit_of(out).empty()) return out;
  if (!out.empty() && std::islower(static_cast<unsigned char>(out[0]))) {
    auto word = std::string_view(out).substr(0, out.find(' '));
    if (!is_code_like(word)) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  }
  return out;
}
size_t count_words(std::string_view text) {
  size_t count = 0;
  for (auto word : split(text, ' ')) count += !word.empty();
  return count;
}

}  // namespace jangin::synthesize::english
