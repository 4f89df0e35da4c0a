// The quality steps: each rule on both sides of its limit, in English and Korean; profiles and configuration.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "refine/documents_for_tests.h"
#include "refine/registry.h"
#include "refine/text_statistics.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

RefineConfig web() {
  RefineConfig config;
  config.profile = "web";
  return config;
}

DocumentOutcome run_step(std::string_view step, const std::string& text, const std::string& language = "en", const RefineConfig& config = web()) {
  record::Document document = make_document("a.md", text);
  document.language = language;
  auto outcome = find_step(step)->make(config).value()->refine_document(document);
  EXPECT_TRUE(outcome.has_value());
  return std::move(*outcome);
}

std::string reason(std::string_view step, const std::string& text, const std::string& language = "en", const RefineConfig& config = web()) {
  return run_step(step, text, language, config).judgement.reason;
}

std::string repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// `count` different words with letters only, none a stop word: "wordaa wordab …".
std::string different_words(int count, const std::string& stem = "word") {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + stem + static_cast<char>('a' + i / 26 % 26) + static_cast<char>('a' + i % 26);
  return text;
}

std::string first_words(const std::string& text, int count) {
  size_t end = 0;
  for (int i = 0; i < count; ++i) end = text.find(' ', end + 1);
  return text.substr(0, end);
}

const std::string kStop = "the and ";

TEST(GopherQuality, Words) {
  auto english = [](const std::string& text) { return reason("gopher_quality", text); };
  EXPECT_EQ(english(kStop + different_words(47)), "too_few_words");
  EXPECT_EQ(english(kStop + different_words(47) + " — … !"), "too_few_words") << "symbols are no words";
  EXPECT_EQ(english(kStop + different_words(48)), "");
  RefineConfig config = web();
  config.quality.gopher_quality.limits.max_words = 60;
  EXPECT_EQ(reason("gopher_quality", kStop + different_words(58), "en", config), "");
  EXPECT_EQ(reason("gopher_quality", kStop + different_words(59), "en", config), "too_many_words");
  EXPECT_EQ(english(repeat("the and ", 30)), "");
  EXPECT_EQ(english(repeat("the and ", 30) + "of"), "words_too_short");
  EXPECT_EQ(english("the and " + repeat("characters ", 50) + std::string(24, 'x')), "") << "530 in 53 words";
  EXPECT_EQ(english("the and " + repeat("characters ", 50) + std::string(25, 'x')), "words_too_long");
}

TEST(GopherQuality, Symbols) {
  const std::string text = kStop + different_words(98);  // 100 tokens
  auto english = [](const std::string& what) { return reason("gopher_quality", what); };
  EXPECT_EQ(english(text + repeat(" word#b", 11)), "") << "11 of 111";
  EXPECT_EQ(english(text + repeat(" word#b", 11) + "#"), "too_many_hashes") << "12 of 112";
  EXPECT_EQ(english(text + repeat(" wo...rd", 6) + repeat(" wo…rd", 5)), "") << "11 of 111";
  EXPECT_EQ(english(text + repeat(" wo...rd", 6) + repeat(" wo…rd", 6)), "too_many_ellipses") << "12 of 112";
  EXPECT_EQ(english(kStop + different_words(78) + repeat(" 7", 20)), "") << "80 of 100";
  EXPECT_EQ(english(kStop + different_words(78) + repeat(" 7", 21)), "few_words_with_letter");
  EXPECT_EQ(english(kStop + different_words(78) + repeat(" +", 21)), "few_words_with_letter") << "symbols count";
}

TEST(GopherQuality, Lines) {
  const std::string words = kStop + different_words(48) + "\n";
  EXPECT_EQ(reason("gopher_quality", words + repeat("- one two\n", 9)), "") << "9 of 10";
  EXPECT_EQ(reason("gopher_quality", words + repeat("- one two\n", 5) + repeat("  • one two\n", 5)), "bullet_lines") << "10 of 11";
  EXPECT_EQ(reason("gopher_quality", words + repeat("one two three\n", 6) + repeat("four five six ...\n", 2) + "seven eight nine…"), "") << "3 of 10";
  EXPECT_EQ(reason("gopher_quality", words + repeat("one two three\n", 5) + repeat("four five six ...\n", 2) + "seven eight nine…"), "ellipsis_lines")
      << "3 of 9";
}

TEST(GopherQuality, StopWords) {
  EXPECT_EQ(reason("gopher_quality", "the the " + different_words(60)), "few_stop_words") << "two different ones";
  EXPECT_EQ(reason("gopher_quality", "the be " + different_words(60)), "");
  EXPECT_EQ(reason("gopher_quality", "the (that) " + different_words(60)), "") << "symbols are cut off";
  EXPECT_EQ(reason("gopher_quality", "the That " + different_words(60)), "few_stop_words") << "as they are written";
  EXPECT_EQ(reason("gopher_quality", "이 있다. " + different_words(60, "낱말")), "few_stop_words")
      << "a language that cannot be told is judged as English";
}

TEST(GopherQuality, Korean) {
  auto korean = [](const std::string& text) { return reason("gopher_quality", text, "ko"); };
  EXPECT_EQ(korean("이 있다. " + first_words(different_words(60, "낱말"), 38)), "");
  EXPECT_EQ(korean("이 있다. " + first_words(different_words(60, "낱말"), 37)), "too_few_words");
  EXPECT_EQ(korean("이 이 " + different_words(60, "낱말")), "few_stop_words");
  EXPECT_EQ(korean("이 및 " + repeat("가나 ", 60) + "다라마바"), "");
  EXPECT_EQ(korean("이 및 " + repeat("가나 ", 60)), "words_too_short");
  const std::string hangul = "이 및 " + repeat("한글 ", 19);  // 40 letters
  EXPECT_EQ(korean(hangul + repeat("latin ", 16)), "too_few_words");
  EXPECT_EQ(korean(hangul + repeat("abcd ", 40)), "") << "40 of 200 letters";
  EXPECT_EQ(korean(hangul + repeat("abcd ", 40) + "e"), "little_hangul");
}

TEST(GopherRepetition, LinesAndParagraphs) {
  auto english = [](const std::string& text) { return reason("gopher_repetition", text); };
  EXPECT_EQ(english(""), "empty");
  std::string seven;
  for (int i = 0; i < 7; ++i) seven += different_words(6, std::string("para") + static_cast<char>('a' + i)) + "\n\n";
  EXPECT_EQ(english(seven + "x\n\nx\n\nx\n\nx\n"), "") << "3 of 11 paragraphs";
  EXPECT_EQ(english(seven + "x\n\nx\n\nx\n\nx\n\nx\n"), "duplicate_paragraphs") << "4 of 12";
  const std::string line = different_words(10, "line");  // 69 characters
  auto one_said_twice = [](const std::string& gap, size_t characters) {
    const std::string piece = different_words(10, "line");  // 69 characters: 0.2 of 345
    std::string head = "ab cd" + gap + "ef gh" + gap, tail = gap + piece + gap + piece;
    RefineConfig config = web();
    config.quality.gopher_repetition.limits.max_duplicate.fill(-1);
    return reason("gopher_repetition", head + different_words(60).substr(0, characters - head.size() - tail.size()) + tail, "en", config);
  };
  EXPECT_EQ(one_said_twice("\n\n", 344), "duplicate_paragraph_characters");
  EXPECT_EQ(one_said_twice("\n\n", 345), "");
  EXPECT_EQ(one_said_twice("\n", 344), "duplicate_line_characters");
  EXPECT_EQ(one_said_twice("\n", 345), "");
  std::string lines;
  for (int i = 0; i < 6; ++i) lines += different_words(6, std::string("para") + static_cast<char>('a' + i)) + "\n";
  EXPECT_EQ(english(lines + "x\nx\nx\nx"), "") << "3 of 10 lines";
  EXPECT_EQ(english(lines + "x\nx\nx\nx\nx"), "duplicate_lines") << "4 of 11 lines";
  RefineConfig no_sequences = web();
  no_sequences.quality.gopher_repetition.limits.max_top.fill(-1);
  auto ends = [&](const std::string& text) { return reason("gopher_repetition", text, "en", no_sequences); };
  EXPECT_EQ(ends("a\nx\nx"), "duplicate_lines") << "1 of 3";
  EXPECT_EQ(ends("a\nx\nx\n"), "") << "1 of 4: after the last line end stands an empty piece";
  EXPECT_EQ(ends("\na\nx\nx\n"), "duplicate_lines") << "2 of 5: so it does before the first, and the two are the same";
}

/// A text of `characters` in all that says "aaaa bbbb … " of n words `times` times between different words.
std::string saying_again(int n, int times, size_t characters) {
  std::string sequence, text;
  for (int i = 0; i < n; ++i) sequence += std::string(4, static_cast<char>('a' + i)) + " ";
  for (int i = 0; i < times; ++i) text += sequence + "x" + std::to_string(i) + " ";
  for (int i = 0; text.size() < characters; ++i) text += "y" + std::to_string(i) + " ";
  return text.substr(0, characters - 1) + "z";
}

TEST(GopherRepetition, MostFrequentSequences) {
  const double shares[] = {0.2, 0.18, 0.16};
  for (int n = 2; n <= 4; ++n) {
    // The top sequence of n words has n × 4 characters and n - 1 spaces, six times.
    const auto said = static_cast<double>(6 * (5 * n - 1));
    const auto limit = static_cast<size_t>(std::ceil(said / shares[n - 2]));
    RefineConfig config = web();
    config.quality.gopher_repetition.limits.max_duplicate.fill(-1);
    for (int other = 2; other <= 4; ++other)
      config.quality.gopher_repetition.limits.max_top[static_cast<size_t>(other - 2)] = other == n ? shares[n - 2] : -1;
    EXPECT_EQ(reason("gopher_repetition", saying_again(n, 6, limit), "en", config), "") << n;
    EXPECT_EQ(reason("gopher_repetition", saying_again(n, 6, limit - 1), "en", config), "top_" + std::to_string(n) + "_grams");
  }
}

TEST(GopherRepetition, RepeatedSequences) {
  const double shares[] = {0.15, 0.14, 0.13, 0.12, 0.11, 0.1};
  for (int n = 5; n <= 10; ++n) {
    const auto again = static_cast<double>(2 * 4 * n);  // said three times: twice again, without spaces
    const auto limit = static_cast<size_t>(std::ceil(again / shares[n - 5]));
    RefineConfig config = web();
    config.quality.gopher_repetition.limits.max_top.fill(-1);
    for (int other = 5; other <= 10; ++other)
      config.quality.gopher_repetition.limits.max_duplicate[static_cast<size_t>(other - 5)] = other == n ? shares[n - 5] : -1;
    EXPECT_EQ(reason("gopher_repetition", saying_again(n, 3, limit), "en", config), "") << n;
    EXPECT_EQ(reason("gopher_repetition", saying_again(n, 3, limit - 1), "en", config), "duplicate_" + std::to_string(n) + "_grams");
  }
}

TEST(GopherRepetition, Korean) {
  EXPECT_EQ(reason("gopher_repetition", different_words(60, "낱말"), "ko"), "");
  auto said = [](int times) {
    std::string text = different_words(60, "낱말");
    for (int i = 0; i < times; ++i) text += " 공구를 바꾼다 x" + std::to_string(i);
    return reason("gopher_repetition", text, "ko");
  };
  EXPECT_EQ(said(12), "") << "84 of 433 characters";
  EXPECT_EQ(said(13), "top_2_grams") << "91 of 445 characters";
}

TEST(Fineweb, Rules) {
  auto english = [](const std::string& text) { return reason("fineweb", text); };
  auto lines = [](int ended, int open, size_t length) {
    std::string text;
    for (int i = 0; i < ended + open; ++i) {
      std::string line = different_words(12, std::string("li") + static_cast<char>('a' + i)).substr(0, length - 1);
      text += line + (i < ended ? "." : "w") + "\n";
    }
    return text;
  };
  EXPECT_EQ(english("\n \n"), "empty");
  EXPECT_EQ(english(lines(3, 22, 40)), "") << "3 of 25 end";
  EXPECT_EQ(english(lines(3, 23, 40)), "few_lines_with_end_mark");
  EXPECT_EQ(english(lines(2, 0, 30) + lines(1, 0, 31)), "") << "2 of 3 lines are short";
  EXPECT_EQ(english(lines(7, 0, 30) + lines(3, 0, 31)), "short_lines") << "7 of 10";
  const std::string body = lines(10, 0, 50);  // 500 characters but for line ends
  EXPECT_EQ(english(body + "five.\nfive.\n"), "") << "5 of 510";
  EXPECT_EQ(english(body + "six s.\nsix s.\n"), "duplicate_line_characters") << "6 of 512";
  const std::string ten = different_words(9) + " end.";  // eleven tokens with its full stop
  EXPECT_EQ(english(ten + "\n\n\n"), "") << "3 of 11";
  EXPECT_EQ(english(ten + "\n\n\n\n"), "many_line_ends") << "4 of 11";
}

TEST(Fineweb, Korean) {
  const std::string line20 = "공구를 교체한 뒤에는 길이를 다시 잰", line21 = "공구를 교체한 뒤에는 길이를 다시 잰다.";
  ASSERT_EQ(cut_text(line20).characters, 20U);
  std::string longer, shorter;
  for (const char* head : {"가", "나", "다"}) longer += head + line21 + "\n";
  for (int i = 0; i < 7; ++i) shorter += std::to_string(i) + line20.substr(3) + "\n";
  EXPECT_EQ(reason("fineweb", longer + shorter, "ko"), "short_lines") << "7 of 10";
  EXPECT_EQ(reason("fineweb", longer + "라" + line21 + "\n" + shorter, "ko"), "") << "7 of 11";
  EXPECT_EQ(reason("fineweb", longer + "라" + line21 + "\n" + shorter, "en"), "short_lines") << "30 characters in English";
}

const std::string kPage = "One sentence stands here.\nA second one is here! Is a third? Yes, this is.\nThe fifth is \"this.\"\n";

TEST(C4, Documents) {
  auto english = [](const std::string& text) { return reason("c4", text); };
  EXPECT_EQ(english(kPage), "");
  EXPECT_EQ(english(kPage.substr(0, kPage.find("The fifth"))), "too_few_sentences");
  EXPECT_EQ(english(kPage + "Lorem Ipsum dolor sit amet.\n"), "lorem_ipsum");
  EXPECT_EQ(english(kPage + "Lorem ipsum dolor sit amet\n"), "") << "in a line that goes anyhow";
  EXPECT_EQ(english(kPage + "Set { x } to one.\n"), "curly_bracket");
  EXPECT_EQ(english(kPage + "Set { x } to one\n"), "");
  EXPECT_EQ(run_step("c4", "One sentence stands here.\n").judgement.score, 1);
}

TEST(C4, LinesThatGo) {
  auto left = [](const std::string& line, const std::string& language = "en", const RefineConfig& config = web()) {
    DocumentOutcome outcome = run_step("c4", kPage + line + "\nThe last line stays.\n", language, config);
    EXPECT_TRUE(outcome.judgement.pass) << outcome.judgement.reason;
    std::string text = outcome.rewrite ? outcome.rewrite->text : kPage + line + "\nThe last line stays.\n";
    EXPECT_TRUE(text.starts_with(kPage) && text.ends_with("The last line stays.\n"));
    text = text.substr(kPage.size());
    return text.substr(0, text.find("The last line"));
  };
  EXPECT_EQ(left("This line stays, too."), "This line stays, too.\n");
  EXPECT_EQ(left("This line has no end mark"), "");
  EXPECT_EQ(left("This line trails off..."), "");
  EXPECT_EQ(left("Two words."), "");
  EXPECT_EQ(left("Please enable JavaScript to see this."), "");
  EXPECT_EQ(left("Read our Privacy Policy before you go on."), "");
  EXPECT_EQ(left("A line with " + std::string(1000, 'x') + " in it."), "A line with " + std::string(1000, 'x') + " in it.\n");
  EXPECT_EQ(left("A line with " + std::string(1001, 'x') + " in it."), "");
  EXPECT_EQ(left("Water boils[12] at[edit] 100 degrees[citation needed]."), "Water boils at 100 degrees.\n");
  EXPECT_EQ(left("Water boils at 100 degrees. [12]"), "") << "what is left ends in a space";
  EXPECT_EQ(left("See [the manual] and a[i]."), "See [the manual] and a[i].\n");
  EXPECT_EQ(left("It uses [1]cookies, it uses[2] cookies."), "") << "a phrase that appears when the mark is gone";
  EXPECT_EQ(left("\n\n\nmenu\n\n\nAfter a gap it goes on.\n\n"), "\nAfter a gap it goes on.\n\n") << "one empty line of several";
  EXPECT_EQ(left("두 어절이다."), "");
  EXPECT_EQ(left("두 어절이다.", "ko"), "두 어절이다.\n");
  EXPECT_EQ(left("한어절이다.", "ko"), "");
  EXPECT_EQ(left("우리의 이용약관을 먼저 읽어 주세요.", "ko"), "");
  RefineConfig config = web();
  config.quality.c4.limits.drop_lines_without_end_mark = false;
  config.quality.c4.limits.drop_citations = false;
  EXPECT_EQ(left("This line has no end mark[1]", "en", config), "This line has no end mark[1]\n");
}

TEST(C4, RewriteLeadsBack) {
  const std::string text = "menu\n" + kPage + "\nhome | about\n\nIt is[3] so and not otherwise.\n";
  DocumentOutcome outcome = run_step("c4", text);
  ASSERT_TRUE(outcome.rewrite);
  EXPECT_EQ(outcome.rewrite->text, kPage + "\nIt is so and not otherwise.\n");
  uint64_t before = 0, after = 0;
  for (const record::Edit& edit : outcome.rewrite->map.edits()) {
    EXPECT_EQ(text.substr(before, edit.before.begin - before), outcome.rewrite->text.substr(after, edit.after.begin - after));
    before = edit.before.end;
    after = edit.after.end;
  }
  EXPECT_EQ(text.substr(before), outcome.rewrite->text.substr(after));
  EXPECT_FALSE(run_step("c4", kPage).rewrite) << "nothing goes";
  EXPECT_FALSE(run_step("c4", "menu\nToo few sentences here.\n").rewrite) << "rejected documents stay whole";
}

TEST(QualityProfile, DocumentsNoteWebRejects) {
  const std::string list = repeat("menu item\n", 9) + "menu items";
  for (const char* step : {"gopher_quality", "gopher_repetition", "c4", "fineweb"}) {
    Judgement rejected = run_step(step, list).judgement;
    EXPECT_FALSE(rejected.pass) << step;
    DocumentOutcome noted = run_step(step, list, "en", {});
    EXPECT_TRUE(noted.judgement.pass) << step;
    EXPECT_EQ(noted.judgement.reason, "");
    EXPECT_EQ(noted.judgement.score, rejected.score);
    EXPECT_THAT(noted.judgement.detail, HasSubstr("noted: " + rejected.reason));
    EXPECT_FALSE(noted.rewrite);
    RefineConfig named;
    named.steps = {"normalise", step};
    EXPECT_EQ(reason(step, list, "en", named), rejected.reason) << "a step that the recipe names rejects";
    EXPECT_EQ(run_step(step, "", "en", {}).judgement.pass, true);
  }
  EXPECT_FALSE(run_step("c4", kPage + "menu\n", "en", {}).rewrite) << "only where it rejects";
  EXPECT_EQ(run_step("fineweb", kPage, "en", {}).judgement.detail, "");
}

Result<RefineConfig> parse(const std::string& toml) {
  RefineConfig config;
  JANGIN_ASSIGN(ConfigTable table, ConfigTable::parse(toml, "recipe.toml"));
  JANGIN_TRY(read_config(table.table("refine"), config));
  return config;
}

TEST(QualityConfig, KeysAndHash) {
  auto config = parse(
      "[refine]\nprofile = \"web\"\n[refine.gopher_quality]\nmin_words = 10\n[refine.gopher_quality.korean]\nstop_words = [\"가\"]\n"
      "[refine.gopher_repetition]\nmax_top_3_grams = 0.5\nmax_duplicate_10_grams = -1\n[refine.c4]\nmin_sentences = 3\n[refine.fineweb]\nshort_line "
      "= 12\n");
  ASSERT_TRUE(config) << config.error().text();
  EXPECT_EQ(config->quality.gopher_quality.limits.min_words, 10);
  EXPECT_EQ(config->quality.gopher_quality.korean.min_words, 40);
  EXPECT_THAT(config->quality.gopher_quality.korean.stop_words, ElementsAre("가"));
  EXPECT_EQ(config->quality.gopher_repetition.limits.max_top[1], 0.5);
  EXPECT_EQ(config->quality.gopher_repetition.limits.max_duplicate[5], -1);
  EXPECT_EQ(config->quality.c4.limits.min_sentences, 3);
  EXPECT_EQ(config->quality.fineweb.limits.short_line, 12);
  EXPECT_EQ(reason("gopher_quality", kStop + different_words(8), "en", *config), "");
  std::set<std::string> hashes = {config_hash({})};
  for (const char* toml :
       {"[refine]\nprofile = \"web\"", "[refine.gopher_quality]\nmin_words = 51", "[refine.gopher_quality.korean]\nmin_words = 51",
        "[refine.gopher_repetition]\nmax_top_2_grams = 1", "[refine.c4.korean]\nline_phrases = []", "[refine.fineweb]\nmax_line_ends = -1"}) {
    auto other = parse(toml);
    ASSERT_TRUE(other) << other.error().text();
    EXPECT_TRUE(hashes.insert(config_hash(*other)).second) << toml;
  }
  auto wrong = parse("[refine]\nprofile = \"wed\"\n");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().text(), HasSubstr("documents"));
  wrong = parse("[refine.fineweb.korean]\nshort_lines = 3\n");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().text(), HasSubstr("short_line"));
}

}  // namespace
}  // namespace jangin::refine
