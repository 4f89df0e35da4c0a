// Takes what an opener hands over: members' bytes go to the originals by hash, everything else to the pack; bounds are held here, for the
// child is not believed. Internal to collect/.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collect/containers.h"
#include "collect/member_wire.h"
#include "collect/originals.h"
#include "collect/unique_names.h"

namespace jangin::collect {

/// An archive up to this size unpacked may have any ratio; and unpacked to packed bytes of larger ones. Text packs to a twentieth, logs to
/// a hundredth; deflate reaches 1,032, the others more.
inline constexpr uint64_t kFreeUnpackedBytes = 20'000'000;
inline constexpr uint64_t kMaxUnpackedRatio = 400;

/// Originals that came with the members of files that are opened side by side, and by how many members: what a bomb brought goes, unless
/// another file holds it, too.
using MemberUses = std::map<std::string, uint64_t>;

class MemberStore : public MemberTaker {
 public:
  MemberStore(const Opening& opening, std::filesystem::path originals, const std::filesystem::path& pack, uint64_t max_member_bytes,
              MemberUses& uses);

  bool begin(std::string name, Metadata metadata) override;
  bool data(std::string_view bytes) override;
  bool end() override;
  bool refuse(std::string name, ReadFailure failure, uint64_t bytes) override;
  bool document(std::string name, std::string reader, uint64_t bytes, std::string_view encoded_outcome) override;
  bool pass_over(std::string reason, uint64_t count) override;
  bool done(OpenOutcome outcome) override;

  /// After the job: what was found. `job_failure`: why the child ended early, if it did. Keeps the pack when it may be remembered or holds
  /// documents. Errors: io_error (disk full).
  Result<Listing> finish(std::optional<ReadFailure> job_failure);

 private:
  bool bomb(std::string detail);
  bool exceeded(std::string detail);
  bool add(PackRecord record);
  bool count_member();
  bool grow(uint64_t bytes);
  bool keep_member();
  bool failed(Status status);
  void forget_members();

  const Opening& opening_;
  std::filesystem::path originals_;
  OriginalWriter writer_;  // of the member at hand
  uint64_t max_member_bytes_;
  PackWriter pack_;
  Listing listing_;
  UniqueNames names_;
  PackRecord member_;
  uint64_t unpacked_ = 0;
  bool has_end_ = false;
  MemberUses& uses_;
  std::vector<std::string> used_;  // those of its members that stand in uses_
  std::optional<Error> error_;
};

}  // namespace jangin::collect
