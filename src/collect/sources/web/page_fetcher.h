// One page: from the log when it is fresh, else asked for, conditionally where an earlier run has it. Its body goes to the originals unseen. In the
// caller's process.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "collect/fetch.h"
#include "collect/fetch_log.h"
#include "collect/originals.h"
#include "collect/sources/web/polite_client.h"
#include "collect/sources/web/robots.h"
#include "collect/sources/web/url.h"

namespace jangin::collect::web {

/// What is known of an URL now.
struct Obtained {
  Fetched record = {};       // a blob, a location, or a reason
  std::string trouble = {};  // why it could not be asked for now
  bool is_known = true;      // false with trouble: no earlier run has it; the record says why in its reason
  bool was_asked = true;     // false with trouble: its host had been given up before
};

class PageFetcher {
 public:
  PageFetcher(const FetchContext& context, const WebsiteConfig& config, FetchLog& log)
      : context_(context), config_(config), log_(log), client_(config) {}
  /// `wants`: judges the type of a body. Errors: io_error, interrupted.
  using Wants = std::function<bool(const std::string& content_type)>;
  Result<Obtained> obtain(const Url& url, uint64_t max_bytes, const Wants& wants);
  /// The rules of a site; `problem` has a reason when they could not be had, and so nothing of it may be fetched (RFC 9309, 2.3.1.4). Also sets the
  /// site's delay.
  struct Rules {
    Robots robots;
    ReadFailure problem;
  };
  Result<const Rules*> rules_of(const Url& url);

 private:
  const Fetched* usable(const std::string& id, uint64_t max_bytes) const;
  Result<Obtained> judge(const Url& url, const Fetched* known, const GetAnswer& answer, OriginalWriter& writer);
  Result<Rules> fetch_rules(const Url& robots);

  const FetchContext& context_;
  const WebsiteConfig& config_;
  FetchLog& log_;
  PoliteClient client_;
  std::map<std::string, Rules> rules_;  // by origin
};

}  // namespace jangin::collect::web
