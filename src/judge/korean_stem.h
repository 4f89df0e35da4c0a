// Stems of Korean words: which rests of a word are particles and endings alone. A closed list, no dictionary of stems.
#pragma once

#include <string>
#include <string_view>

namespace jangin::judge {

/// Whether `rest` is a row of particles and endings ("하여야", "에서는"); true for none.
bool is_korean_tail(std::string_view rest);

/// Whether two Korean words are forms of one stem of at least two syllables ("생성하는", "생성합니다"), or equal.
bool same_korean_stem(std::string_view a, std::string_view b);

/// Whether a word, or its stem before an ending, lies in `letters` (Reading::letters); a compound, when its parts do.
bool stands_korean(std::string_view word, const std::string& letters);

/// Whether a word stands as a noun: a particle behind it that is no verb's ending.
bool is_korean_noun(std::string_view word);

/// The same where no verb ends so: "기한을", "회사는"; not "받을", "알리는".
bool is_sure_korean_noun(std::string_view word);

/// Whether two syllables in a row of the word stand in a text's `letters`: "측정" of "재측정".
bool shares_korean_syllables(std::string_view word, std::string_view letters);

}  // namespace jangin::judge
