// The report's pieces: untrusted text cannot become markup.
#include <gtest/gtest.h>

#include "line/report/html.h"
#include "line/report/report_sections.h"

namespace jangin::line {
namespace {

TEST(Html, EscapesEverything) {
  EXPECT_EQ(html_escape("<script>\"a\" & 'b'</script>"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
  EXPECT_EQ(html_table({"<h>"}, {{"<td>"}}).find("<td><td>"), std::string::npos);
  EXPECT_NE(html_page("<t>", "s", {}, "").find("&lt;t&gt;"), std::string::npos);
}

TEST(Html, ChartOfNothingAndOfOnePoint) {
  EXPECT_EQ(html_line_chart({{"loss", {}}}, "x", "y").find("<svg"), std::string::npos);
  std::string chart = html_line_chart({{"loss", {{1, 2}}}}, "x", "y");
  EXPECT_NE(chart.find("<svg"), std::string::npos);
  EXPECT_EQ(chart.find("nan"), std::string::npos);
}

TEST(ReportSections, SayWhereASampleComesFrom) {
  ReportData data;
  record::Document document;
  document.doc_id = "d1";
  document.source_id = "pump.pdf";
  data.documents.push_back(document);
  record::Passage passage;
  passage.passage_id = "p1";
  passage.heading_path = {"Limits"};
  passage.text = "The inlet pressure is 16 bar.";
  passage.occurrences = {{"p1", "d1", {0, 29}, 3, 3, 0}};
  data.passages.push_back(passage);
  record::Sample sample;
  sample.sample_id = std::string(64, 'a');
  sample.kind = "question";
  sample.messages = {record::text_message("user", "What is <b>the</b> inlet pressure?"), record::text_message("assistant", "16 bar", true)};
  sample.evidence = {{sample.sample_id, "supports", "p1", {22, 28}}, {sample.sample_id, "supports", "p1", {5, 4000}}};
  data.samples.push_back(sample);
  std::string html = report_samples(data);
  EXPECT_NE(html.find("16 bar"), std::string::npos);
  EXPECT_NE(html.find("pump.pdf, page 3"), std::string::npos) << html;
  EXPECT_EQ(html.find("<b>the</b>"), std::string::npos);
  data.rejected["collect"].push_back({"x", "read", 1, false, "zero_bytes", 0, "empty.pdf: is empty"});
  EXPECT_NE(report_rejected(data).find("zero_bytes"), std::string::npos);
}

TEST(ReportSections, SourcesShowWhatWasFound) {
  ReportData data;
  data.sources.resize(1);
  data.sources[0].source_id = "pump.pdf";
  data.found_licences = {{"pump.pdf", "", "", 1}, {"pump.pdf", "GFDL-1.1", "", 1}, {"pump.pdf", "MIT", "CC-BY-4.0", 1}};
  EXPECT_NE(report_sources(data).find("GFDL-1.1; CC-BY-4.0 (decided)"), std::string::npos);
}

TEST(ReportSections, BalanceShowsTablesAndWarnings) {
  ReportData data;
  EXPECT_NE(report_balance(data).find("Known after refining"), std::string::npos);
  data.balance = nlohmann::json::parse(
      R"({"documents": 2, "words": 300, "warnings": [{"what": "80.0 % of the words are of one source: <a>", "share": 0.8, "limit": 0.5, "why": "One voice."}],
    "tables": [{"name": "languages", "explanation": "The language.", "columns": ["language", "words", "share of words"], "rows": [["ko", 240, "80.0 %"], ["", 60, "20.0 %"]]},
               {"name": "people", "explanation": "Whom.", "columns": ["kind"], "rows": []}]})");
  const std::string html = report_balance(data);
  EXPECT_NE(html.find("<h3>Languages</h3>\n<p>The language.</p>"), std::string::npos) << html;
  EXPECT_NE(html.find("one source: &lt;a&gt;"), std::string::npos);
  EXPECT_NE(html.find("80.0 %"), std::string::npos);
  EXPECT_NE(html.find("Nothing."), std::string::npos);
  data.balance["warnings"].clear();
  EXPECT_NE(report_balance(data).find("Nothing stands out"), std::string::npos);
}

}  // namespace
}  // namespace jangin::line
