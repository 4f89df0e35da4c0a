// What the formats of Office Open XML (ECMA-376, part 2) share: parts of a zip archive that refer to one another by relationships.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "collect/readers/xml.h"
#include "collect/readers/zip.h"

namespace jangin::collect::office {

struct Relationship {
  std::string type;    // last part of its URI: "slide", "comments", "image"
  std::string target;  // name in the archive; an address when it is external
  bool external = false;
};

class Package {
 public:
  /// Failures: those of ZipArchive::open.
  static std::expected<Package, ReadFailure> open(const ReadInput& input);

  bool has(std::string_view part) const { return zip_.has(part); }
  const std::vector<std::string>& names() const { return zip_.names(); }
  /// Failures: damaged, encrypted, archive_bomb.
  std::expected<Tree, ReadFailure> xml(std::string_view part);
  std::expected<std::string, ReadFailure> bytes(std::string_view part) { return zip_.read(part); }
  /// Of a part, by id; empty when it has none or they cannot be read. "" stands for the package itself.
  std::map<std::string, Relationship> relationships(std::string_view part);
  /// The part that the package names as its main one; `otherwise` when it names none that is there.
  std::string main_part(std::string_view otherwise);
  /// Title, author and dates of docProps/core.xml.
  void read_properties(std::map<std::string, std::string>& metadata);

 private:
  explicit Package(ZipArchive zip) : zip_(std::move(zip)) {}
  ZipArchive zip_;
};

/// Of AlternateContent the first choice; everywhere else the children. Calls `visit` with each element in its place.
void visit_children(const Node& node, const std::function<void(const Node&)>& visit);

/// "1", "true", "on" of a switch such as <w:b w:val="0"/>; present without a value means on.
bool is_on(const Node* element);

/// A number of an attribute; `otherwise` when there is none.
int64_t number(std::string_view text, int64_t otherwise = 0);

/// An Office formula (m:oMath) as TeX, without dollar signs.
std::string formula(const Node& math);

/// A chart's title and the numbers that it keeps of each series, as rows of a table; empty: none.
struct Chart {
  std::string title;
  std::vector<std::vector<std::string>> rows;
};
Chart read_chart(const Node& chart_space);

}  // namespace jangin::collect::office
