// Edits are collected until something is kept again.
#include "refine/rewrite.h"

namespace jangin::refine {

void Rewriter::end_edit() {
  if (!in_edit_) return;
  rewrite_.map.replace({edit_before_, at_}, {edit_after_, rewrite_.text.size()});
  in_edit_ = false;
}

void Rewriter::keep_to(size_t end) {
  if (end <= at_) return;
  end_edit();
  rewrite_.text += before_.substr(at_, end - at_);
  at_ = end;
}

void Rewriter::replace_to(size_t end, std::string_view with) {
  if (!in_edit_) {
    in_edit_ = true;
    edit_before_ = at_;
    edit_after_ = rewrite_.text.size();
  }
  rewrite_.text += with;
  at_ = end;
  changed_ = true;
}

Rewrite Rewriter::finish() {
  keep_to(before_.size());
  end_edit();
  return std::move(rewrite_);
}

}  // namespace jangin::refine
