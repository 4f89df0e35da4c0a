// A document's text, a line end, the headings of its passages; then the next one.
#include "refine/passage_corpus.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

namespace jangin::refine {

std::string_view PassageCorpus::text() const { return {reinterpret_cast<const char*>(file_.bytes().data()), file_.bytes().size()}; }

const CorpusDocument& PassageCorpus::document_at(uint64_t place) const {
  return std::upper_bound(documents_.begin(), documents_.end(), place,
                          [](uint64_t at, const CorpusDocument& document) { return at < document.begin; })[-1];
}

std::optional<size_t> PassageCorpus::passage_at(uint64_t place) const {
  const CorpusDocument& document = document_at(place);
  auto begin = passages_.begin() + document.passages_begin, end = passages_.begin() + document.passages_end;
  auto behind = std::upper_bound(begin, end, place, [](uint64_t at, const CorpusPassage& passage) { return at < passage.begin; });
  return behind == begin ? std::nullopt : std::optional<size_t>(behind - 1 - passages_.begin());
}

std::string PassageCorpus::name_at(uint64_t place) const {
  const std::string& name = document_at(place).name;
  const std::optional<size_t> passage = passage_at(place);
  return passage && passages_[*passage].heading_bytes != 0 ? name + ", " + std::string(heading_of(*passage)) : name;
}

std::vector<record::Span> PassageCorpus::kept_runs(const CorpusDocument& document) const {
  std::vector<record::Span> runs;
  uint64_t begin = document.begin;
  auto end_run = [&](uint64_t end) {
    if (begin < end) runs.push_back({begin, end});
  };
  for (uint32_t i = document.passages_begin; i < document.passages_end; ++i) {
    if (!passages_[i].out) continue;
    end_run(passages_[i].begin);
    begin = passages_[i].end();
  }
  end_run(document.end);
  return runs;
}

void PassageCorpus::apply(std::span<const Judgement> judgements) {
  for (size_t i = 0; i < passages_.size(); ++i) {
    CorpusPassage& passage = passages_[i];
    if (passage.first == i) {
      passage.out = passage.out || !judgements[i].pass;
    } else {
      passage.out = passages_[passage.first].out;  // the first comes before
    }
  }
}

Result<PassageCorpusWriter> PassageCorpusWriter::open(const std::filesystem::path& path) {
  JANGIN_TRY(make_folders(path.parent_path()));
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return fail(ErrorCode::io_error, std::strerror(errno), path.string());
  return PassageCorpusWriter(path, file);
}

Status PassageCorpusWriter::write(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) return fail(ErrorCode::io_error, std::strerror(errno), path_.string());
  size_ += bytes.size();
  return {};
}

Status PassageCorpusWriter::add_document(const record::Document& document) {
  const auto passages = static_cast<uint32_t>(passages_.size());
  std::string name = document.path_inside.empty() ? document.source_id : document.source_id + " / " + document.path_inside;
  documents_.push_back({std::move(name), size_, size_ + document.text.size(), passages, passages});
  last_heading_.clear();
  JANGIN_TRY(write(document.text));
  return write("\n");
}

Status PassageCorpusWriter::add_passage(const record::Passage& passage, bool kept) {
  const auto index = static_cast<uint32_t>(passages_.size());
  const record::Span span = passage.occurrences.front().span;
  CorpusDocument& document = documents_.back();
  std::string_view heading = passage.heading_path.empty() ? std::string_view() : passage.heading_path.back();
  heading = heading.substr(0, std::numeric_limits<uint16_t>::max());
  if (heading != last_heading_) {
    last_heading_ = heading;
    last_heading_at_ = size_;
    JANGIN_TRY(write(heading));
    JANGIN_TRY(write("\n"));
  }
  ids_.push_back(parse_id(passage.passage_id));
  const uint32_t first = kept ? firsts_.try_emplace(ids_.back(), index).first->second : index;
  passages_.push_back({document.begin + span.begin, static_cast<uint32_t>(span.size()), static_cast<uint32_t>(documents_.size() - 1), first, !kept,
                       static_cast<uint16_t>(heading.size()), last_heading_at_});
  document.passages_end = index + 1;
  return {};
}

Result<PassageCorpus> PassageCorpusWriter::finish() {
  JANGIN_TRY(write("\n"));
  if (std::fclose(file_.release()) != 0) return fail(ErrorCode::io_error, std::strerror(errno), path_.string());
  JANGIN_ASSIGN(MappedFile mapped, MappedFile::open(path_));
  PassageCorpus corpus(std::move(mapped));
  corpus.documents_ = std::move(documents_);
  corpus.passages_ = std::move(passages_);
  corpus.ids_ = std::move(ids_);
  return corpus;
}

}  // namespace jangin::refine
