// The n-gram model as a probability, the corpus's two models, the step. Broken texts are made by code: characters of real sentences in another order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "base/random.h"
#include "base/thread_pool.h"
#include "refine/documents_for_tests.h"
#include "refine/perplexity/corpus_models.h"
#include "refine/perplexity/ngram_model.h"
#include "refine/perplexity/pieces.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

/// Interpolated Kneser-Ney by its formulas, over maps of strings: what the table is compared with. One discount an order, n1 / (n1 + 2 n2).
class Reference {
 public:
  Reference(std::u32string text, int order) : order_(static_cast<size_t>(order)) {
    text = std::u32string(order_, U'\n') + text;
    for (size_t end = order_; end < text.size(); ++end) ++counts_[text.substr(end - order_ + 1, order_)];
    std::map<std::u32string, double> longer = counts_;
    for (size_t length = order_ - 1; length >= 1; --length) {
      std::map<std::u32string, double> shorter;
      for (const auto& [gram, count] : longer) ++shorter[gram.substr(1)];
      counts_.insert(shorter.begin(), shorter.end());
      longer = shorter;
    }
    for (const auto& [gram, count] : counts_) {
      once_[gram.size()] += count == 1, twice_[gram.size()] += count == 2;
      totals_[gram.substr(0, gram.size() - 1)][gram.size()].first += count;
      totals_[gram.substr(0, gram.size() - 1)][gram.size()].second += 1;
    }
  }
  double probability(const std::u32string& before, char32_t c) const {
    double p = 1.0 / (0x110000 - 0x800);
    for (size_t length = 1; length <= order_; ++length) {
      const std::u32string context = before.substr(before.size() - (length - 1));
      const auto found = totals_.find(context);
      if (found == totals_.end() || !found->second.contains(length)) continue;
      const auto [total, distinct] = found->second.at(length);
      const double n1 = once_.at(length), n2 = twice_.at(length), discount = n1 == 0 ? 0.5 : std::clamp(n1 / (n1 + 2 * n2), 0.05, 0.95);
      const auto gram = counts_.find(context + c);
      const double count = gram == counts_.end() ? 0 : gram->second;
      p = (std::max(count - discount, 0.0) + discount * distinct * p) / total;
    }
    return p;
  }

 private:
  size_t order_;
  std::map<std::u32string, double> counts_;
  std::map<size_t, double> once_, twice_;
  std::map<std::u32string, std::map<size_t, std::pair<double, double>>> totals_;
};

std::u32string to_characters(std::string_view text) {
  std::u32string characters;
  for (size_t at = 0; at < text.size();) characters += text::next_code_point(text, at);
  return characters;
}

TEST(NgramModelTest, AgreesWithTheFormulas) {
  const std::string learned = prose(40, 1) + " 정비를 할 때에는 운전을 정지한다.", asked = prose(15, 2) + " 운전을 정비한다. Ω";
  for (int order : {1, 2, 4, 6}) {
    NgramModel model(order);
    model.add(learned);
    model.finish();
    const Reference reference(to_characters(learned), order);
    std::u32string before(static_cast<size_t>(order), U'\n');
    double bits = 0;
    for (char32_t c : to_characters(asked)) bits -= std::log2(reference.probability(before, c)), before += c;
    EXPECT_NEAR(model.bits(asked), bits, 1e-9 * bits) << order;
  }
}

TEST(NgramModelTest, ProbabilitiesSumToOne) {
  NgramModel model(3);
  model.add("abcabcabd abd");
  model.finish();
  const double before = model.bits("ab");
  double sum = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text = "ab";
    text::append_utf8(text, c);
    sum += std::exp2(before - model.bits(text));
  }
  EXPECT_NEAR(sum, 1, 1e-6);
}

TEST(NgramModelTest, DoesNotDependOnTheOrderOfTexts) {
  NgramModel one(5), other(5);
  for (int i = 0; i < 20; ++i) one.add(prose(100, i)), other.add(prose(100, 19 - i));
  one.finish(), other.finish();
  EXPECT_EQ(one.bits(prose(50, 33)), other.bits(prose(50, 33)));
  EXPECT_EQ(one.size(), other.size());
}

TEST(Pieces, LieEvenlyAndBetweenCharacters) {
  EXPECT_THAT(cut_pieces("short", 4, 100), testing::ElementsAre("short"));
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "정비";
  const auto pieces = cut_pieces(text, 4, 100);
  ASSERT_EQ(pieces.size(), 4);
  for (std::string_view piece : pieces) EXPECT_TRUE(text::is_valid_utf8(piece));
  EXPECT_EQ(pieces.front().data(), text.data());
  EXPECT_EQ(pieces.back().data() + pieces.back().size(), text.data() + text.size());
}

std::string shuffled(const std::string& text, uint64_t seed) {
  std::string result = text;
  Random(seed).shuffle(result);
  return result;
}

class PerplexityStep : public WorkspaceTest {
 protected:
  RefineConfig config() {
    RefineConfig config;
    config.steps = {"language", "perplexity"};
    config.perplexity.documents = workspace_ / "collect" / "documents.parquet";
    return config;
  }
  std::map<std::string, record::Verdict> verdicts() {
    std::map<std::string, record::Verdict> found;
    auto all = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet");
    EXPECT_TRUE(all);
    for (const record::Verdict& verdict : *all) {
      if (verdict.step == "perplexity") found[verdict.subject_id] = verdict;
    }
    return found;
  }
  std::vector<record::Document> thirty() {
    std::vector<record::Document> documents;
    for (int i = 0; i < 30; ++i) documents.push_back(make_document("d" + std::to_string(i), prose(200, i)));
    documents.push_back(make_document("broken", shuffled(prose(200, 99), 5)));
    return documents;
  }
};

TEST_F(PerplexityStep, NotesBrokenTextAsTheMostUnusual) {
  const auto documents = thirty();
  collect(documents);
  auto report = refine({workspace_, config()});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->documents_kept, 31);
  const auto found = verdicts();
  ASSERT_EQ(found.size(), 31);
  const record::Verdict& broken = found.at(documents.back().doc_id);
  EXPECT_TRUE(broken.pass);
  for (const auto& [id, verdict] : found) EXPECT_LE(verdict.score, broken.score);
  EXPECT_GT(broken.score, 2 * found.at(documents[0].doc_id).score);
  EXPECT_THAT(broken.detail, testing::HasSubstr("bits per byte"));
}

TEST_F(PerplexityStep, RejectsBeyondTheRecipesLimits) {
  const auto documents = thirty();
  collect(documents);
  RefineConfig limited = config();
  limited.perplexity.max_bits_per_byte = 4;
  auto report = refine({workspace_, limited});
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_EQ(report->documents_rejected, 1);
  EXPECT_EQ(report->reasons[0].reason, "high_perplexity");
  limited = config();
  limited.languages = {};
  limited.perplexity.min_bits_per_byte = 4;
  report = refine({workspace_, limited});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->documents_kept, 1);
  EXPECT_EQ(report->reasons[0].reason, "low_perplexity");
  limited = config();
  limited.steps = {"perplexity"};  // one language: unknown
  limited.perplexity.max_percentile = 90;
  report = refine({workspace_, limited});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->documents_rejected, 3);  // of 31 those at 91.9, 95.2 and 98.4
}

TEST_F(PerplexityStep, PercentilesAreOfTheLanguage) {
  std::vector<record::Document> documents;
  for (int i = 0; i < 25; ++i) {
    documents.push_back(make_document("en" + std::to_string(i), prose(200, i)));
    std::string korean;
    for (int j = 0; j < 30; ++j) korean += "사업주는 기계의 정비를 " + std::to_string(i * 31 + j * 7) + "일마다 하여야 하고 근로자에게 알려야 한다. ";
    documents.push_back(make_document("ko" + std::to_string(i), korean));
  }
  collect(documents);
  auto report = refine({workspace_, config()});
  ASSERT_TRUE(report) << report.error().text();
  const auto found = verdicts();
  std::map<std::string, std::set<double>> scores;
  for (const record::Document& document : documents) {
    const std::string language = document.source_id.substr(0, 2);
    const record::Verdict& verdict = found.at(document.doc_id);
    EXPECT_THAT(verdict.detail, testing::HasSubstr(" of 25 documents in " + language));
    scores[language].insert(verdict.score);
  }
  for (const auto& [language, values] : scores) {
    const double most = *values.rbegin();
    for (const record::Document& document : documents) {
      const record::Verdict& verdict = found.at(document.doc_id);
      if (!document.source_id.starts_with(language) || verdict.score != most) continue;
      EXPECT_THAT(verdict.detail, testing::HasSubstr("percentile 98.0"));
    }
  }
}

TEST_F(PerplexityStep, IsTheSameOnAnyThreadsAndBatches) {
  collect(thirty());
  std::vector<std::string> hashes;
  for (int threads : {1, 3}) {
    ThreadPool::set_threads(threads);
    std::filesystem::remove_all(workspace_ / "refine");
    RefineRequest request{workspace_, config()};
    request.batch_bytes = threads == 1 ? 1 << 20 : 2000;
    ASSERT_TRUE(refine(request));
    hashes.push_back(record::read_shard_info(workspace_ / "refine" / "verdicts.parquet")->rows_hash);
  }
  ThreadPool::set_threads(1);
  EXPECT_EQ(hashes[0], hashes[1]);
}

/// A document that is there twice, and nothing like the others: by the model that has seen its text it would cost next to nothing.
TEST_F(PerplexityStep, NoDocumentIsMeasuredByItsOwnText) {
  auto documents = thirty();
  const std::string odd = shuffled(prose(300, 7), 9);
  documents.push_back(make_document("odd", odd));
  documents.push_back(make_document("odd again", odd));
  collect(documents);
  RefineConfig own = config();
  auto models = CorpusModels::train(own.perplexity.documents, own.perplexity);
  ASSERT_TRUE(models) << models.error().text();
  for (size_t i : {documents.size() - 2, documents.size() - 1})
    EXPECT_GT(models->bits(documents[i].doc_id, odd) / static_cast<double>(odd.size()), 3) << i;
}

TEST_F(PerplexityStep, SampleKeepsToItsSizeWhateverTheOrder) {
  std::vector<record::Document> documents;
  for (int i = 0; i < 400; ++i) documents.push_back(make_document("d" + std::to_string(i), prose(1500, i)));
  collect(documents);
  PerplexityConfig own = config().perplexity;
  own.sample_mb = 1;
  auto one = CorpusModels::train(own.documents, own);
  ASSERT_TRUE(one) << one.error().text();
  std::reverse(documents.begin(), documents.end());
  collect(documents);
  auto other = CorpusModels::train(own.documents, own);
  ASSERT_TRUE(other);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(one->bits(documents[i].doc_id, documents[i].text), other->bits(documents[i].doc_id, documents[i].text));
  own.sample_mb = 4;
  auto all = CorpusModels::train(own.documents, own);
  ASSERT_TRUE(all);
  EXPECT_NE(one->bits(documents[0].doc_id, documents[0].text), all->bits(documents[0].doc_id, documents[0].text));  // 1.6 MB of pieces
}

TEST_F(PerplexityStep, AsksTheModelThatIsHandedIn) {
  auto documents = thirty();
  documents.push_back(make_document("short", "too short"));
  collect(documents);
  RefineConfig named = config();
  named.perplexity.model = "some-model";
  named.perplexity.model_hash = "abc";
  named.perplexity.pieces = 2, named.perplexity.piece_bytes = 300;
  named.perplexity.open_model = []() -> Result<MeasureText> {
    return [](std::string_view text) -> Result<TextBits> { return TextBits{3.0 * static_cast<double>(text.size()), text.size()}; };
  };
  auto report = refine({workspace_, named});
  ASSERT_TRUE(report) << report.error().text();
  const auto found = verdicts();
  EXPECT_NEAR(found.at(documents[0].doc_id).score, 3, 1e-12);
  EXPECT_EQ(found.at(documents.back().doc_id).score, 0);
  named.perplexity.open_model = []() -> Result<MeasureText> { return fail(ErrorCode::invalid_format, "is no model", "m.gguf"); };
  named.perplexity.model_hash = "def";
  report = refine({workspace_, named});
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().text(), testing::HasSubstr("is no model"));
}

TEST(PerplexityConfigTest, SettingsAndModelArePartOfTheHash) {
  RefineConfig config;
  const std::string before = config_hash(config);
  config.perplexity.max_percentile = 99;
  const std::string after = config_hash(config);
  EXPECT_NE(before, after);
  config.perplexity.model_hash = "abc";
  EXPECT_NE(config_hash(config), after);
  auto table = ConfigTable::parse("[perplexity]\nmodel = \"none\"\nmax_percentil = 3\n", "recipe");
  ASSERT_TRUE(table);
  auto status = read_config(*table, config);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), testing::HasSubstr("max_percentile"));
}

}  // namespace
}  // namespace jangin::refine
