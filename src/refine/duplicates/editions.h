// Which of two documents is the newer version of the same work, by what the documents themselves state. Says nothing about their texts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/records.h"

namespace jangin::refine {

/// What a document says of its version.
struct Edition {
  std::string work;               // the title's words in lower case without version marks; empty: no title
  std::vector<uint32_t> version;  // "v2.1" → 2, 1; "rev. B" → 2; empty: none stated
  std::string date_key;           // the metadata key that the date is from
  std::string date;               // digits, YYYYMMDD and a time where it has one; empty: none

  /// For SketchedDocument::sketch.note.
  std::string to_note() const;
  static Edition from_note(std::string_view note);
};

/// The version comes from a mark in the title, else in the file's name, else from the metadata `version` or `버전`. Marks: "v2.1"; a number after
/// v, version, ver, revision, rev, release, edition, ed or 버전; a single letter after revision or rev; "2nd edition"; "제3판", "3판", "개정3판".
/// Years, dates and other numbers in titles are no marks: they may name the period or the product that a text is about.
/// The date is the first of the metadata 시행일자, 공포일자, date, modified, 수정일, created, 작성일 that begins with a calendar date
/// (2026-01-02, 2026.1.2, 20260102, D:20260102093000).
Edition edition_of(const record::Document& document);

/// Whether `a` is newer than `b`: the same work, and a higher version; or, unless both state different versions, a later date from the same metadata key.
bool is_newer(const Edition& a, const Edition& b);

}  // namespace jangin::refine
