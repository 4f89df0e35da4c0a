// Subjects, verbs and names of a notice, and what takes its force away.
#include "refine/licence/sentences.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/licence/names.h"

namespace jangin::refine {
namespace {

using Words = std::string_view;

template <size_t N>
size_t first_of(Words text, const std::array<Words, N>& words, size_t* length = nullptr) {
  size_t best = text.npos;
  for (Words word : words) {
    size_t at = text.find(word);
    if (at >= best) continue;
    best = at;
    if (length) *length = word.size();
  }
  return best;
}
template <size_t N>
bool holds(Words text, const std::array<Words, N>& words) {
  return first_of(text, words) != text.npos;
}

constexpr auto kVerbs = std::to_array<Words>({"licensed under", "licenced under", "released under", "distributed under", "available under",
                                              "published under", "provided under", "under the terms of", "subject to the terms of", "covered by the",
                                              "made available under", "licensed to you under", "is under the", "is under a", "license:", "licence:"});
/// The document itself.
constexpr auto kSelves = std::to_array<Words>({"this document",
                                               "this work",
                                               "this manual",
                                               "this book",
                                               "this guide",
                                               "this publication",
                                               "this page",
                                               "this article",
                                               "this text",
                                               "this textbook",
                                               "this website",
                                               "this web site",
                                               "this site",
                                               "this wiki",
                                               "this material",
                                               "this content",
                                               "these materials",
                                               "this report",
                                               "this paper",
                                               "this tutorial",
                                               "this documentation",
                                               "this data set",
                                               "this dataset",
                                               "this file",
                                               "these documents",
                                               "this handbook",
                                               "this specification",
                                               "the documentation is",
                                               "textbook content",
                                               "the content of this",
                                               "content on this",
                                               "all content",
                                               "our content",
                                               "except where otherwise noted",
                                               "except where otherwise stated",
                                               "except as otherwise noted",
                                               "unless otherwise noted",
                                               "unless otherwise stated",
                                               "unless otherwise indicated"});
/// Before a self, these make it a place: "the samples in this document are …".
constexpr auto kPrepositions =
    std::to_array<Words>({" in ", " of ", " from ", " within ", " with ", " by ", " to ", " see ", " accompanying ", " throughout ", " for "});
constexpr auto kWholes = std::to_array<Words>(
    {"content", "contents", "text", "material", "materials", "copies", "copy", "use", "version", "versions", "translation", "author", "authors"});
constexpr auto kParts = std::to_array<Words>(
    {"software",  "program",   "source code", "code ",   "code is", "sample",      "example",     "snippet",       "library",  "firmware",
     "driver",    "image",     "photo",       "picture", "figure",  "icon",        "logo",        "font",          "portion",  "parts of",
     "some of",   "component", "package",     "plugin",  "tool",    "third-party", "third party", "model weights", "프로그램", "소프트웨어",
     "소스 코드", "예제",      "사진",        "그림",    "이미지",  "글꼴",        "일부",        "부분"});
constexpr auto kNoForce = std::to_array<Words>({" not licensed",
                                                "not available under",
                                                "not distributed under",
                                                "not released under",
                                                "not be licensed",
                                                "is not under",
                                                "are not under",
                                                "may be licensed",
                                                "can be licensed",
                                                "could be licensed",
                                                "should be licensed",
                                                "must be licensed",
                                                "might be licensed",
                                                "if you",
                                                "if your",
                                                "if the ",
                                                "for example",
                                                "for instance",
                                                "e.g.",
                                                "such as",
                                                "your own",
                                                "you can license",
                                                "you may license",
                                                "how to",
                                                "what does",
                                                "what is",
                                                "choose a",
                                                "would be",
                                                "예를 들어",
                                                "예컨대",
                                                "경우에는",
                                                "하려면",
                                                "않습니다. 따라",
                                                "적용되지 않"});
/// Of a notice to be filled in.
constexpr auto kTemplates = std::to_array<Words>({"your name", "<year>", "<name>", "yyyy", "(c) year", "{{", "list their titles"});
constexpr auto kPortions = std::to_array<Words>({"portion", "parts of", "some of", "일부", "부분"});
constexpr auto kQuotes = std::to_array<std::pair<Words, Words>>({{"\"", "\""}, {"“", "”"}, {"‘", "’"}, {"「", "」"}, {"『", "』"}, {"«", "»"}});

constexpr auto kKoreanSelves = std::to_array<Words>(
    {"이 저작물", "본 저작물",   "이 문서",   "본 문서",   "이 자료",       "본 자료",   "이 책",     "본 책",     "본서",      "이 매뉴얼",
     "본 매뉴얼", "이 설명서",   "본 설명서", "이 글",     "본 글",         "이 콘텐츠", "본 콘텐츠", "이 보고서", "본 보고서", "이 사이트",
     "본 사이트", "본 홈페이지", "이 게시물", "본 게시물", "본 공공저작물", "이 페이지", "본 페이지", "이 출판물", "본 출판물"});
constexpr auto kKoreanGrants = std::to_array<Words>({"라이선스", "라이센스", "이용허락", "이용할 수 있", "따라 이용", "따라 배포", "조건에 따라",
                                                     "조건으로", "하에 배포", "적용", "개방", "자유이용"});

constexpr auto kCopyrightMarks = std::to_array<Words>({"©", "ⓒ", "copyright", "(c) ", "저작권"});
constexpr auto kReserved = std::to_array<Words>({"all rights reserved", "모든 권리 보유", "모든 권리를 보유", "판권 소유", "판권소유"});
constexpr auto kKoreanForbidden = std::to_array<Words>(
    {"무단 전재", "무단전재", "무단 복제", "무단복제", "무단 배포", "무단배포", "무단 도용", "무단 사용을", "무단으로 전재", "무단으로 복제"});
constexpr auto kForbids = std::to_array<Words>({"금지", "금합니다", "금한다", "금하며", "할 수 없", "불허", "prohibited", "may not", "must not",
                                                "not permitted", "forbidden", "reserved", "not be used", "do not consent"});
constexpr auto kTraining = std::to_array<Words>({"ai 학습", "ai학습", "인공지능 학습", "인공지능(ai) 학습", "학습 데이터로", "train any ai",
                                                 "to train artificial intelligence", "training of artificial intelligence",
                                                 "training artificial intelligence", "ai training", "train generative ai", "training ai",
                                                 "text and data mining", "train machine learning", "train large language"});
constexpr auto kCredits = std::to_array<Words>({"credit", "photo", "image", "picture", "figure", "illustration", "wikimedia", "flickr",
                                                "adapted from", "modification of work", "사진", "그림", "이미지", "삽화", "출처:"});

bool in_quotes(Words text, size_t at) {
  for (auto [open, close] : kQuotes) {
    size_t count = 0, last = 0;
    if (open == close) {
      for (size_t i = text.find(open); i < at; i = text.find(open, i + 1)) ++count, last = i;
      if (count % 2 == 1 && text.find(close, last + 1) != text.npos) return true;
    } else if (size_t begin = text.rfind(open, at); begin != text.npos && begin < at) {
      size_t end = text.find(close, begin);
      if (end != text.npos && end > at) return true;
    }
  }
  return false;
}

/// "in this document" names a place; "the content of this document" and "copies of this document" the whole.
bool is_subject(Words before) {
  const std::string end = " " + std::string(before);
  for (Words preposition : kPrepositions) {
    if (!end.ends_with(preposition)) continue;
    Words noun = trim(Words(end).substr(0, end.size() - preposition.size()));
    return std::any_of(kWholes.begin(), kWholes.end(), [&](Words whole) { return noun.ends_with(whole); });
  }
  return true;
}

bool names_self(Words clause) {
  size_t length = 0, at = first_of(clause, kSelves, &length);
  for (size_t from = 0; at != clause.npos; from = at + length) {
    if (from > 0) {
      size_t next = first_of(clause.substr(from), kSelves, &length);
      if (next == clause.npos) return false;
      at = from + next;
    }
    if (is_subject(clause.substr(0, at))) return true;
  }
  return false;
}

/// Sentences end at ". " before which no "version 1" or the like stands; notices are short, so the rule is plain.
std::vector<Words> sentences_of(Words wording) {
  std::vector<Words> all;
  size_t begin = 0;
  for (size_t at = wording.find(". "); at != wording.npos; at = wording.find(". ", at + 1)) {
    all.push_back(wording.substr(begin, at + 1 - begin));
    begin = at + 2;
  }
  all.push_back(wording.substr(begin));
  return all;
}

std::string join_named(Words sentence, const std::vector<NamedLicence>& named, size_t after) {
  std::string all;
  const NamedLicence* last = nullptr;
  for (const NamedLicence& one : named) {
    if (one.begin < after) continue;
    if (last) all += sentence.substr(last->end, one.begin - last->end).find(" or ") != Words::npos ? " OR " : " AND ";
    all += one.id;
    last = &one;
  }
  return all;
}

/// "<self> is licensed under <name>", and at the edges "Licensed under <name>", "© …, licensed under <name>", "License: <name>".
std::string read_english_grant(Words sentence, NoticeZone zone) {
  size_t length = 0, verb = first_of(sentence, kVerbs, &length);
  if (verb == sentence.npos || in_quotes(sentence, verb)) return "";
  const Words before = sentence.substr(0, verb);
  std::vector<NamedLicence> named = name_licences(sentence);
  std::erase_if(named, [&](const NamedLicence& one) { return one.begin > verb + 400; });
  if (named.empty()) return "";
  bool grants = names_self(before);
  if (!grants && zone != NoticeZone::text) {
    const bool bare = trim(before).empty() || sentence.find("licen") < 3;
    const bool owned = holds(before, kCopyrightMarks) && before.size() < 200;
    grants = bare || owned;
  }
  if (!grants) return "";
  if (size_t part = first_of(before, kParts); part != before.npos && !names_self(before.substr(0, part))) return "";
  return join_named(sentence, named, verb);
}

std::string read_korean_grant(Words sentence, NoticeZone zone) {
  size_t self = first_of(sentence, kKoreanSelves);
  std::vector<NamedLicence> named = name_licences(sentence);
  if (named.empty()) return "";
  const bool kogl = named[0].id.find("KOGL") != std::string::npos;  // its name is often put in quotes
  if (in_quotes(sentence, named[0].begin) && (!kogl || self == sentence.npos)) return "";
  if (self != sentence.npos) {
    if (self > named[0].begin + 200 || !holds(sentence, kKoreanGrants)) return "";
    if (holds(sentence.substr(0, self), kParts)) return "";
    return join_named(sentence, named, 0);
  }
  const bool label =
      sentence.starts_with("라이선스") || sentence.starts_with("라이센스") || sentence.starts_with("저작권") || sentence.starts_with("이용허락");
  const bool short_mark = kogl && named.size() == 1 && sentence.size() < 200 && !holds(sentence, kCredits);
  return zone != NoticeZone::text && (label || short_mark) && sentence.size() < 300 ? join_named(sentence, named, 0) : "";
}

/// A short paragraph that only names or links one licence, beside a copyright mark or nothing.
std::string read_mark(Words wording) {
  if (wording.size() > 240 || holds(wording, kCredits) || holds(wording, kParts)) return "";
  std::vector<NamedLicence> named = name_licences(wording);
  std::erase_if(named, [](const NamedLicence& one) { return !one.id.starts_with("CC") && one.id.find("KOGL") == std::string::npos; });
  if (named.size() != 1 || in_quotes(wording, named[0].begin)) return "";
  const bool link = wording.find("creativecommons.org/") != wording.npos || wording.find("kogl.or.kr/") != wording.npos;
  return link || holds(wording, kCopyrightMarks) || trim(wording).size() < 60 ? named[0].id : "";
}

void read_reserved(Words wording, std::vector<Notice>& notices) {
  if (wording.size() > 500 || holds(wording, kPortions)) return;
  const size_t reserved = first_of(wording, kReserved), forbidden = first_of(wording, kKoreanForbidden);
  const bool owned = holds(wording, kCopyrightMarks) || holds(wording, kKoreanSelves);
  if (reserved != wording.npos && owned && !in_quotes(wording, reserved)) notices.push_back({std::string(kAllRightsReserved), "copyright notice"});
  if (forbidden != wording.npos && holds(wording.substr(forbidden), kForbids) && (owned || wording.size() < 160) && !in_quotes(wording, forbidden)) {
    notices.push_back({std::string(kAllRightsReserved), "copyright notice"});
  }
  const size_t training = first_of(wording, kTraining);
  if (training == wording.npos || in_quotes(wording, training) || !holds(wording, kForbids)) return;
  if (owned || forbidden != wording.npos || holds(wording, kSelves)) notices.push_back({std::string(kNoAiTraining), "copyright notice"});
}

bool dedicates_to_public(Words sentence) {
  constexpr auto kDedications = std::to_array<Words>({"is in the public domain", "is dedicated to the public domain",
                                                      "is released into the public domain", "are in the public domain", "퍼블릭 도메인"});
  size_t at = first_of(sentence, kDedications);
  if (at == sentence.npos || in_quotes(sentence, at)) return false;
  return names_self(sentence.substr(0, at)) || holds(sentence.substr(0, at), kKoreanSelves);
}

}  // namespace

std::vector<Notice> read_notices(std::string_view wording, NoticeZone zone) {
  std::vector<Notice> notices;
  if (wording.starts_with('>') || wording.starts_with('|') || holds(wording, kTemplates)) return notices;
  for (Words sentence : sentences_of(wording)) {
    if (holds(sentence, kNoForce)) continue;
    std::string found = read_english_grant(sentence, zone);
    if (found.empty()) found = read_korean_grant(sentence, zone);
    if (found.empty() && dedicates_to_public(sentence)) found = kPublicDomain;
    if (!found.empty()) notices.push_back({std::move(found), "notice"});
  }
  if (zone == NoticeZone::text) return notices;
  if (notices.empty()) {
    if (std::string mark = read_mark(wording); !mark.empty()) notices.push_back({std::move(mark), "link"});
  }
  read_reserved(wording, notices);
  return notices;
}

}  // namespace jangin::refine
