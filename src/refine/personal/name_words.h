// Words for judging names: common given names, words that are no names, titles. Plain lists, sorted at first use. Thread-safe.
#pragma once

#include <string_view>

namespace jangin::refine {

/// A Korean word that has the form of a name ("정보", "공무원").
bool is_korean_word(std::string_view word);
/// A common given name that ends as a word with its particle may ("지은", "유나").
bool is_korean_given_name(std::string_view word);
/// A given name common in English texts, of whatever language, as "James", "Priya"; letter case as in names.
bool is_given_name(std::string_view word);
/// A capitalised word of titles, products, places and organisations that follows a label as often as a name does ("Support", "Visual").
bool is_english_word(std::string_view word);

}  // namespace jangin::refine
