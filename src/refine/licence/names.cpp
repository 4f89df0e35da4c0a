// Tables of names, and the versions that follow them.
#include "refine/licence/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace jangin::refine {
namespace {

struct Name {
  std::string_view words;  // in small letters
  std::string_view id;
  bool versioned = false;  // a version may follow: "gpl version 2", "cc by 4.0"
};
// A longer name before those that it begins with or contains.
constexpr auto kNames = std::to_array<Name>({
    {"gnu free documentation license", "GFDL", true},
    {"gnu free documentation licence", "GFDL", true},
    {"gfdl", "GFDL", true},
    {"gnu affero general public license", "AGPL", true},
    {"agpl", "AGPL", true},
    {"gnu lesser general public license", "LGPL", true},
    {"lesser gnu general public license", "LGPL", true},
    {"gnu library general public license", "LGPL", true},
    {"lgpl", "LGPL", true},
    {"gnu general public license", "GPL", true},
    {"gnu gpl", "GPL", true},
    {"gpl", "GPL", true},
    {"mozilla public license", "MPL", true},
    {"eclipse public license", "EPL", true},
    {"european union public licence", "EUPL", true},
    {"apache license", "Apache", true},
    {"apache licence", "Apache", true},
    {"apache-2.0", "Apache-2.0"},
    {"apache 2.0", "Apache-2.0"},
    {"mit license", "MIT"},
    {"mit licence", "MIT"},
    {"isc license", "ISC"},
    {"bsd-2-clause", "BSD-2-Clause"},
    {"bsd 2-clause", "BSD-2-Clause"},
    {"2-clause bsd", "BSD-2-Clause"},
    {"simplified bsd license", "BSD-2-Clause"},
    {"bsd-3-clause", "BSD-3-Clause"},
    {"bsd 3-clause", "BSD-3-Clause"},
    {"3-clause bsd", "BSD-3-Clause"},
    {"bsd license", "BSD-3-Clause"},
    {"boost software license", "BSL", true},
    {"open database license", "ODbL", true},
    {"open government licence", "OGL-UK", true},
    {"creativecommons.org/publicdomain/zero", "CC0-1.0"},
    {"creativecommons.org/publicdomain/mark", "LicenseRef-Public-Domain"},
    {"cc0", "CC0-1.0"},
    {"creative commons zero", "CC0-1.0"},
    {"gnu.org/licenses/fdl", "GFDL", true},
    {"gnu.org/licenses/gpl", "GPL", true},
    {"opensource.org/licenses/mit", "MIT"},
    {"opensource.org/license/mit", "MIT"},
    {"apache.org/licenses/license-2.0", "Apache-2.0"},
});

/// What stands in for names of Creative Commons' licences: a start, then the four terms in any of their spellings.
constexpr auto kCommonsStarts = std::to_array<std::string_view>(
    {"creativecommons.org/licenses/", "creative commons", "크리에이티브 커먼즈", "크리에이티브커먼즈", "cc by", "cc-by", "ccby", "저작자표시"});
struct Term {
  std::string_view words;
  char term;  // b: by, n: nc, s: sa, d: nd
};
constexpr auto kTerms = std::to_array<Term>({{"attribution", 'b'},
                                             {"noncommercial", 'n'},
                                             {"non-commercial", 'n'},
                                             {"sharealike", 's'},
                                             {"share alike", 's'},
                                             {"share-alike", 's'},
                                             {"noderivatives", 'd'},
                                             {"noderivs", 'd'},
                                             {"no derivative works", 'd'},
                                             {"no derivatives", 'd'},
                                             {"by", 'b'},
                                             {"nc", 'n'},
                                             {"sa", 's'},
                                             {"nd", 'd'},
                                             {"저작자표시", 'b'},
                                             {"저작자 표시", 'b'},
                                             {"비영리", 'n'},
                                             {"동일조건변경허락", 's'},
                                             {"동일조건 변경허락", 's'},
                                             {"변경금지", 'd'},
                                             {"변경 금지", 'd'}});

bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0; }

/// Digits and one point at `at` behind at most `reach` bytes that may stand between a name and its version.
std::string version_after(std::string_view wording, size_t at) {
  for (size_t passed = 0; at < wording.size() && passed < 12; ++passed) {
    if (wording[at] >= '0' && wording[at] <= '9') {
      size_t end = at;
      while (end < wording.size() && ((wording[end] >= '0' && wording[end] <= '9') ||
                                      (wording[end] == '.' && end + 1 < wording.size() && wording[end + 1] >= '0' && wording[end + 1] <= '9')))
        ++end;
      std::string version(wording.substr(at, end - at));
      const bool whole = version.find('.') == version.npos;
      if (version.size() > 4 || (whole && version.size() > 2)) return "";  // a year
      return whole ? version + ".0" : version;
    }
    if (std::string_view word = wording.substr(at, 7); word == "version" || word == "license" || word == "licence") {
      at += 7;
    } else if (std::string_view(" ,-(v/").find(wording[at]) != std::string_view::npos) {
      ++at;
    } else {
      return "";
    }
  }
  return "";
}

bool or_later(std::string_view wording, size_t at) {
  std::string_view near = wording.substr(std::min(at, wording.size()), 60);
  return near.find("or any later") != near.npos || near.find("or later") != near.npos || near.find("이상") < 12;
}

/// Reads "by-nc-sa/4.0", " attribution-noncommercial 4.0 international license" … behind a start. Ends at the first word that is neither term nor in between.
NamedLicence read_commons(std::string_view wording, size_t begin, size_t at) {
  bool by = false, nc = false, sa = false, nd = false;
  size_t end = at;
  while (at < wording.size()) {
    std::string_view rest = wording.substr(at);
    auto term = std::find_if(kTerms.begin(), kTerms.end(), [&](const Term& t) {
      return rest.starts_with(t.words) && (t.words.size() > 2 || rest.size() == t.words.size() || !is_word_byte(rest[t.words.size()]));
    });
    if (term != kTerms.end()) {
      (term->term == 'b' ? by : term->term == 'n' ? nc : term->term == 's' ? sa : nd) = true;
      end = at += term->words.size();
    } else if (std::string_view(" -/,(").find(rest[0]) != std::string_view::npos) {
      ++at;
    } else if (rest.starts_with("license ") && !by) {
      at += 8;
    } else {
      break;
    }
  }
  if (!by) return {};
  std::string id = std::string("CC-BY") + (nc ? "-NC" : "") + (nd ? "-ND" : "") + (sa ? "-SA" : "");
  std::string version = version_after(wording, end);
  return {version.empty() ? id : id + "-" + version, begin, end};
}

NamedLicence commons_at(std::string_view wording, size_t at) {
  for (std::string_view start : kCommonsStarts) {
    if (!wording.substr(at).starts_with(start)) continue;
    const bool holds_term = start.ends_with("by") || start == "저작자표시";
    return read_commons(wording, at, holds_term ? at + start.size() - (start.ends_with("by") ? 2 : start.size()) : at + start.size());
  }
  return {};
}

/// 공공누리 (KOGL) with its type, by number or by the conditions that it states.
NamedLicence kogl_at(std::string_view wording, size_t at) {
  std::string_view rest = wording.substr(at);
  constexpr std::string_view kLink = "kogl.or.kr/info/licensetype";
  if (rest.starts_with(kLink)) {
    char type = rest.size() > kLink.size() ? rest[kLink.size()] : '0';
    return type >= '1' && type <= '4' ? NamedLicence{std::string("LicenseRef-KOGL-") + type, at, at + kLink.size() + 1} : NamedLicence{};
  }
  const bool english = rest.starts_with("kogl type") || rest.starts_with("korea open government license");
  if (!rest.starts_with("공공누리") && !english) return {};
  std::string_view near = rest.substr(0, 160);
  for (char type : {'1', '2', '3', '4'}) {
    for (const std::string& words : {fmt::format("{}유형", type), fmt::format("{} 유형", type), fmt::format("유형 {}", type),
                                     fmt::format("유형{}", type), fmt::format("type {}", type), fmt::format("type{}", type)}) {
      if (size_t found = near.find(words); found != near.npos) return {std::string("LicenseRef-KOGL-") + type, at, at + found + words.size()};
    }
  }
  if (near.find("출처표시") == near.npos && near.find("출처 표시") == near.npos) return {};
  const bool nc = near.find("상업적 이용금지") != near.npos || near.find("상업적 이용 금지") != near.npos || near.find("상업적이용금지") != near.npos;
  const bool nd = near.find("변경금지") != near.npos || near.find("변경 금지") != near.npos;
  return {std::string("LicenseRef-KOGL-") + (nc && nd ? '4' : nd ? '3' : nc ? '2' : '1'), at, at + std::string_view("공공누리").size()};
}

NamedLicence name_at(std::string_view wording, size_t at) {
  if (NamedLicence found = commons_at(wording, at); !found.id.empty()) return found;
  if (NamedLicence found = kogl_at(wording, at); !found.id.empty()) return found;
  for (const Name& name : kNames) {
    if (!wording.substr(at).starts_with(name.words)) continue;
    const size_t end = at + name.words.size();
    if (end < wording.size() && wording[end] >= 'a' && wording[end] <= 'z' && !(name.versioned && wording[end] == 'v'))
      continue;  // "licenses", "gplus"
    std::string id(name.id);
    if (name.versioned) {
      std::string version = version_after(wording, end);
      if (!version.empty()) id += "-" + version + (or_later(wording, end) ? "-or-later" : "");
    }
    return {id, at, end};
  }
  return {};
}

}  // namespace

std::string plain_wording(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (c == '*' || c == '_' || c == '`' || c == '[' || c == ']') continue;
    if (c == '\n' || c == '\t' || c == ' ') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return replace_all(std::move(out), "\xC2\xA0", " ");
}

std::vector<NamedLicence> name_licences(std::string_view wording) {
  std::vector<NamedLicence> all;
  for (size_t at = 0; at < wording.size();) {
    const bool starts = at == 0 || !is_word_byte(wording[at - 1]) || (wording[at] & 0x80) != 0;
    NamedLicence found = starts && (wording[at] & 0xC0) != 0x80 ? name_at(wording, at) : NamedLicence{};
    if (found.id.empty()) {
      ++at;
      continue;
    }
    at = std::max(found.end, at + 1);
    if (std::none_of(all.begin(), all.end(), [&](const NamedLicence& other) { return other.id == found.id; })) all.push_back(std::move(found));
  }
  return all;
}

std::string identify_licence_file(std::string_view text) {
  const std::string wording = plain_wording(text);
  const std::string_view head = std::string_view(wording).substr(0, 400);
  if (wording.find("permission is hereby granted, free of charge, to any person obtaining a copy of this software") != wording.npos) return "MIT";
  if (wording.find("redistribution and use in source and binary forms") != wording.npos) {
    if (wording.find("all advertising materials mentioning") != wording.npos) return "BSD-4-Clause";
    return wording.find("endorse or promote") != wording.npos ? "BSD-3-Clause" : "BSD-2-Clause";
  }
  if (wording.find("this is free and unencumbered software released into the public domain") != wording.npos) return "Unlicense";
  if (wording.find("permission to use, copy, modify, and/or distribute this software for any purpose with or without fee") != wording.npos)
    return "ISC";
  if (head.find("attribution") < 40 && head.find("international") != head.npos) {  // the legal codes of Creative Commons begin with their title
    if (NamedLicence commons = read_commons(wording, 0, wording.find("attribution")); !commons.id.empty()) return commons.id;
  }
  std::vector<NamedLicence> named = name_licences(head);
  if (named.empty()) named = name_licences(std::string_view(wording).substr(0, 4000));
  std::vector<std::string> ids;
  for (const NamedLicence& one : named) ids.push_back(one.id);
  if (!ids.empty()) return join(ids, " AND ");
  if (wording.find("all rights reserved") != wording.npos) return std::string(kAllRightsReserved);
  return "";
}

}  // namespace jangin::refine
