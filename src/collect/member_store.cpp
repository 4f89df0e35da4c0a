// See member_store.h.
#include "collect/member_store.h"

#include <unistd.h>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/answer_cache.h"

namespace jangin::collect {
namespace fs = std::filesystem;

MemberStore::MemberStore(const Opening& opening, fs::path originals, const fs::path& pack, uint64_t max_member_bytes, MemberUses& uses)
    : opening_(opening), originals_(std::move(originals)), writer_(originals_), max_member_bytes_(max_member_bytes), pack_(pack), uses_(uses) {}

bool MemberStore::failed(Status status) {
  if (!status) error_ = std::move(status.error());
  return status.has_value();
}

bool MemberStore::bomb(std::string detail) {
  listing_.failure = ReadFailure{"archive_bomb", std::move(detail)};
  return false;
}

bool MemberStore::exceeded(std::string detail) {
  opening_.budget->exceeded = listing_.exceeded = true;
  return bomb(std::move(detail));
}

bool MemberStore::count_member() {
  if (opening_.budget->members == 0) return exceeded("holds more files than it may (max_members)");
  --opening_.budget->members;
  return true;
}

bool MemberStore::grow(uint64_t bytes) {
  unpacked_ += bytes;
  if (bytes > opening_.budget->bytes) return exceeded("unpacks to more than it may (max_unpacked_mb)");
  opening_.budget->bytes -= bytes;
  if (unpacked_ > kFreeUnpackedBytes && unpacked_ / kMaxUnpackedRatio > opening_.bytes) {
    return bomb(fmt::format("{} unpack to more than {} times as much", format_bytes(opening_.bytes), kMaxUnpackedRatio));
  }
  return true;
}

bool MemberStore::add(PackRecord record) {
  if (!failed(pack_.append(record))) return false;
  if (record.kind != PackRecord::Kind::document) listing_.members.push_back(std::move(record));
  return true;
}

bool MemberStore::begin(std::string name, Metadata metadata) {
  writer_.drop();
  if (!count_member()) return false;
  member_ = {};
  member_.kind = PackRecord::Kind::member;
  member_.name = names_.take(name.empty() ? "unnamed" : std::move(name));
  member_.metadata = std::move(metadata);
  return failed(writer_.begin());
}

bool MemberStore::data(std::string_view bytes) {
  member_.bytes += bytes.size();
  if (member_.bytes > max_member_bytes_) return bomb(fmt::format("{} is larger than a file may be (max_file_mb)", member_.name));
  return grow(bytes.size()) && failed(writer_.append(bytes));
}

bool MemberStore::end() {
  if (member_.bytes == 0) {
    member_.kind = PackRecord::Kind::refused;
    member_.failure = {"zero_bytes", "the file is empty"};
    writer_.drop();
    return add(std::move(member_));
  }
  return keep_member() && add(std::move(member_));
}

bool MemberStore::keep_member() {
  member_.blob_id = writer_.end_hash();
  const auto use = uses_.find(member_.blob_id);
  if (use != uses_.end()) {
    writer_.drop();
    ++use->second;
    used_.push_back(member_.blob_id);
    return true;
  }
  auto is_new = writer_.keep(member_.blob_id);
  if (!is_new) return failed(pass(is_new));
  if (*is_new) uses_[member_.blob_id] = 1, used_.push_back(member_.blob_id);
  return true;
}

bool MemberStore::refuse(std::string name, ReadFailure failure, uint64_t bytes) {
  const bool begun = writer_.is_open();
  writer_.drop();
  if (!begun && !count_member()) return false;
  PackRecord record;
  record.kind = PackRecord::Kind::refused;
  record.name = begun ? std::move(member_.name) : names_.take(name.empty() ? "unnamed" : std::move(name));
  record.failure = std::move(failure);
  record.bytes = bytes;
  return add(std::move(record));
}

bool MemberStore::document(std::string name, std::string reader, uint64_t bytes, std::string_view encoded_outcome) {
  // Not counted as a member: memory holds none of it, and the pack is no larger than the rows are.
  PackRecord record;
  record.kind = PackRecord::Kind::document;
  record.name = std::move(name);
  record.reader = std::move(reader);
  record.bytes = bytes;
  record.outcome = encoded_outcome;
  ++listing_.documents;
  return grow(encoded_outcome.size()) && add(std::move(record));
}

bool MemberStore::pass_over(std::string reason, uint64_t count) {
  listing_.passed_over[reason] += count;
  PackRecord record;
  record.kind = PackRecord::Kind::passed_over;
  record.name = std::move(reason);
  record.bytes = count;
  return failed(pack_.append(record));
}

bool MemberStore::done(OpenOutcome outcome) {
  PackRecord record;
  record.bytes = unpacked_;
  if (!outcome) listing_.failure = record.failure = std::move(outcome.error());
  has_end_ = true;
  return failed(pack_.append(record));
}

void MemberStore::forget_members() {
  for (const std::string& blob : used_) {
    const auto use = uses_.find(blob);
    if (--use->second > 0) continue;
    ::unlink((originals_ / blob).c_str());
    uses_.erase(use);
  }
  Listing nothing;
  nothing.failure = std::move(listing_.failure);
  nothing.exceeded = listing_.exceeded;
  listing_ = std::move(nothing);
}

Result<Listing> MemberStore::finish(std::optional<ReadFailure> job_failure) {
  writer_.drop();
  if (error_) return std::unexpected(std::move(*error_));
  if (!has_end_ && !listing_.failure)
    listing_.failure = job_failure ? std::move(*job_failure) : ReadFailure{"reader_answer", "the reader ended without an answer"};
  if (!has_end_ || (listing_.failure && is_passing(listing_.failure->reason))) {
    forget_members();
  } else {
    JANGIN_TRY(pack_.finish());
  }
  return std::move(listing_);
}

}  // namespace jangin::collect
