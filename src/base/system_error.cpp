// errno to Error.
#include "base/system_error.h"

#include <cerrno>
#include <cstring>

namespace jangin {

std::unexpected<Error> system_error(const std::filesystem::path& path, int number) {
  const ErrorCode code = number == ENOENT ? ErrorCode::not_found : ErrorCode::io_error;
  std::string hint;
  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    hint = "free some space on this disk, then run the same command again: finished work is kept";
  if (number == EACCES || number == EPERM) hint = "check the permissions";
  return fail(code, std::strerror(number), path.string(), hint);
}

}  // namespace jangin
