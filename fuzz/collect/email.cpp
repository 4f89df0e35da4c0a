// The reader of e-mail on any bytes.
#include "collect/readers/email.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_reader(jangin::collect::read_email, data, size, "input.eml");
}
