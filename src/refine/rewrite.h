// Making a new text from an old one piece by piece, with the edit map that leads back. Not a step.
#pragma once

#include <string>
#include <string_view>

#include "refine/step.h"

namespace jangin::refine {

/// Pieces must be handed in from the start of the old text to its end. What is neither kept nor replaced is taken out.
class Rewriter {
 public:
  /// `before` must outlive the object.
  explicit Rewriter(std::string_view before) : before_(before) { rewrite_.text.reserve(before.size()); }

  /// Keeps the old text up to `end`.
  void keep_to(size_t end);
  /// The old text up to `end` becomes `with`. Neighbouring replacements become one edit.
  void replace_to(size_t end, std::string_view with);
  bool changed() const { return changed_; }
  /// Keeps the rest and gives back the whole. The object is used up.
  Rewrite finish();

 private:
  void end_edit();
  std::string_view before_;
  Rewrite rewrite_;
  size_t at_ = 0;  // in the old text
  bool in_edit_ = false;
  size_t edit_before_ = 0;  // where the open edit began, in both texts
  size_t edit_after_ = 0;
  bool changed_ = false;
};

}  // namespace jangin::refine
