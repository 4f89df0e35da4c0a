#include "tokenizer/training/text_files.h"

#include <algorithm>

#include "base/file.h"
#include "base/interrupt.h"
#include "text/sentences.h"
#include "tokenizer/training/text_blocks.h"

namespace jangin::tokenizer {
namespace {

namespace fs = std::filesystem;
constexpr size_t kFront = 4096;  // bytes looked at for a zero

bool is_hidden(const fs::path& path) { return path.filename().native().starts_with('.'); }

std::string_view text_of(const MappedFile& file) { return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()}; }

Status add_folder(const fs::path& folder, std::vector<fs::path>& files) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (is_hidden(at->path())) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file(error) && !error) {
      files.push_back(at->path());
    }
  }
  if (error) return fail(ErrorCode::io_error, error.message(), folder.string());
  return {};
}

}  // namespace

Result<TextFiles> TextFiles::list(const std::vector<std::string>& paths, bool hold_back) {
  std::vector<fs::path> named;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) return fail(ErrorCode::not_found, "no such file or folder", path);
    if (fs::is_directory(path, error)) {
      JANGIN_TRY(add_folder(path, named));
    } else {
      named.emplace_back(path);
    }
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  TextFiles out;
  out.hold_back_ = hold_back;
  for (fs::path& path : named) {
    JANGIN_ASSIGN(const MappedFile file, MappedFile::open(path));
    if (text_of(file).substr(0, kFront).find('\0') != std::string_view::npos) {
      ++out.left_out_;
    } else {
      out.files_.push_back(std::move(path));
    }
  }
  if (out.files_.empty())
    return fail(ErrorCode::not_found, "no text file", paths.empty() ? "" : paths.front(), "name files or folders of plain text or Markdown");
  return out;
}

Status TextFiles::visit(bool held_back, const TextReceiver& receive) const {
  size_t part = 0;
  for (const fs::path& path : files_) {
    JANGIN_ASSIGN(const MappedFile file, MappedFile::open(path));
    JANGIN_TRY(visit_blocks(text_of(file), kPartBytes, [&](std::string_view text) -> Status {
      const bool is_held_back = hold_back_ && part++ % kHeldBackOf == kHeldBackOf / 4;
      return is_held_back == held_back ? receive(text) : Status{};
    }));
  }
  return {};
}

TextSource TextFiles::training_text() const {
  return [this](const TextReceiver& receive) { return visit(false, receive); };
}

Result<std::vector<EncodedSize>> TextFiles::measure(const Tokenizer& tokenizer) const {
  std::vector<EncodedSize> sizes = {{.language = "ko"}, {.language = "en"}, {.language = "other"}};
  JANGIN_TRY(visit(true, [&](std::string_view text) -> Status {
    if (interrupted()) return std::unexpected(interrupted_error());
    const std::string_view language = text::guess_language(text);
    EncodedSize& size = sizes[language == "ko" ? 0 : language == "en" ? 1 : 2];
    size.bytes += text.size();
    size.tokens += tokenizer.encode(text).size();
    return {};
  }));
  std::erase_if(sizes, [](const EncodedSize& size) { return size.tokens == 0; });
  return sizes;
}

}  // namespace jangin::tokenizer
