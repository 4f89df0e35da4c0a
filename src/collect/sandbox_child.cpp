// See sandbox_child.h.
#include "collect/sandbox_child.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <new>
#include <string>

#include "collect/confinement.h"
#include "collect/member_wire.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

/// False when the caller no longer listens.
bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

constexpr size_t kUnknownSize = SIZE_MAX;

/// Bytes of a file. Not to be had any more once the filter is on.
size_t size_of(int document) {
  struct stat info{};
  return fstat(document, &info) == 0 ? static_cast<size_t>(info.st_size) : kUnknownSize;
}

/// A document in memory, from construction to destruction; its descriptor is closed.
class MappedDocument {
 public:
  MappedDocument(int document, size_t size) : size_(size) {
    void* data = size_ > 0 && size_ != kUnknownSize ? mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, document, 0) : MAP_FAILED;
    if (data != MAP_FAILED) data_ = static_cast<std::byte*>(data);
    close(document);
  }
  ~MappedDocument() {
    if (data_) munmap(data_, size_);
  }
  MappedDocument(const MappedDocument&) = delete;
  MappedDocument& operator=(const MappedDocument&) = delete;

  ReadOutcome read(const Reader& reader, std::string_view name, const ReadLimits& limits) const {
    if (size_ == kUnknownSize) return read_failure("unreadable", "the file's size cannot be had");
    if (size_ == 0) return read_failure("zero_bytes", "the file is empty");
    if (!data_) return read_failure("reader_memory", "the file does not fit into the memory that a reader may use");
    try {
      return reader.read({{data_, size_}, std::string(name), limits});
    } catch (const std::bad_alloc&) {
      _exit(kExitMemory);
    } catch (const std::exception& error) {
      return read_failure("reader_crashed", error.what());
    }
  }

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

void read_documents(const Reader& reader, const HostRequest& request, const Documents& documents, const std::vector<size_t>& sizes, int answer) {
  for (size_t i = 0; i < documents.descriptors.size(); ++i) {
    MappedDocument document(documents.descriptors[i], sizes[i]);
    if (!write_all(answer, encode_outcome(document.read(reader, documents.names[i], request.limits)))) break;
  }
}

/// Members go to the pipe as they come; when nobody listens any more, the child ends.
void open_document(const Opener& opener, const HostRequest& request, const Documents& documents, uint64_t size, int answer) {
  FrameSink sink([answer](std::string_view bytes) {
    if (!write_all(answer, bytes)) _exit(0);
  });
  if (size == kUnknownSize) return sink.done(read_failure("unreadable", "the file's size cannot be had"));
  sink.done(opener.open(
      {documents.descriptors[0], size, std::string(documents.names[0]), std::string(documents.options), request.max_member_bytes, request.limits},
      sink));
}

}  // namespace

[[noreturn]] void run_reader_child(const Part& part, const HostRequest& request, const Documents& documents, int answer) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  limit_resources(request.seconds, request.memory_bytes);
  std::vector<size_t> sizes(documents.descriptors.size());
  std::transform(documents.descriptors.begin(), documents.descriptors.end(), sizes.begin(), size_of);
  const bool may_open = part.opener && part.opener->opens_its_file;
  if (may_open) confine_to_file(documents.descriptors[0]);
  if (!filter_system_calls(may_open)) _exit(kExitNoFilter);
  try {
    if (part.reader) read_documents(*part.reader, request, documents, sizes, answer);
    if (part.opener) open_document(*part.opener, request, documents, sizes[0], answer);
  } catch (const std::bad_alloc&) {
    _exit(kExitMemory);
  } catch (const std::exception&) {
    _exit(1);
  }
  _exit(0);
}

}  // namespace jangin::collect
