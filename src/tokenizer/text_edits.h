// A text copied with changes, and where it changed: what a normalising step leaves behind, so that offsets find their way back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::tokenizer {

/// Bytes [begin, end) of the text after came from [origin_begin, origin_end) of the text before; between such places nothing changed.
struct Edit {
  size_t begin = 0, end = 0;
  size_t origin_begin = 0, origin_end = 0;
};

/// Writes the text after from the text before, from front to back. The text before must outlive it.
class Editor {
 public:
  /// `track`: whether edits are noted.
  Editor(std::string_view before, bool track) : before_(before), track_(track) {}

  /// Bytes of the text before, up to `at`, stay as they are.
  void keep_to(size_t at) {
    if (at <= done_) return;
    after_.append(before_.substr(done_, at - done_));
    done_ = at;
  }
  /// The next `length` bytes of the text before become `with`; nothing happens where they already are that.
  void replace(size_t length, std::string_view with) {
    if (before_.substr(done_, length) == with) return keep_to(done_ + length);
    const size_t begin = after_.size();
    after_.append(with);
    if (track_) edits_.push_back({begin, after_.size(), done_, done_ + length});
    done_ += length;
    changed_ = true;
  }
  void reserve(size_t bytes) { after_.reserve(bytes); }

  /// The rest stays as it is. false: nothing changed at all.
  bool finish() {
    keep_to(before_.size());
    return changed_;
  }
  std::string take_text() { return std::move(after_); }
  std::vector<Edit> take_edits() { return std::move(edits_); }

 private:
  std::string_view before_;
  std::string after_;
  std::vector<Edit> edits_;
  size_t done_ = 0;
  bool track_;
  bool changed_ = false;
};

}  // namespace jangin::tokenizer
