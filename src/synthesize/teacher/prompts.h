// Prompt files: what the teacher is asked, in words that a user can edit. One TOML file a method and language, <folder>/<language>/<method>.toml:
//
//   version = 1                      # raised by whoever changes the words; part of Sample::wording
//   [[prompt]]
//   id = "pair"
//   system = "..."                   # may be left out
//   user = """... {title} {heading} {passage} ..."""
//   max_tokens = 300                 # of the reply
//   [[prompt.shot]]                  # examples: turns before the question, as many as are given
//   user = "..."
//   reply = "..."
//
// Which replies are JSON, and of which form, is the method's business and not in the file: an edited prompt cannot break the reading.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/records.h"

namespace jangin::synthesize {

struct PromptShot {
  std::string user, reply;
};
struct Prompt {
  std::string id;
  std::string label;  // "entigraph.pair.en.v1": Sample::wording
  std::string system, user;
  std::vector<PromptShot> shots;
  int max_tokens = 256;
};

/// What a method may ask for: a prompt's id and the fields that it fills beside {title}, {heading} and {passage}.
struct PromptUse {
  std::string_view id;  // "*": every prompt of the file, however many
  std::vector<std::string_view> fields = {};
};
struct PromptFile {
  std::string_view name;  // without folder and ".toml"
  std::vector<PromptUse> uses;
};

using Fields = std::map<std::string, std::string>;

/// Immutable once loaded; thread-safe.
class PromptLibrary {
 public:
  /// For each language that has a folder in one of `folders`: every file, from the first folder that has it. Errors: not_found (no language at
  /// all, a file missing), invalid_format and invalid_argument (a prompt that is not used or missing, an unknown field; file and key named).
  static Result<PromptLibrary> load(const std::vector<std::filesystem::path>& folders, const std::vector<PromptFile>& files);

  bool speaks(const std::string& language) const { return prompts_.contains(language); }
  /// Ids of a file's prompts in their order. Empty: not loaded.
  std::vector<std::string> ids(const std::string& language, const std::string& file) const;
  /// Null: there is none.
  const Prompt* find(const std::string& language, const std::string& file, const std::string& id) const;
  /// Hash over the bytes of all files that were loaded.
  const std::string& hash() const { return hash_; }

 private:
  std::map<std::string, std::map<std::string, std::vector<Prompt>>> prompts_;  // language → file → prompts
  std::string hash_;
};

/// `text` with each {name} of `fields` replaced, once: what is put in is not read again. Other braces stay.
std::string fill_fields(std::string_view text, const Fields& fields);
/// The turns of a prompt: system, shots, the question. `text`: the same as one text to be continued.
std::vector<record::Message> prompt_messages(const Prompt& prompt, const Fields& fields);
std::string prompt_text(const Prompt& prompt, const Fields& fields);

}  // namespace jangin::synthesize
