// Finding personal data in a text: one function a kind, each giving byte spans in ascending order. They judge by form and by the
// characters around; none asks a list of names. Not a masker: steps/personal_data.cpp masks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/span.h"

namespace jangin::refine {

struct PersonalSpan {
  record::Span span;
  std::string key;  // equal for two spellings of one address or number: lower case, without separators
};

/// Addresses as in RFC 5321 without quoting, "name (at) host.org", "name [at] host [dot] org". Not: reserved domains (RFC 2606),
/// `keep_domains` and what is below them, file names ("icon@2x.png"), logins of services ("git@github.com").
std::vector<PersonalSpan> find_emails(std::string_view text, const std::vector<std::string>& keep_domains);

/// International numbers with "+" (ITU-T E.164: country code, at most 15 digits), Korean mobile, internet and area numbers, and other national
/// numbers after a word such as "Tel" or "전화". Not: G-code, part and law numbers, dates, versions, decimals.
std::vector<PersonalSpan> find_phones(std::string_view text);

}  // namespace jangin::refine
