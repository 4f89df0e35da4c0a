// Two passes over the parts: verdicts and edits first, for only then is known which texts are kept; then documents and passages.
#include "refine/assemble.h"

#include <unordered_set>

#include "base/interrupt.h"
#include "base/progress.h"
#include "refine/passage_merger.h"
#include "refine/report.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

template <typename R>
using Sink = std::unique_ptr<record::RecordSink<R>>;

class Assembler {
 public:
  Assembler(const Assembly& assembly, const fs::path& workspace, RefineReport& report, BalanceCounter& balance, DetectedRights& rights)
      : assembly_(assembly),
        folder_(workspace / "refine"),
        rejected_(workspace / "rejected" / "refine"),
        report_(report),
        balance_(balance),
        rights_(rights),
        counter_(assembly.steps, report) {}

  Result<std::vector<record::ShardInfo>> run() {
    JANGIN_ASSIGN(verdicts_, record::open_verdicts(folder_ / "verdicts.parquet"));
    JANGIN_ASSIGN(record::ShardInfo edits, write_verdicts_and_edits());
    JANGIN_ASSIGN(std::vector<record::ShardInfo> shards, write_documents_and_passages());
    JANGIN_ASSIGN(record::ShardInfo verdicts, verdicts_->finish());
    shards.insert(shards.begin() + 2, {std::move(verdicts), std::move(edits)});
    counter_.finish();
    return shards;
  }

 private:
  template <typename Take>
  Status each_document(const char* label, Take take) {
    Progress progress(label, assembly_.kept.size(), "documents");
    uint64_t row = 0;
    for (const PartInfo& part : assembly_.parts) {
      if (interrupted()) return std::unexpected(interrupted_error());
      JANGIN_TRY(assembly_.store.read(part.first_row, [&](RefinedDocument& refined) -> Status {
        progress.add();
        bool kept = assembly_.kept[row] != 0;
        return take(row++, kept, refined);
      }));
    }
    return {};
  }

  Result<record::ShardInfo> write_verdicts_and_edits() {
    JANGIN_ASSIGN(Sink<record::TextEdit> edits, record::open_text_edits(folder_ / "text_edits.parquet"));
    std::vector<size_t> at(assembly_.comparisons.size(), 0);
    JANGIN_TRY(each_document("verdicts", [&](uint64_t row, bool kept, RefinedDocument& refined) -> Status {
      for (size_t c = 0; c < at.size(); ++c) {
        const Comparison& comparison = assembly_.comparisons[c];
        if (at[c] == comparison.rows.size() || comparison.rows[at[c]] != row) continue;
        refined.verdicts.push_back(make_verdict(refined.document.doc_id, *comparison.step, comparison.judgements[at[c]++]));
      }
      for (const record::Verdict& verdict : refined.verdicts) JANGIN_TRY(verdicts_->append(verdict));
      for (const record::TextEdit& edit : refined.edits) JANGIN_TRY(edits->append(edit));
      counter_.add_document(refined, kept);
      rights_.add(refined.document);
      if (kept) balance_.add(refined.document, refined.balance);
      if (kept) kept_texts_.insert(refined.document.text_id);
      return {};
    }));
    return edits->finish();
  }

  Result<std::vector<record::ShardInfo>> write_documents_and_passages() {
    JANGIN_ASSIGN(Sink<record::Document> kept_documents, record::open_documents(folder_ / "documents.parquet"));
    JANGIN_ASSIGN(Sink<record::Document> rejected_documents, record::open_documents(rejected_ / "documents.parquet"));
    JANGIN_ASSIGN(auto kept_sink, record::open_passages(folder_ / "passages.parquet"));
    JANGIN_ASSIGN(auto rejected_sink, record::open_passages(rejected_ / "passages.parquet"));
    PassageMerger kept_passages(std::move(kept_sink)), rejected_passages(std::move(rejected_sink));
    JANGIN_TRY(each_document("passages", [&](uint64_t, bool kept, RefinedDocument& refined) -> Status {
      JANGIN_TRY((kept ? kept_documents : rejected_documents)->append(refined.document));
      kept_passages.begin_document(refined.document.doc_id);
      rejected_passages.begin_document(refined.document.doc_id);
      if (kept) return add_passages(refined, kept_passages, rejected_passages);
      // A source that says what a kept one says: the catalog must know it.
      if (!kept_texts_.contains(refined.document.text_id)) return {};
      for (const CutPassage& cut : refined.passages) kept_passages.add_occurrences_only(cut.passage);
      return {};
    }));
    std::vector<record::ShardInfo> shards(4);
    JANGIN_ASSIGN(shards[0], kept_documents->finish());
    JANGIN_ASSIGN(shards[1], kept_passages.finish());
    JANGIN_ASSIGN(shards[2], rejected_documents->finish());
    JANGIN_ASSIGN(shards[3], rejected_passages.finish());
    return shards;
  }

  /// What comparing passages said of one that has passed all else: a rejection becomes its verdict. Returns what was only noted.
  std::span<const record::Verdict> apply_comparison(CutPassage& cut) const {
    if (!cut.verdict.pass) return {};
    auto found = assembly_.passage_verdicts.find(parse_id(cut.passage.passage_id));
    if (found == assembly_.passage_verdicts.end()) return {};
    std::span<const record::Verdict> said = found->second;
    if (said.back().pass) return said;
    cut.verdict = said.back();
    return said.first(said.size() - 1);
  }

  Status add_passages(RefinedDocument& refined, PassageMerger& kept, PassageMerger& rejected) {
    for (CutPassage& cut : refined.passages) {
      ++report_.passages_cut;
      const std::span<const record::Verdict> noted = apply_comparison(cut);
      JANGIN_ASSIGN(bool is_new, (cut.verdict.pass ? kept : rejected).add(cut.passage));
      for (size_t i = 0; i < noted.size() && is_new; ++i) JANGIN_TRY(verdicts_->append(noted[i]));
      if (cut.verdict.pass) {
        ++(is_new ? report_.passages_kept : report_.passages_merged);
        continue;
      }
      counter_.add_rejected(cut, is_new);
      if (is_new) JANGIN_TRY(verdicts_->append(cut.verdict));
    }
    return {};
  }

  const Assembly& assembly_;
  fs::path folder_, rejected_;
  RefineReport& report_;
  BalanceCounter& balance_;
  DetectedRights& rights_;
  ReportCounter counter_;
  Sink<record::Verdict> verdicts_;
  std::unordered_set<std::string> kept_texts_;
};

}  // namespace

Result<std::vector<record::ShardInfo>> assemble(const Assembly& assembly, const fs::path& workspace, RefineReport& report, BalanceCounter& balance,
                                                DetectedRights& rights) {
  return Assembler(assembly, workspace, report, balance, rights).run();
}

}  // namespace jangin::refine
