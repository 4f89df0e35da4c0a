// The rights of collect with what their documents say of their own licence: declared and detected in one table.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "record/records.h"
#include "refine/refine.h"

namespace jangin::refine {

class DetectedRights {
 public:
  /// `step_ran`: the documents went through the step `licence`; without it their metadata are a file's own words. `licences` must outlive this.
  DetectedRights(const LicenceConfig& licences, bool step_ran) : licences_(licences), step_ran_(step_ran), found_(licences.rights.size()) {}
  /// A document, kept or rejected.
  void add(const record::Document& document);
  /// One row a row of collect, in its order and with its id; licence_detected: each licence of any document under it once, joined by AND.
  std::vector<record::Rights> rows() const;

 private:
  const LicenceConfig& licences_;
  bool step_ran_;
  std::vector<std::set<std::string>> found_;  // [rights]
};

}  // namespace jangin::refine
