// Readers that misbehave, each by its file extension, and helpers of the tests of collect.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect {

/// readers() and: .loop (never ends), .crash (aborts), .eat (takes all memory), .socket, .peek (opens another file), .write (makes a
/// file), .run (starts a program), .lie (answers with places outside its text), .quick (answers at once). And two that say how many documents
/// their process has read, as a reader must not: .tally, each document in a child of its own, and .mixed, which shares children and does what
/// its document says: crash, loop, eat, leak (keeps 60 MB), socket, lie, throw, or nothing of this.
const std::vector<Reader>& readers_for_tests();

std::filesystem::path fixture(const std::string& name);
std::string bytes_of(const std::filesystem::path& path);
ReadInput input_of(const std::string& bytes, const std::string& path);

/// A folder that is removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::filesystem::path path;
  std::filesystem::path write(const std::string& name, const std::string& bytes) const;
};

}  // namespace jangin::collect
