// Looking around a value. Called only for what has the form already, so plain searches do.
#include "refine/personal/context.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/strings.h"
#include "refine/personal/digits.h"

namespace jangin::refine {
namespace {

constexpr size_t kBefore = 72, kAfter = 48, kLabel = 64, kTableRows = 400;

/// Not a word's inside: "ip" in "ship" or "ipsum" does not count.
bool is_whole(std::string_view in, size_t at, std::string_view word) {
  if (is_ascii_alnum(word.front()) && at > 0 && is_ascii_letter(in[at - 1])) return false;
  size_t end = at + word.size();
  return !is_ascii_letter(word.back()) || end >= in.size() || !is_ascii_letter(in[end]);
}

/// The end of the last whole `word` in `in`; npos when there is none.
size_t last_end(std::string_view in, std::string_view word) {
  for (size_t at = in.rfind(word); at != in.npos; at = at == 0 ? in.npos : in.rfind(word, at - 1)) {
    if (is_whole(in, at, word)) return at + word.size();
  }
  return in.npos;
}

/// Forwards to the first byte of a character.
size_t at_character(std::string_view text, size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

bool is_plain_beginning(std::string_view before) {
  return std::all_of(before.begin(), before.end(), [](char c) { return c == ' ' || c == '\t' || c == '*' || c == '|' || c == '>' || c == '('; });
}

/// What stands after the last full stop that ends a sentence: behind a word of four letters or a Korean ending, not "no.", "ref.".
std::string_view last_sentence(std::string_view text) {
  for (size_t stop = text.rfind(". "); stop != text.npos && stop > 0; stop = text.rfind(". ", stop - 1)) {
    size_t letters = 0;
    while (letters < stop && is_ascii_letter(text[stop - 1 - letters])) ++letters;
    if (letters >= 4 || text.substr(0, stop).ends_with("다") || text[stop - 1] == '*' || text[stop - 1] == ')' || text[stop - 1] == '`')
      return text.substr(stop + 2);
  }
  return text;
}

/// The line above, when it is short enough for a label; one empty line may lie between.
std::string_view label_above(std::string_view text, size_t begin) {
  for (int i = 0; i < 2 && begin > 0; ++i) {
    size_t above = line_begin(text, begin - 1);
    std::string_view line = trim(text.substr(above, begin - 1 - above));
    if (!line.empty()) return line.size() <= kLabel ? line : std::string_view();
    begin = above;
  }
  return {};
}

}  // namespace

size_t line_begin(std::string_view text, size_t at) {
  const void* newline = memrchr(text.data(), '\n', at);
  return newline == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(newline) - text.data()) + 1;
}

size_t line_end(std::string_view text, size_t at) {
  size_t newline = text.find('\n', at);
  return newline == text.npos ? text.size() : newline;
}

std::string_view column_heading(std::string_view text, size_t at) {
  size_t begin = line_begin(text, at);
  if (text.size() <= begin || text[begin] != '|') return {};
  auto column = std::count(text.begin() + static_cast<ptrdiff_t>(begin), text.begin() + static_cast<ptrdiff_t>(at), '|');
  size_t first = begin;
  for (size_t row = 0; row < kTableRows && first > 0; ++row) {
    size_t above = line_begin(text, first - 1);
    if (text[above] != '|') break;
    first = above;
  }
  if (first == begin) return {};
  std::string_view line = text.substr(first, line_end(text, first) - first);
  for (; column > 0; --column) {
    size_t bar = line.find('|');
    if (bar == line.npos) return {};
    line.remove_prefix(bar + 1);
  }
  return trim(line.substr(0, line.find('|')));
}

Context context_of(std::string_view text, record::Span value) {
  Context context;
  size_t begin = line_begin(text, value.begin);
  size_t from = value.begin - begin > kBefore ? at_character(text, value.begin - kBefore) : begin;
  std::string_view before = text.substr(from, value.begin - from);
  std::string_view heading = column_heading(text, value.begin);
  if (!heading.empty()) {
    context.before = to_lower_ascii(heading);
    context.labelled = true;
  } else if (from == begin && is_plain_beginning(before)) {
    context.before = to_lower_ascii(label_above(text, begin));
    context.labelled = true;
  } else {
    context.before = to_lower_ascii(before);
  }
  context.after = to_lower_ascii(text.substr(value.end, std::min(kAfter, line_end(text, value.end) - value.end)));
  return context;
}

size_t Context::distance(WordList words) const {
  size_t nearest = kFar;
  for (std::string_view word : words) {
    size_t end = last_end(before, word);
    if (end != before.npos) nearest = std::min(nearest, before.size() - end);
  }
  return nearest;
}

bool Context::announces(WordList words) const {
  size_t far = distance(words);
  return far != kFar && std::none_of(before.end() - static_cast<ptrdiff_t>(far), before.end(), is_ascii_digit);
}

bool Context::is_after(WordList words) const {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    size_t at = after.find(word);
    return at != after.npos && is_whole(after, at, word);
  });
}

WordList other_numbers() {
  static constexpr auto kWords = std::to_array<std::string_view>({"part",
                                                                  "parts",
                                                                  "p/n",
                                                                  "pn",
                                                                  "part no",
                                                                  "serial",
                                                                  "s/n",
                                                                  "sn",
                                                                  "model",
                                                                  "order",
                                                                  "orders",
                                                                  "po",
                                                                  "purchase order",
                                                                  "tracking",
                                                                  "invoice",
                                                                  "isbn",
                                                                  "issn",
                                                                  "doi",
                                                                  "lot",
                                                                  "batch",
                                                                  "ref",
                                                                  "reference",
                                                                  "ticket",
                                                                  "case",
                                                                  "version",
                                                                  "patent",
                                                                  "sku",
                                                                  "barcode",
                                                                  "ean",
                                                                  "upc",
                                                                  "checksum",
                                                                  "hash",
                                                                  "build",
                                                                  "drawing",
                                                                  "asset",
                                                                  "contract no",
                                                                  "epoch",
                                                                  "timestamp",
                                                                  "product code",
                                                                  "item",
                                                                  "catalog",
                                                                  "catalogue",
                                                                  "품번",
                                                                  "부품",
                                                                  "모델",
                                                                  "형번",
                                                                  "일련번호",
                                                                  "시리얼",
                                                                  "제조번호",
                                                                  "주문",
                                                                  "발주",
                                                                  "운송장",
                                                                  "송장",
                                                                  "로트",
                                                                  "특허",
                                                                  "출원",
                                                                  "버전",
                                                                  "바코드",
                                                                  "자산",
                                                                  "관리번호",
                                                                  "문서번호",
                                                                  "고시",
                                                                  "법인등록",
                                                                  "법인 등록",
                                                                  "법인등록번호",
                                                                  "법인 등록번호",
                                                                  "접수번호",
                                                                  "증권번호",
                                                                  "수료번호",
                                                                  "사건",
                                                                  "도면",
                                                                  "품목",
                                                                  "제품번호",
                                                                  "제품 번호",
                                                                  "견적",
                                                                  "계약번호",
                                                                  "인증번호",
                                                                  "허가번호",
                                                                  "승인번호",
                                                                  "좌표",
                                                                  "규격",
                                                                  "우편번호",
                                                                  "등기번호",
                                                                  "차대번호",
                                                                  "시료",
                                                                  "corporate registration"});
  return kWords;
}

bool speaks_for(const Context& context, WordList words) {
  size_t far = context.distance(words);
  return far != Context::kFar && far < context.distance(other_numbers());
}

bool speaks_against(const Context& context) {
  Context clause;
  clause.before = last_sentence(context.before);
  return clause.is_before(other_numbers());
}

}  // namespace jangin::refine
