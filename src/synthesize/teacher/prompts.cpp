// Reading, checking and filling of prompt files.
#include "synthesize/teacher/prompts.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/config.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

namespace fs = std::filesystem;
constexpr uint64_t kMaxFileBytes = 1 << 20;
constexpr int64_t kMaxReplyTokens = 1 << 16;

/// Calls `visit` with each piece of plain text and each {name}; `name` empty for text.
void scan(std::string_view text, const std::function<void(std::string_view plain, std::string_view name)>& visit) {
  size_t begin = 0;
  for (size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    size_t end = open + 1;
    while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '_')) ++end;
    if (end == open + 1 || end >= text.size() || text[end] != '}') continue;
    visit(text.substr(begin, open - begin), {});
    visit({}, text.substr(open + 1, end - open - 1));
    begin = end + 1;
    open = end;
  }
  visit(text.substr(begin), {});
}

const PromptUse* use_of(const PromptFile& file, std::string_view id) {
  for (const PromptUse& use : file.uses)
    if (use.id == id || use.id == "*") return &use;
  return nullptr;
}

Status check_fields(const Prompt& prompt, const PromptUse& use, const std::string& place) {
  std::vector<std::string> known = {"title", "heading", "passage"};
  for (std::string_view field : use.fields) known.emplace_back(field);
  Status status;
  auto check = [&](const std::string& text) {
    scan(text, [&](std::string_view, std::string_view name) {
      if (name.empty() || !status || std::find(known.begin(), known.end(), name) != known.end()) return;
      status = fail(ErrorCode::invalid_argument, fmt::format("prompt `{}` has an unknown field {{{}}}", prompt.id, name), place,
                    "known: " + join(known, ", "));
    });
  };
  check(prompt.system), check(prompt.user);
  return status;
}

Result<Prompt> read_prompt(ConfigTable table, const std::string& place) {
  Prompt prompt;
  int64_t max_tokens = prompt.max_tokens;
  table.text("id", prompt.id).text("system", prompt.system).text("user", prompt.user).integer("max_tokens", max_tokens, 1, kMaxReplyTokens);
  prompt.max_tokens = static_cast<int>(max_tokens);
  for (ConfigTable& entry : table.tables("shot")) {
    PromptShot shot;
    entry.text("user", shot.user).text("reply", shot.reply);
    JANGIN_TRY(entry.finish());
    prompt.shots.push_back({std::string(trim(shot.user)), std::string(trim(shot.reply))});
  }
  JANGIN_TRY(table.finish());
  prompt.system = trim(prompt.system), prompt.user = trim(prompt.user);
  if (prompt.id.empty() || prompt.user.empty())
    return fail(ErrorCode::invalid_format, "a prompt needs an id and what the user says", place, "id = \"…\" and user = \"…\"");
  return prompt;
}

Result<std::vector<Prompt>> read_prompts(const std::string& toml, const PromptFile& file, const std::string& language, const std::string& place) {
  if (!text::is_valid_utf8(toml)) return fail(ErrorCode::invalid_format, "is not UTF-8", place);
  JANGIN_ASSIGN(ConfigTable root, ConfigTable::parse(toml, place));
  int64_t version = 1;
  root.integer("version", version, 1, 1'000'000);
  std::vector<Prompt> prompts;
  std::set<std::string> ids;
  for (ConfigTable& entry : root.tables("prompt")) {
    JANGIN_ASSIGN(Prompt prompt, read_prompt(entry, place));
    const PromptUse* use = use_of(file, prompt.id);
    if (!use) return fail(ErrorCode::invalid_argument, "no method asks with the prompt `" + prompt.id + "`", place, "remove it, or correct its id");
    if (!ids.insert(prompt.id).second) return fail(ErrorCode::invalid_argument, "two prompts are called `" + prompt.id + "`", place);
    JANGIN_TRY(check_fields(prompt, *use, place));
    prompt.label = fmt::format("{}.{}.{}.v{}", file.name, prompt.id, language, version);
    prompts.push_back(std::move(prompt));
  }
  JANGIN_TRY(root.finish());
  for (const PromptUse& use : file.uses) {
    const bool there = use.id == "*" ? !prompts.empty() : ids.contains(std::string(use.id));
    if (!there) return fail(ErrorCode::invalid_format, fmt::format("lacks the prompt `{}`", use.id == "*" ? "(any)" : use.id), place);
  }
  return prompts;
}

std::set<std::string> languages_of(const std::vector<fs::path>& folders) {
  std::set<std::string> languages;
  for (const fs::path& folder : folders) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      const std::string name = entry.path().filename().string();
      if (name.size() == 2 && entry.is_directory(error)) languages.insert(name);
    }
  }
  return languages;
}

}  // namespace

Result<PromptLibrary> PromptLibrary::load(const std::vector<fs::path>& folders, const std::vector<PromptFile>& files) {
  PromptLibrary library;
  std::vector<std::string> searched;
  for (const fs::path& folder : folders) searched.push_back(folder.string());
  Sha256 hash;
  for (const std::string& language : languages_of(folders)) {
    for (const PromptFile& file : files) {
      const std::string name = std::string(file.name) + ".toml";
      std::error_code error;
      auto found = std::ranges::find_if(folders, [&](const fs::path& folder) { return fs::exists(folder / language / name, error); });
      if (found == folders.end()) return fail(ErrorCode::not_found, "the prompts " + language + "/" + name + " are missing", join(searched, ", "));
      const fs::path path = *found / language / name;
      JANGIN_ASSIGN(const std::string toml, read_file(path, kMaxFileBytes));
      hash.field(language).field(file.name).field(toml);
      JANGIN_ASSIGN(library.prompts_[language][std::string(file.name)], read_prompts(toml, file, language, path.string()));
    }
  }
  if (library.prompts_.empty())
    return fail(ErrorCode::not_found, "no prompts for a teacher were found", join(searched, ", "), "they come with the program in recipes/prompts");
  library.hash_ = hash.hex();
  return library;
}

std::vector<std::string> PromptLibrary::ids(const std::string& language, const std::string& file) const {
  std::vector<std::string> ids;
  const auto of_language = prompts_.find(language);
  if (of_language == prompts_.end()) return ids;
  const auto of_file = of_language->second.find(file);
  if (of_file == of_language->second.end()) return ids;
  for (const Prompt& prompt : of_file->second) ids.push_back(prompt.id);
  return ids;
}

const Prompt* PromptLibrary::find(const std::string& language, const std::string& file, const std::string& id) const {
  const auto of_language = prompts_.find(language);
  if (of_language == prompts_.end()) return nullptr;
  const auto of_file = of_language->second.find(file);
  if (of_file == of_language->second.end()) return nullptr;
  const auto found = std::ranges::find(of_file->second, id, &Prompt::id);
  return found == of_file->second.end() ? nullptr : &*found;
}

std::string fill_fields(std::string_view text, const Fields& fields) {
  std::string out;
  scan(text, [&](std::string_view plain, std::string_view name) {
    if (name.empty()) {
      out += plain;
      return;
    }
    const auto found = fields.find(std::string(name));
    out += found != fields.end() ? found->second : "{" + std::string(name) + "}";
  });
  return out;
}

std::vector<record::Message> prompt_messages(const Prompt& prompt, const Fields& fields) {
  std::vector<record::Message> messages;
  if (!prompt.system.empty()) messages.push_back(record::text_message("system", fill_fields(prompt.system, fields)));
  for (const PromptShot& shot : prompt.shots) {
    messages.push_back(record::text_message("user", shot.user));
    messages.push_back(record::text_message("assistant", shot.reply));
  }
  messages.push_back(record::text_message("user", fill_fields(prompt.user, fields)));
  return messages;
}

std::string prompt_text(const Prompt& prompt, const Fields& fields) {
  std::string text;
  if (!prompt.system.empty()) text += fill_fields(prompt.system, fields) + "\n\n";
  for (const PromptShot& shot : prompt.shots) text += shot.user + "\n\n" + shot.reply + "\n\n###\n\n";
  return text + fill_fields(prompt.user, fields) + "\n\n";
}

}  // namespace jangin::synthesize
