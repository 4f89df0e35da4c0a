// The limits' keys, and what is different in Korean. Each struct lists its keys once, for reading and for hashing.
#include "refine/quality_config.h"

#include <fmt/format.h>

namespace jangin::refine {
namespace {

constexpr double kMost = 1e9;
constexpr int64_t kMostWhole = 1'000'000'000;

template <typename Limits, typename Visitor>
  requires std::same_as<std::remove_const_t<Limits>, GopherQualityLimits>
void visit(Limits& limits, Visitor&& see) {
  see("min_words", limits.min_words);
  see("max_words", limits.max_words);
  see("min_mean_word_length", limits.min_mean_word_length);
  see("max_mean_word_length", limits.max_mean_word_length);
  see("max_hashes", limits.max_hashes);
  see("max_ellipses", limits.max_ellipses);
  see("max_bullet_lines", limits.max_bullet_lines);
  see("max_ellipsis_lines", limits.max_ellipsis_lines);
  see("min_words_with_letter", limits.min_words_with_letter);
  see("min_stop_words", limits.min_stop_words);
  see("stop_words", limits.stop_words);
  see("min_hangul", limits.min_hangul);
}

template <typename Limits, typename Visitor>
  requires std::same_as<std::remove_const_t<Limits>, GopherRepetitionLimits>
void visit(Limits& limits, Visitor&& see) {
  see("max_duplicate_paragraphs", limits.max_duplicate_paragraphs);
  see("max_duplicate_paragraph_characters", limits.max_duplicate_paragraph_characters);
  see("max_duplicate_lines", limits.max_duplicate_lines);
  see("max_duplicate_line_characters", limits.max_duplicate_line_characters);
  for (size_t i = 0; i < limits.max_top.size(); ++i) see(fmt::format("max_top_{}_grams", Limits::kFirstTop + i), limits.max_top[i]);
  for (size_t i = 0; i < limits.max_duplicate.size(); ++i)
    see(fmt::format("max_duplicate_{}_grams", Limits::kFirstDuplicate + i), limits.max_duplicate[i]);
}

template <typename Limits, typename Visitor>
  requires std::same_as<std::remove_const_t<Limits>, C4Limits>
void visit(Limits& limits, Visitor&& see) {
  see("drop_lines_without_end_mark", limits.drop_lines_without_end_mark);
  see("drop_citations", limits.drop_citations);
  see("reject_curly_brackets", limits.reject_curly_brackets);
  see("reject_lorem_ipsum", limits.reject_lorem_ipsum);
  see("min_words_in_line", limits.min_words_in_line);
  see("max_word_length", limits.max_word_length);
  see("line_phrases", limits.line_phrases);
  see("min_sentences", limits.min_sentences);
}

template <typename Limits, typename Visitor>
  requires std::same_as<std::remove_const_t<Limits>, FinewebLimits>
void visit(Limits& limits, Visitor&& see) {
  see("min_lines_with_end_mark", limits.min_lines_with_end_mark);
  see("max_short_lines", limits.max_short_lines);
  see("short_line", limits.short_line);
  see("max_duplicate_line_characters", limits.max_duplicate_line_characters);
  see("max_line_ends", limits.max_line_ends);
}

struct Reader {
  ConfigTable& table;
  void operator()(std::string_view key, bool& value) { table.flag(key, value); }
  void operator()(std::string_view key, int64_t& value) { table.integer(key, value, -1, kMostWhole); }
  void operator()(std::string_view key, double& value) { table.number(key, value, -1, kMost); }
  void operator()(std::string_view key, std::vector<std::string>& value) { table.texts(key, value); }
};

struct Hasher {
  Sha256& hash;
  template <typename Value>
  void operator()(std::string_view key, const Value& value) {
    hash.field(fmt::format("{} {}", key, value));
  }
  void operator()(std::string_view key, const std::vector<std::string>& values) {
    hash.field(key).field(values.size());
    for (const std::string& value : values) hash.field(value);
  }
};

template <typename Config>
Status read_step(ConfigTable table, Config& config) {
  visit(config.limits, Reader{table});
  ConfigTable korean = table.table("korean");
  visit(config.korean, Reader{korean});
  JANGIN_TRY(korean.finish());
  return table.finish();
}

template <typename Config>
void hash_step(Sha256& hash, const Config& config) {
  visit(config.limits, Hasher{hash});
  visit(config.korean, Hasher{hash});
}

}  // namespace

GopherQualityLimits GopherQualityConfig::korean_limits() {
  GopherQualityLimits limits;
  limits.min_words = 40;
  limits.max_words = 80'000;
  limits.min_mean_word_length = 2;
  limits.stop_words = {"이",     "그",   "저",   "것",   "수",   "등",   "및",   "또는",     "때",     "더",     "한",   "할",
                       "하는",   "된",   "되는", "있는", "없는", "있다", "한다", "있습니다", "합니다", "대한",   "위한", "위해",
                       "위하여", "통해", "따라", "다른", "같은", "모든", "경우", "그리고",   "하지만", "그러나", "우리"};
  limits.min_hangul = 0.2;
  return limits;
}

C4Limits C4Config::korean_limits() {
  C4Limits limits;
  limits.min_words_in_line = 2;
  limits.line_phrases.insert(limits.line_phrases.end(), {"자바스크립트", "이용약관", "이용 약관", "개인정보 처리방침", "개인정보처리방침",
                                                         "개인정보 취급방침", "쿠키 정책", "쿠키를 사용"});
  return limits;
}

FinewebLimits FinewebConfig::korean_limits() {
  FinewebLimits limits;
  limits.short_line = 20;
  limits.max_line_ends = 0.35;
  return limits;
}

Status read_quality_config(ConfigTable& refine, QualityConfig& config) {
  JANGIN_TRY(read_step(refine.table("gopher_quality"), config.gopher_quality));
  JANGIN_TRY(read_step(refine.table("gopher_repetition"), config.gopher_repetition));
  JANGIN_TRY(read_step(refine.table("c4"), config.c4));
  return read_step(refine.table("fineweb"), config.fineweb);
}

void hash_quality_config(Sha256& hash, const QualityConfig& config) {
  hash_step(hash, config.gopher_quality);
  hash_step(hash, config.gopher_repetition);
  hash_step(hash, config.c4);
  hash_step(hash, config.fineweb);
}

}  // namespace jangin::refine
