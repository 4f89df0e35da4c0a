// Other words of the same meaning, for function-like vocabulary of technical prose only: what is changed never carries a fact of its own.
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {
namespace {

struct Synonym {
  std::string_view from, to;
};
constexpr std::array kSynonyms = {
    Synonym{"is not specified", "is left out"},
    Synonym{"is omitted", "is not given"},
    Synonym{"what happens if", "what is the consequence if"},
    Synonym{"what happens when", "what is the effect when"},
    Synonym{"what is the purpose of", "what is the use of"},
    Synonym{"is used to", "serves to"},
    Synonym{"is used for", "serves for"},
    Synonym{"used for", "meant for"},
    Synonym{"maximum number", "highest number"},
    Synonym{"minimum number", "lowest number"},
    Synonym{"maximum", "highest"},
    Synonym{"minimum", "lowest"},
    Synonym{"not allowed", "forbidden"},
    Synonym{"allowed", "permitted"},
    Synonym{"requires", "needs"},
    Synonym{"require", "need"},
    Synonym{"contains", "holds"},
    Synonym{"contain", "hold"},
    Synonym{"indicates", "shows"},
    Synonym{"indicate", "show"},
    Synonym{"specifies", "gives"},
    Synonym{"specify", "define"},
    Synonym{"begins", "starts"},
    Synonym{"begin", "start"},
    Synonym{"usually", "normally"},
    Synonym{"typically", "usually"},
    Synonym{"currently", "at present"},
    Synonym{"automatically", "by itself"},
    Synonym{"is active", "is in effect"},
    Synonym{"in order to", "to"},
    Synonym{"signal an error", "report an error"},
    Synonym{"signals an error", "reports an error"},
    Synonym{"equal to", "the same as"},
    Synonym{"located in", "found in"},
    Synonym{"obtain", "get"},
    Synonym{"located", "found"},
    Synonym{"permits", "allows"},
    Synonym{"various", "different"},
    Synonym{"prior to", "before"},
    Synonym{"attempt to", "try to"},
    Synonym{"within", "inside"},
    Synonym{"is stored", "is kept"},
    Synonym{"are stored", "are kept"},
    Synonym{"displays", "shows"},
    Synonym{"display", "show"},
    Synonym{"generates", "produces"},
    Synonym{"generate", "produce"},
    Synonym{"returns", "gives back"},
    Synonym{"occurs", "takes place"},
    Synonym{"occur", "take place"},
    Synonym{"consists of", "is made up of"},
    Synonym{"is called", "is named"},
    Synonym{"is ignored", "is disregarded"},
    Synonym{"are ignored", "are disregarded"},
    Synonym{"is equal to", "equals"},
    Synonym{"is composed of", "is made up of"},
    Synonym{"are composed of", "are made up of"},
    Synonym{"depends on", "is determined by"},
    Synonym{"controls", "governs"},
    Synonym{"for what purpose", "to what end"},
    Synonym{"under what condition", "in which case"},
    Synonym{"when is it an error", "in which case is it an error"},
};

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.'; }

size_t find_word(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    bool left = at == 0 || !is_word_char(text[at - 1]);
    bool right = at + word.size() >= text.size() || !is_word_char(text[at + word.size()]);
    if (left && right) return at;
  }
  return text.npos;
}

}  // namespace

std::string with_synonyms(const std::string& question, uint64_t variant) {
  if (variant == 0) return question;
  std::string out = question;
  uint64_t bit = 0;
  for (const auto& s : kSynonyms) {
    auto at = find_word(out, s.from);
    if (at == out.npos) continue;
    if ((variant >> (bit++ % 8)) & 1U) out = out.substr(0, at) + std::string(s.to) + out.substr(at + s.from.size());
  }
  return out;
}

}  // namespace jangin::synthesize
