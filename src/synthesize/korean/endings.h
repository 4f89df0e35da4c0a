// Korean endings: statements become questions, parts of them statements again; particles that fit the sound before them. Rules; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace jangin::synthesize::korean {

/// "…하여야 한다." → "…하여야 하는가?", "…미만일 것" → "…미만이어야 하는가?", "…합니다." → "…합니까?"; empty when the ending is not known.
std::string to_question(std::string_view sentence);
/// A polite sentence and an order ended plainly, without the stop: "발생합니다." → "발생한다", "담가 두십시오" → "담가 두어야 한다", "켜지 마십시오"
/// → "켜지 말아야 한다"; others stay as they are.
std::string plain_end(std::string_view sentence);
/// "…하는가?" → "…하나요?".
std::string to_polite(std::string_view question);
/// What stands before a noun: "설치하여야 한다" → "설치하여야 하는", "이다" → "인"; empty when the ending is not known.
std::string attributive(std::string_view sentence);
/// A clause that goes on ("발판을 설치하고") ended as the whole sentence ends ("…하여야 한다" → "발판을 설치하여야 한다"); empty when it cannot be
/// told.
std::string closed(std::string_view clause, std::string_view whole);

/// Whether a word ends in a consonant; 'ㄹ' counts as none for "로".
bool ends_in_consonant(std::string_view word);
/// The word with the particle that fits it: ("보안면", "을", "를") → "보안면을".
std::string with_particle(std::string_view word, std::string_view after_consonant, std::string_view after_vowel);

}  // namespace jangin::synthesize::korean
