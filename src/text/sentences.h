// Sentences and words of Korean and English prose, and which language a text is in. Rules, no model. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::text {

/// Sentences as views into `paragraph`, without surrounding white space. Knows abbreviations ("e.g.", "Fig."), decimals, codes ("G92.3"),
/// file names, enumerations, quotes and brackets; Korean endings ("다.", "요.", "음.") and full-width stops.
std::vector<std::string_view> split_sentences(std::string_view paragraph);

/// Words as views: runs of letters, digits and inner marks ("G92.3", "tool-change", "don't"); Korean eojeol split on spaces and punctuation.
std::vector<std::string_view> split_words(std::string_view text);

/// A Korean word without its trailing particles ("공구를" → "공구"); other words unchanged.
std::string_view strip_particles(std::string_view word);

/// "ko", "en" or "" (neither, or too short to tell): share of Hangul and Latin letters and English stop words.
std::string_view guess_language(std::string_view text);

/// Prose in neither: another script, or the function words of another Latin-script language ("de", "und", "que"). False for what is no prose.
bool is_other_language(std::string_view text);

}  // namespace jangin::text
