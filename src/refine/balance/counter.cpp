// Adding documents up.
#include <algorithm>

#include "record/licences.h"
#include "refine/balance/report.h"

namespace jangin::refine {
namespace {

constexpr size_t kLargest = 10;

std::string first_year(const std::string& text) {
  for (size_t at = 0; at + 4 <= text.size(); ++at) {
    if (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9') continue;
    std::string_view four = std::string_view(text).substr(at, 4);
    if (four.find_first_not_of("0123456789") != four.npos) continue;
    if (four.starts_with("19") || four.starts_with("20")) return std::string(four);
  }
  for (size_t at = 0; at + 10 <= text.size(); ++at) {  // "06/03/2020"
    if (text[at + 2] == '/' && text[at + 5] == '/' && text[at] >= '0' && text[at] <= '9') return text.substr(at + 6, 4);
  }
  return "";
}

std::string folder_of(const std::string& source_id) {
  const size_t slash = source_id.rfind('/');
  return slash == source_id.npos ? "" : source_id.substr(0, slash + 1);
}

std::string licence_of(const record::Document& document, const LicenceConfig& licences) {
  for (const char* key : {record::kLicenceDecided, record::kLicenceDetected}) {
    if (auto found = document.metadata.find(key); found != document.metadata.end() && !found->second.empty()) return found->second;
  }
  auto rights = licences.rights_of.find(document.source_id);
  return rights == licences.rights_of.end() ? "" : licences.rights[rights->second].licence_declared;
}

}  // namespace

std::string year_of(const record::Document& document) {
  for (const char* key :
       {"시행일자", "공포일자", "date", "ms.date", "published", "modified", "last_modified", "updated", "created", "ModDate", "CreationDate"}) {
    auto found = document.metadata.find(key);
    if (found == document.metadata.end()) continue;
    if (std::string year = first_year(found->second.starts_with("D:") ? found->second.substr(2, 4) : found->second); !year.empty()) return year;
  }
  return "";
}

void BalanceCounter::end_source() {
  if (source_words_ == 0) return;
  largest_sources_[source_] += source_words_;
  source_words_ = 0;
  if (largest_sources_.size() < 4 * kLargest) return;
  std::vector<std::pair<uint64_t, std::string>> order;
  for (const auto& [source, words] : largest_sources_) order.emplace_back(words, source);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (size_t i = kLargest; i < order.size(); ++i) largest_sources_.erase(order[i].second);
}

void BalanceCounter::add_group(const GroupMentions& group) {
  GroupMentions& all = groups_[group.group];
  all.group = group.group;
  all.mentions += group.mentions;
  all.positive += group.positive;
  all.negative += group.negative;
  for (const auto& [word, count] : group.beside) all.beside[word] += count;
  for (uint64_t least = 2; all.beside.size() > kMostWords; ++least) std::erase_if(all.beside, [&](const auto& one) { return one.second < least; });
}

void BalanceCounter::add(const record::Document& document, const DocumentBalance& balance) {
  ++documents_;
  words_ += balance.words;
  folders_[folder_of(document.source_id)] += balance.words;
  languages_[document.language] += balance.words;
  years_[year_of(document)] += balance.words;
  licences_words_[licence_of(document, licences_)] += balance.words;
  if (document.source_id != source_) end_source();
  source_ = document.source_id;
  source_words_ += balance.words;
  for (size_t i = 0; i < balance.sentences.size() && i < kRegisters; ++i) sentences_[i] += balance.sentences[i];
  for (const std::string& word : balance.heading_words) {
    HeadingWord& all = heading_words_[word];
    ++all.documents;
    all.words += balance.words;
  }
  for (uint64_t least = 2; heading_words_.size() > kMostWords; ++least)
    std::erase_if(heading_words_, [&](const auto& one) { return one.second.documents < least; });
  for (const GroupMentions& group : balance.groups) add_group(group);
}

}  // namespace jangin::refine
