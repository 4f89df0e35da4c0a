// The HTML reader: forms, main text, hostile input.
#include "collect/readers/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

using testing::HasSubstr;
using testing::Not;

Reading html(const std::string& bytes) {
  auto reading = read_html(input_of(bytes, "folder/Page.html"));
  EXPECT_TRUE(reading) << reading.error().detail;
  EXPECT_TRUE(decode_outcome(encode_outcome(reading)));
  return reading ? *reading : Reading{};
}

std::string sentences(const std::string& about, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "The " + about + " number " + std::to_string(i) + " is described here in a sentence of some length. ";
  return out;
}

/// A page of a web site around `body`.
std::string site(const std::string& body) {
  return "<html><head><title>Pumps in winter | Plant News</title></head><body><nav><ul><li><a href=/>Home</a><li><a href=/b>Business</a></ul></nav>"
         "<div class='cookie-banner'>We use cookies to make this site better for everyone who comes here today.</div>" +
         body + "<div id=comments><p>" + sentences("comment", 4) +
         "</p></div><div class='related-articles'><h3>Related</h3><a href=/1>One pump</a> <a href=/2>Two</a></div>"
         "<footer><p>Plant News is published by the plant, " +
         sentences("office", 2) + "</p></footer></body></html>";
}

TEST(HtmlParser, BlocksBecomeMarkdown) {
  EXPECT_EQ(html("<h1>A</h1><p>one <b>bold </b>x<sup>2</sup> H<sub>2</sub>O <code>f()</code><br>next<h2>B</h2>loose text").text,
            "# A\n\none **bold** x² H₂O `f()`\nnext\n\n## B\n\nloose text\n");
  EXPECT_EQ(html("<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul><ol start=3><li>x<li>y</ol>").text, "- a\n  - b\n- c\n\n  d\n\n3. x\n4. y\n");
  EXPECT_EQ(html("<dl><dt>Feed</dt><dd>how fast</dd></dl>").text, "- **Feed**: how fast\n");
  EXPECT_EQ(html("<pre><code class='language-cpp'>int x;\n  # y</code></pre>").text, "```cpp\nint x;\n  # y\n```\n");
  EXPECT_EQ(html("<p># no heading</p><p hidden>gone</p><p style='display: none'>gone</p><img alt='a pump'>").text, "\\# no heading\n\n![a pump]()\n");
}

TEST(HtmlParser, TablesStayTables) {
  EXPECT_EQ(html("<table><caption>Limits</caption><tr><th>A<th colspan=2>B</tr><tr><td rowspan=2>1<td>2<td>x|y</tr><tr><td>4<td></table>").text,
            "Limits\n\n| A | B | B |\n|---|---|---|\n| 1 | 2 | x\\|y |\n| 1 | 4 | |\n");
  EXPECT_EQ(html("<table><tr><th>A<th>B<tr><td><h2>head</h2><ul><li>x<li>y</ul><td><table><tr><th>1<th>2<tr><td>3<td>4</table></table>").text,
            "| A | B |\n|---|---|\n| head - x - y | 1 2 3 4 |\n");
  // Small tables and headings in the cells of a regular table do not make it a frame of the page; long text in them does.
  EXPECT_EQ(html("<table><tr><td><h1>A</h1><p>text</p><td>B<tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table><td>5</table>").text,
            "| A text | B |\n|---|---|\n| 1 2 3 4 | 5 |\n");
  EXPECT_THAT(html("<table><tr><td><h1>A</h1><p>" + sentences("pump", 12) + "<td>B<tr><td>1<td>2</table>").text, Not(HasSubstr("|")));
  EXPECT_EQ(html("<table><tr><td><h1>A</h1><td>B</table>").text, "# A\n\nB\n");
  EXPECT_EQ(html("<table role=presentation><tr><td><p>left</p><td><p>right</p></table>").text, "left\n\nright\n");
}

TEST(HtmlParser, FormulasStayFormulas) {
  EXPECT_EQ(html("<p>so <math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></semantics></math>.").text,
            "so $x^2$.\n");
  EXPECT_EQ(html("<p>so <script type='math/tex; mode=display'>y_1</script>, <script>var x;</script>no code").text, "so $y_1$, no code\n");
}

TEST(HtmlParser, PagesLoseWhatIsAroundTheirText) {
  Reading reading = html(site("<article><h1>Pumps in winter</h1><div class=byline>By A. Writer</div><p>" + sentences("pump", 3) +
                              "</p><p>Read more: how the other pump runs.</p><h2>Valves</h2><p>" + sentences("valve", 3) +
                              "</p><table><tr><th>Part<th>Limit<tr><td>seal<td>5 bar</table><p>Follow us on the web</p></article>"));
  EXPECT_EQ(reading.title, "Pumps in winter");
  EXPECT_THAT(reading.text, HasSubstr("The pump number 2"));
  EXPECT_THAT(reading.text, HasSubstr("## Valves"));
  EXPECT_THAT(reading.text, HasSubstr("| seal | 5 bar |"));
  for (const char* gone : {"cookies", "comment number", "One pump", "published by", "Home", "A. Writer", "Follow us", "Read more"})
    EXPECT_THAT(reading.text, Not(HasSubstr(gone)));
}

TEST(HtmlParser, APageWithoutAParagraphIsRead) {  // a fuzzer's finding: the heading was held against a paragraph that is not there
  const auto bytes = read_file(std::filesystem::path(JANGIN_SOURCE_DIR) / "fuzz/corpus/html/heading_without_text.html");
  ASSERT_TRUE(bytes);
  EXPECT_THAT(html(*bytes).text, HasSubstr("A sentence that is long"));
}

TEST(HtmlParser, DocumentsLoseNothing) {
  Reading reading = html(
      "<body><h1>Manual</h1><p>By the office</p><ul><li><a href=a.html>part a</a><li><a href=b.pdf>part b</a></ul><p>Short.</p><p>Follow us to the "
      "pump.</p></body>");
  EXPECT_EQ(reading.text, "# Manual\n\nBy the office\n\n- part a\n- part b\n\nShort.\n\nFollow us to the pump.\n");
  EXPECT_THAT(reading.references, testing::Contains("b.pdf"));
}

TEST(HtmlParser, PlacesLeadBackToTheBytes) {
  std::string bytes = "<h1>One</h1>\n<p>some text</p>";
  Reading reading = html(bytes);
  ASSERT_EQ(reading.places.size(), 2U);
  EXPECT_EQ(bytes.substr(reading.places[1].bytes.begin, reading.places[1].bytes.size()), "<p>some text</p>");
}

TEST(HtmlParser, EncodingsAreFound) {
  EXPECT_EQ(html("<meta charset=euc-kr><p>\xbb\xea\xbe\xf7\xbe\xc8\xc0\xfc</p>").text, "산업안전\n");
  EXPECT_EQ(html("<p>\xb0\xa1\xb3\xaa\xb4\xd9</p>").text, "가나다\n");
}

TEST(HtmlParser, HostilePagesEndWithTextOrAReason) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<div>";
  EXPECT_EQ(html(deep + "deep").text, "deep\n");
  std::string lists;
  for (int i = 0; i < 3000; ++i) lists += "<ul><li>";
  EXPECT_THAT(html(lists + "low").text, HasSubstr("low"));
  std::string wide = "<table><tr>";
  for (int i = 0; i < 100; ++i) wide += "<td colspan=1000 rowspan=65534>" + std::string(1000, 'x');
  EXPECT_FALSE(html(wide + "</table>").text.empty());
  for (const char* bad : {"", "<", "<!--", "<script>x", "<p>&#0;</p>", "<table><tr><td rowspan=0 colspan=-1>"}) {
    auto reading = read_html(input_of(bad, "x.html"));
    EXPECT_TRUE(reading ? !reading->text.empty() : reading.error().reason == "no_text") << bad;
  }
  EXPECT_EQ(read_html(input_of("%PDF-1.4", "x.html")).error().reason, "binary");
}

}  // namespace
}  // namespace jangin::collect
