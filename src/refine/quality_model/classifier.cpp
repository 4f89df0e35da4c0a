// fastText behind two calls. Its files are memory (memfd_create), its exceptions become errors here.
#include "refine/quality_model/classifier.h"

#include <fasttext/fasttext.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sstream>

#include "base/file.h"
#include "base/interrupt.h"

namespace jangin::refine {
namespace {

// A control character, which no excerpt holds: text cannot spell a label.
constexpr const char* kLabel = "\001";
constexpr const char* kGood = "\001good";
constexpr const char* kBad = "\001bad";

/// A file without a name on any disk, opened by others through its path.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("jangin-quality", MFD_CLOEXEC)) {}
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

  Status append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail(ErrorCode::io_error, std::strerror(errno), "memory for the training text");
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
  }

 private:
  int descriptor_;
};

fasttext::Args to_args(const ClassifierSettings& settings, std::string input) {
  fasttext::Args args;
  args.model = fasttext::model_name::sup;
  args.loss = fasttext::loss_name::softmax;
  args.input = std::move(input);
  args.lr = settings.learning_rate;
  args.dim = settings.dimension;
  args.epoch = settings.epochs;
  args.wordNgrams = settings.word_pairs;
  args.minn = settings.least_characters;
  args.maxn = settings.most_characters;
  args.minCount = settings.least_count;
  args.bucket = settings.buckets;
  args.seed = static_cast<int>(settings.seed & 0x7FFF'FFFF);
  args.thread = 1;
  args.verbose = 0;
  args.label = std::string(kLabel);
  return args;
}

}  // namespace

struct Classifier::State {
  fasttext::FastText model;
};

Classifier::Classifier(std::unique_ptr<State> state) : state_(std::move(state)) {}
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

Result<Classifier> Classifier::train(std::span<const ClassifierLine> lines, const ClassifierSettings& settings) {
  const auto good = std::ranges::count(lines, true, &ClassifierLine::good);
  if (good == 0 || good == std::ssize(lines))
    return fail(ErrorCode::invalid_argument, fmt::format("no {} text to learn from", good == 0 ? "good" : "bad"), "quality model");
  MemoryFile text;
  for (const ClassifierLine& line : lines) JANGIN_TRY(text.append(fmt::format("{} {}\n", line.good ? kGood : kBad, line.text)));
  auto state = std::make_unique<State>();
  try {
    state->model.train(to_args(settings, text.path()), [&](float, float, double, double, int64_t) {
      if (interrupted()) state->model.abort();
    });
  } catch (const std::exception& error) {
    if (interrupted()) return std::unexpected(interrupted_error());
    return fail(ErrorCode::invalid_argument, fmt::format("could not be trained: {}", error.what()), "quality model");
  }
  if (interrupted()) return std::unexpected(interrupted_error());
  return Classifier(std::move(state));
}

Result<Classifier> Classifier::load(const std::string& bytes) {
  auto state = std::make_unique<State>();
  try {
    std::istringstream in(bytes);
    constexpr int32_t kMagic = 793712314, kVersion = 12;  // of fastText's files
    int32_t head[2] = {};
    in.read(reinterpret_cast<char*>(head), sizeof head);
    if (!in || head[0] != kMagic || head[1] > kVersion) return fail(ErrorCode::invalid_format, "is no fastText model", "quality model");
    in.seekg(sizeof head);
    state->model.loadModel(in);
    if (!in) return fail(ErrorCode::invalid_format, "ends early", "quality model");
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_format, fmt::format("cannot be read: {}", error.what()), "quality model");
  }
  if (state->model.getLabelId(kGood) < 0 || state->model.getLabelId(kBad) < 0)
    return fail(ErrorCode::invalid_format, "does not tell good from bad", "quality model");
  return Classifier(std::move(state));
}

Result<std::string> Classifier::bytes() const {
  MemoryFile file;
  try {
    state_->model.saveModel(file.path());
  } catch (const std::exception& error) {
    return fail(ErrorCode::io_error, error.what(), "quality model");
  }
  return read_file(file.path());
}

double Classifier::probability(const std::string& line) const {
  std::istringstream in(line);
  std::vector<std::pair<fasttext::real, std::string>> found;  // probability, label
  if (!state_->model.predictLine(in, found, 2, 0)) return 0;
  for (const auto& [probability, label] : found) {
    if (label == kGood) return std::clamp(static_cast<double>(probability), 0.0, 1.0);  // the library adds 1e-5 before its logarithm
  }
  return 0;
}

}  // namespace jangin::refine
