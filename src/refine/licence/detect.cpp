// Cuts a document into paragraphs with their zones and hands those that hold a telling word to sentences.h.
#include "refine/licence/detect.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/licence/names.h"
#include "refine/licence/sentences.h"
#include "refine/quality_rules.h"

namespace jangin::refine {
namespace {

constexpr size_t kEdgeBytes = 5000;      // notices stand within the first and last page
constexpr size_t kMostParagraph = 4000;  // a longer one is text
constexpr size_t kHeadLines = 40;        // of SPDX tags

/// One of these stands in every paragraph that sentences.h accepts. In the open text only the first few, with which a subject must be near.
constexpr auto kEdgeAnchors = std::to_array<std::string_view>(
    {"icens",         "icenc",        "ICENS",    "nder the terms", "ommons",    "eserved",  "RESERVED", "CC BY",      "CC-BY", "CC0",
     "public domain", "ublic Domain", "공공누리", "KOGL",           "라이선스",  "라이센스", "저작권",   "저작자표시", "무단",  "이용허락",
     "판권",          "AI",           "인공지능", "data mining",    "kogl.or.kr"});
constexpr auto kTextAnchors =
    std::to_array<std::string_view>({"icensed under", "icenced under", "nder the terms of", "공공누리", "라이선스", "라이센스", "저작자표시"});

template <size_t N>
bool holds_any(std::string_view text, const std::array<std::string_view, N>& anchors) {
  return std::any_of(anchors.begin(), anchors.end(), [&](std::string_view anchor) { return find_bytes(text, anchor) != text.npos; });
}

bool is_licence_heading(std::string_view line) {
  std::string words = plain_wording(line);
  while (words.starts_with('#') || words.starts_with(' ')) words.erase(0, 1);
  while (!words.empty() && words[0] >= '0' && words[0] <= '9')
    words.erase(0, words.find_first_not_of("0123456789. ") == words.npos ? words.size() : words.find_first_not_of("0123456789. "));
  constexpr auto kHeadings = std::to_array<std::string_view>({"license",
                                                              "licence",
                                                              "licensing",
                                                              "copyright",
                                                              "copyright notice",
                                                              "legal",
                                                              "legal notice",
                                                              "legal notices",
                                                              "legal section",
                                                              "copyright terms",
                                                              "copyright and license",
                                                              "license and copyright",
                                                              "terms of use",
                                                              "notice",
                                                              "라이선스",
                                                              "라이센스",
                                                              "저작권",
                                                              "저작권 안내",
                                                              "저작권 정책",
                                                              "이용허락",
                                                              "이용 허락",
                                                              "이용약관",
                                                              "판권",
                                                              "license information",
                                                              "copyright information"});
  return std::find(kHeadings.begin(), kHeadings.end(), trim(words)) != kHeadings.end();
}

/// The expression behind the tag, when the line holds nothing before it but comment marks.
std::string spdx_tag(std::string_view line) {
  constexpr std::string_view kTag = "SPDX-License-Identifier:";
  size_t at = line.find(kTag);
  if (at == line.npos || line.substr(0, at).find_first_not_of(" \t/*#;%-<!.\"'(") != line.npos) return "";
  std::string_view rest = line.substr(at + kTag.size());
  rest = rest.substr(0, std::min({rest.find("*/"), rest.find("-->"), rest.find('`'), rest.size()}));
  std::string_view expression = trim(rest);
  const bool plain = !expression.empty() && expression.size() < 200 &&
                     expression.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-+() :") == expression.npos;
  return plain ? std::string(expression) : "";
}

class Detector {
 public:
  explicit Detector(std::string_view text) : text_(text), text_may_say_(holds_any(text, kTextAnchors)) {}

  std::vector<DetectedLicence> run(const std::map<std::string, std::string>& metadata) {
    read_front_matter(metadata);
    read_tags();
    for (size_t at = 0; at < text_.size();) at = read_paragraph(at);
    const bool granted = std::any_of(found_.begin(), found_.end(),
                                     [](const DetectedLicence& one) { return one.licence != kAllRightsReserved && one.licence != kNoAiTraining; });
    if (granted) std::erase_if(found_, [](const DetectedLicence& one) { return one.licence == kAllRightsReserved; });
    return std::move(found_);
  }

 private:
  void add(std::string licence, const char* evidence) {
    if (std::none_of(found_.begin(), found_.end(), [&](const DetectedLicence& one) { return one.licence == licence; }))
      found_.push_back({std::move(licence), evidence});
  }

  void read_front_matter(const std::map<std::string, std::string>& metadata) {
    for (const char* key : {"license", "licence", "License", "LICENSE", "spdx", "rights", "dc.rights", "copyright_license", "license.name",
                            "라이선스", "라이센스", "이용허락"}) {
      auto value = metadata.find(key);
      if (value == metadata.end()) continue;
      const std::string wording = plain_wording(value->second);
      std::vector<NamedLicence> named = name_licences(wording);
      if (named.empty() && to_lower_ascii(value->second) == "mit") named.push_back({"MIT", 0, 0});
      for (NamedLicence& one : named) add(std::move(one.id), "front matter");
      if (named.empty() && wording.find("all rights reserved") != wording.npos) add(std::string(kAllRightsReserved), "front matter");
    }
  }

  /// In the first lines, outside code, or within code that the document begins with: a source file.
  void read_tags() {
    bool in_code = false, prose = false;
    size_t lines = 0;
    for (size_t at = 0; at < text_.size() && lines < kHeadLines; ++lines) {
      const size_t end = std::min(text_.find('\n', at), text_.size());
      std::string_view line = text_.substr(at, end - at);
      at = end + 1;
      if (line.starts_with("```")) {
        if (prose) return;
        in_code = !in_code;
      } else if (std::string tag = spdx_tag(line); !tag.empty()) {
        add(std::move(tag), "SPDX tag");
      } else if (!in_code && !line.empty() && !line.starts_with('#') && !line.starts_with("<!--")) {
        prose = true;
      }
    }
  }

  /// Reads the paragraph that begins at `at`, or what is to be passed over; gives back where the next one begins.
  size_t read_paragraph(size_t at) {
    if (text_[at] == '\n') return at + 1;
    if (text_.substr(at).starts_with("```")) {
      const size_t close = find_bytes(text_, "\n```", at + 3);
      return close == text_.npos ? text_.size() : std::min(text_.find('\n', close + 1), text_.size());
    }
    if (text_[at] == '#') {
      const size_t end = std::min(text_.find('\n', at), text_.size());
      in_licence_section_ = is_licence_heading(text_.substr(at, end - at));
      return end;
    }
    // Code begins without a blank line before it, too.
    std::string_view paragraph = text_.substr(at, std::min(find_bytes(text_, "\n\n", at), text_.size()) - at);
    paragraph = paragraph.substr(0, std::min(find_bytes(paragraph, "\n```"), find_bytes(paragraph, "\n#")));
    const size_t end = at + paragraph.size();
    if (paragraph.size() <= kMostParagraph) judge(paragraph, at);
    return end + (end < text_.size() ? 1 : 0);
  }

  void judge(std::string_view paragraph, size_t at) {
    const NoticeZone zone = in_licence_section_                                                    ? NoticeZone::licence_section
                            : at < kEdgeBytes || at + paragraph.size() + kEdgeBytes > text_.size() ? NoticeZone::edge
                                                                                                   : NoticeZone::text;
    if (zone == NoticeZone::text ? !text_may_say_ || !holds_any(paragraph, kTextAnchors) : !holds_any(paragraph, kEdgeAnchors)) return;
    for (Notice& notice : read_notices(plain_wording(paragraph), zone)) add(std::move(notice.licence), notice.evidence);
  }

  std::string_view text_;
  bool text_may_say_;
  bool in_licence_section_ = false;
  std::vector<DetectedLicence> found_;
};

}  // namespace

std::vector<DetectedLicence> detect_licences(std::string_view text, const std::map<std::string, std::string>& metadata) {
  return Detector(text).run(metadata);
}

}  // namespace jangin::refine
