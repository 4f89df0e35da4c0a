// The table of licences, and expressions over it. Not legal advice: what the named texts say in their own words, a model counted as something made from the text.
#include "record/licences.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "record/manifest.h"
#include "record/shard.h"

namespace jangin::record {
namespace {

constexpr std::optional<bool> kYes = true, kNo = false, kOpen = std::nullopt;

constexpr std::string_view kCc = "creativecommons.org/licenses (legal code, sections 2 and 3)", kKogl = "kogl.or.kr/info/license.do",
                           kOpenSource = "opensource.org/licenses";
// Creative Commons counts training among the uses that copyright's conditions may reach (creativecommons.org/using-cc-licensed-works-for-ai-training-2): so a model
// made from an NC text is not for commerce, one from an SA text is passed on alike, one from an ND text, an adaptation if anything, is not passed on.
//                                                                                        train redistribute commercial alike attribution
constexpr auto kFamilies = std::to_array<LicenceFamily>({
    {"CC0", "Creative Commons Zero", {kYes, kYes, kYes, kNo, kNo}, "creativecommons.org/publicdomain/zero/1.0/legalcode"},
    {"LicenseRef-Public-Domain", "public domain", {kYes, kYes, kYes, kNo, kNo}, "creativecommons.org/publicdomain/mark/1.0"},
    {"CC-BY", "Creative Commons Attribution", {kYes, kYes, kYes, kNo, kYes}, kCc},
    {"CC-BY-SA", "Creative Commons Attribution-ShareAlike", {kYes, kYes, kYes, kYes, kYes}, kCc},
    {"CC-BY-NC", "Creative Commons Attribution-NonCommercial", {kYes, kYes, kNo, kNo, kYes}, kCc},
    {"CC-BY-NC-SA", "Creative Commons Attribution-NonCommercial-ShareAlike", {kYes, kYes, kNo, kYes, kYes}, kCc},
    {"CC-BY-ND", "Creative Commons Attribution-NoDerivatives", {kYes, kNo, kYes, kNo, kYes}, kCc},
    {"CC-BY-NC-ND", "Creative Commons Attribution-NonCommercial-NoDerivatives", {kYes, kNo, kNo, kNo, kYes}, kCc},
    {"LicenseRef-KOGL-1", "공공누리 제1유형: 출처표시", {kYes, kYes, kYes, kNo, kYes}, kKogl},
    {"LicenseRef-KOGL-2", "공공누리 제2유형: 출처표시, 상업적 이용금지", {kYes, kYes, kNo, kNo, kYes}, kKogl},
    {"LicenseRef-KOGL-3", "공공누리 제3유형: 출처표시, 변경금지", {kYes, kNo, kYes, kNo, kYes}, kKogl},
    {"LicenseRef-KOGL-4", "공공누리 제4유형: 출처표시, 상업적 이용금지, 변경금지", {kYes, kNo, kNo, kNo, kYes}, kKogl},
    {"GFDL", "GNU Free Documentation License", {kYes, kYes, kYes, kYes, kYes}, "gnu.org/licenses/fdl-1.3 (sections 2 and 4)"},
    {"GPL", "GNU General Public License", {kYes, kYes, kYes, kYes, kYes}, "gnu.org/licenses/gpl-3.0 (sections 4 and 5)"},
    {"LGPL", "GNU Lesser General Public License", {kYes, kYes, kYes, kYes, kYes}, "gnu.org/licenses/lgpl-3.0"},
    {"AGPL", "GNU Affero General Public License", {kYes, kYes, kYes, kYes, kYes}, "gnu.org/licenses/agpl-3.0"},
    {"MPL", "Mozilla Public License", {kYes, kYes, kYes, kYes, kYes}, kOpenSource},
    {"EPL", "Eclipse Public License", {kYes, kYes, kYes, kYes, kYes}, kOpenSource},
    {"EUPL", "European Union Public Licence", {kYes, kYes, kYes, kYes, kYes}, kOpenSource},
    {"MIT", "MIT License", {kYes, kYes, kYes, kNo, kYes}, kOpenSource},
    {"ISC", "ISC License", {kYes, kYes, kYes, kNo, kYes}, kOpenSource},
    {"BSD-2-Clause", "BSD 2-Clause License", {kYes, kYes, kYes, kNo, kYes}, kOpenSource},
    {"BSD-3-Clause", "BSD 3-Clause License", {kYes, kYes, kYes, kNo, kYes}, kOpenSource},
    {"BSD-4-Clause", "BSD 4-Clause License", {kYes, kYes, kYes, kNo, kYes}, "spdx.org/licenses/BSD-4-Clause"},
    {"Apache", "Apache License", {kYes, kYes, kYes, kNo, kYes}, "apache.org/licenses/LICENSE-2.0 (sections 2 and 4)"},
    {"Zlib", "zlib License", {kYes, kYes, kYes, kNo, kNo}, kOpenSource},
    {"BSL", "Boost Software License", {kYes, kYes, kYes, kNo, kYes}, kOpenSource},
    {"PSF", "Python Software Foundation License", {kYes, kYes, kYes, kNo, kYes}, "spdx.org/licenses/PSF-2.0"},
    {"0BSD", "BSD Zero Clause License", {kYes, kYes, kYes, kNo, kNo}, kOpenSource},
    {"Unlicense", "The Unlicense", {kYes, kYes, kYes, kNo, kNo}, "unlicense.org"},
    {"WTFPL", "WTFPL", {kYes, kYes, kYes, kNo, kNo}, "spdx.org/licenses/WTFPL"},
    {"OGL-UK",
     "Open Government Licence (United Kingdom)",
     {kYes, kYes, kYes, kNo, kYes},
     "nationalarchives.gov.uk/doc/open-government-licence/version/3"},
    {"ODbL", "Open Database License", {kYes, kYes, kYes, kYes, kYes}, "opendatacommons.org/licenses/odbl/1-0"},
    // Nothing is granted: what the law allows without a licence (quotation, data mining within an organisation) differs by country and is for a person to say.
    {"LicenseRef-All-Rights-Reserved",
     "all rights reserved",
     {kOpen, kNo, kNo, kNo, kOpen},
     "Berne Convention, articles 8, 9 and 12; 저작권법 제16–22조"},
    {"LicenseRef-No-AI-Training",
     "training of models forbidden",
     {kNo, kNo, kNo, kNo, kOpen},
     "the notice itself; Directive (EU) 2019/790, article 4(3)"},
});

/// 1: allowed where the other allows.
std::optional<bool> both(std::optional<bool> a, std::optional<bool> b) {
  if (a == false || b == false) return false;
  return a && b ? std::optional<bool>(true) : std::nullopt;
}
std::optional<bool> either(std::optional<bool> a, std::optional<bool> b) {
  if (a == true || b == true) return true;
  return a && b ? std::optional<bool>(false) : std::nullopt;
}

LicenceTerms most_permissive_of(const LicenceTerms& a, const LicenceTerms& b) {
  return {either(a.may_train, b.may_train), either(a.may_redistribute, b.may_redistribute), either(a.may_use_commercially, b.may_use_commercially),
          both(a.share_alike, b.share_alike), both(a.attribution, b.attribution)};
}

/// SPDX expressions: OR binds less than AND; WITH and its exception are passed over.
class ExpressionReader {
 public:
  explicit ExpressionReader(std::string_view text) : rest_(text) { next(); }
  std::optional<LicenceTerms> read() {
    auto terms = read_or();
    return token_.empty() && rest_.empty() ? terms : std::nullopt;
  }

 private:
  std::optional<LicenceTerms> read_or() {
    auto terms = read_and();
    while (terms && token_ == "OR") {
      next();
      auto other = read_and();
      if (!other) return std::nullopt;
      terms = most_permissive_of(*terms, *other);
    }
    return terms;
  }
  std::optional<LicenceTerms> read_and() {
    auto terms = read_one();
    while (terms && token_ == "AND") {
      next();
      auto other = read_one();
      if (!other) return std::nullopt;
      terms = most_restrictive_of(*terms, *other);
    }
    return terms;
  }
  std::optional<LicenceTerms> read_one() {
    if (token_ == "(") {
      if (++depth_ > 32) return std::nullopt;
      next();
      auto terms = read_or();
      if (token_ != ")") return std::nullopt;
      next();
      return terms;
    }
    if (token_.empty() || token_ == ")") return std::nullopt;
    const LicenceFamily* family = find_licence_family(token_);
    next();
    if (token_ == "WITH") next(), next();
    return family ? family->terms : LicenceTerms{};
  }
  void next() {
    rest_ = trim(rest_);
    size_t end = rest_.starts_with('(') || rest_.starts_with(')') ? 1 : std::min(rest_.find_first_of(" ()\t\n"), rest_.size());
    token_ = rest_.substr(0, end);
    rest_ = trim(rest_.substr(end));
  }
  std::string_view rest_, token_;
  int depth_ = 0;
};

std::string_view without_suffix(std::string_view id) {
  for (std::string_view suffix : {"+", "-only", "-or-later"}) {
    if (id.ends_with(suffix)) id.remove_suffix(suffix.size());
  }
  return id;
}

}  // namespace

std::span<const LicenceFamily> licence_families() { return kFamilies; }

const LicenceFamily* find_licence_family(std::string_view id) {
  const std::string wanted = to_lower_ascii(without_suffix(trim(id)));
  const LicenceFamily* best = nullptr;
  for (const LicenceFamily& family : kFamilies) {
    const std::string known = to_lower_ascii(family.id);
    if (!wanted.starts_with(known)) continue;
    std::string_view rest = std::string_view(wanted).substr(known.size());
    const bool version = rest.size() >= 2 && rest[0] == '-' && rest[1] >= '0' && rest[1] <= '9';
    if ((rest.empty() || version) && (!best || family.id.size() > best->id.size())) best = &family;
  }
  return best;
}

LicenceTerms most_restrictive_of(const LicenceTerms& a, const LicenceTerms& b) {
  return {both(a.may_train, b.may_train), both(a.may_redistribute, b.may_redistribute), both(a.may_use_commercially, b.may_use_commercially),
          either(a.share_alike, b.share_alike), either(a.attribution, b.attribution)};
}

LicenceTerms licence_terms(std::string_view expression) { return ExpressionReader(expression).read().value_or(LicenceTerms{}); }

LicenceTerms declared_terms(const Rights& rights) {
  LicenceTerms terms = licence_terms(rights.licence_declared);
  if (rights.may_train) terms.may_train = rights.may_train;
  if (rights.may_redistribute) terms.may_redistribute = rights.may_redistribute;
  if (rights.may_use_commercially) terms.may_use_commercially = rights.may_use_commercially;
  if (rights.share_alike) terms.share_alike = true;
  if (!rights.attribution.empty()) terms.attribution = true;
  return terms;
}

Result<std::vector<FoundLicence>> read_found_licences(const std::filesystem::path& workspace) {
  auto manifest = read_manifest(workspace / "refine" / "manifest.json");
  if (!manifest && manifest.error().code == ErrorCode::not_found) return std::vector<FoundLicence>{};
  if (!manifest) return pass(manifest);
  if (!manifest->components.contains(kLicenceStep)) return std::vector<FoundLicence>{};
  JANGIN_TRY(read_shard_info(workspace / "refine" / "documents.parquet"));
  // Both are few words a document: what is grouped is the number of sources, not of texts.
  JANGIN_ASSIGN(
      const auto rows,
      run_sql(workspace, std::string("SELECT source_id, coalesce(found, ''), coalesce(decided, ''), count(*) FROM (SELECT doc_id, source_id FROM "
                                     "'refine/documents.parquet') LEFT JOIN (SELECT doc_id, max(value) FILTER (key = '") +
                             kLicenceDetected + "') AS found, max(value) FILTER (key = '" + kLicenceDecided +
                             "') AS decided FROM 'refine/documents.metadata.parquet' GROUP BY doc_id) USING (doc_id) GROUP BY ALL ORDER BY ALL"));
  std::vector<FoundLicence> found;
  for (size_t i = 1; i < rows.size(); ++i) found.push_back({rows[i][0], rows[i][1], rows[i][2], std::stoull(rows[i][3])});
  return found;
}

}  // namespace jangin::record
