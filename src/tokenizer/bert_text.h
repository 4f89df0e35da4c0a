// BERT's view of characters (google-research/bert tokenization.py, as huggingface/tokenizers applies it). One character at a time, no context.
#pragma once

#include <string_view>

#include "tokenizer/text_edits.h"

namespace jangin::tokenizer {

/// NUL, U+FFFD and control characters removed; every white space becomes a space.
void clean_text(std::string_view text, Editor& editor);
/// Spaces around CJK ideographs.
void space_ideographs(std::string_view text, Editor& editor);
/// Marks removed: all (category M), or nonspacing ones only (Mn).
void remove_marks(std::string_view text, bool nonspacing_only, Editor& editor);
void lowercase(std::string_view text, Editor& editor);

/// ASCII other than letters, digits, space and controls; and category P.
bool is_bert_punctuation(char32_t c);

}  // namespace jangin::tokenizer
