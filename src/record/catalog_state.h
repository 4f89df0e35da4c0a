// What the catalog's two source files share: the open database and its lock. Internal to record/.
#pragma once

#include <mutex>

#include "record/catalog.h"
#include "record/sqlite_database.h"

namespace jangin::record {

struct Catalog::State {
  explicit State(Database opened) : database(std::move(opened)) {}
  Database database;
  std::mutex lock;
};

}  // namespace jangin::record
