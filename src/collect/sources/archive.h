// Archives as sources: zip, tar (plain, gz, bz2, xz, zst, lz4), 7z, and single files packed by one of these, through libarchive.
// Office files and EPUB are zip archives with readers of their own, and are none here.
#pragma once

#include "collect/opener.h"

namespace jangin::collect {

/// A member is a regular file. Listed instead of handed over: symlink, hard_link, not_a_file (devices, pipes), encrypted, too_large, damaged
/// (check sum, length). Names are only names: nothing is written by name. Names in no UTF-8 are decoded all alike, as CP949 or what
/// else fits. Failures of the archive: encrypted (also its directory), truncated, damaged, not_an_archive.
OpenOutcome open_archive(const OpenInput& input, MemberSink& sink);
/// Loads what libarchive would load later: the sandbox lets it open nothing.
void prepare_archives();
/// A packed single file: its member is called as it is, without the last extension.
bool is_packed_single(std::string_view path);
/// By its name ("a.tar.xz"); without an extension by its first bytes.
bool is_archive(std::string_view path, std::string_view first_bytes);

}  // namespace jangin::collect
