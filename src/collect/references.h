// References that a text makes to other documents: annexes, attachments, files, standards, statutes' tables. Says what is named, not
// whether it was supplied; collect.cpp takes away what the collection holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::collect {

/// Sorted, unique. `link_targets`: where the document's links lead (URIs and paths); only files beside it count, not web addresses.
/// Annexes and the like that the text itself has under a heading are not listed.
std::vector<std::string> find_references(std::string_view markdown, const std::vector<std::string>& link_targets);

/// Text of the first heading line; empty when there is none.
std::string first_heading(std::string_view markdown);

}  // namespace jangin::collect
