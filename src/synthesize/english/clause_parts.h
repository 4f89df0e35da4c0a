// What clause.cpp, plain.cpp and sentence.cpp share: not for use outside this folder.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "synthesize/english/clause.h"

namespace jangin::synthesize::english {

constexpr size_t kNone = std::string::npos;

/// The token's core is one of `words`, whatever its case.
bool is_word(const Token& token, std::initializer_list<std::string_view> words);
/// Tokens [begin, end) hold a finite verb.
bool has_finite(const Tokens& tokens, size_t begin, size_t end);
/// The same statement with whole words, without asides, its condition in front where it stood before the verb.
std::string plainer(std::string text);
/// A remark behind one dash goes; a clause with a subject of its own stays, behind a semicolon. "M62 - M65" is a range.
std::string without_remark(std::string text);
/// Appends the clauses of [begin, end), a main clause and what is coordinated with it; `base` holds what led it in.
void parse_main(const Tokens& tokens, size_t begin, size_t end, const Clause& base, std::vector<Clause>& out);

}  // namespace jangin::synthesize::english
