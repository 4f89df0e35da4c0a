// SQLite databases.
#include "collect/opener_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_opener("sqlite", data, size, "input.db",
                                     R"({"query":"SELECT name AS id, sql AS text FROM sqlite_master UNION ALL SELECT id, text FROM t"})");
}
