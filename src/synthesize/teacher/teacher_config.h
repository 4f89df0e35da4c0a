// The recipe's [synthesize.teacher] table: which model is asked, for what, and what it may cost.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/config.h"
#include "base/hash.h"
#include "base/result.h"

namespace jangin::synthesize {

struct TeacherConfig {
  /// "base": the recipe's base; a known base model, a path, or a URL up to its version, with the model's name behind "#"
  /// ("http://127.0.0.1:8080/v1#gemma"). Empty: no teacher, and nothing below counts.
  std::string model;
  /// What Sample::generator and Sample::derived_from_model say of a model behind a URL, which tells no hash of its weights. Empty: the name
  /// behind "#", else the URL; no hash. Two servers of one model are one teacher when both are given.
  std::string name, weights;
  /// URL: environment variable with the key.
  std::string key_variable = "JANGIN_API_KEY";
  /// "chat": turns in the model's chat template; "plain": one text that the model continues, for models that were never taught to chat.
  std::string form = "chat";
  /// Share of the samples' tokens that the teacher's samples get; the rules' methods get the rest.
  double share = 0.5;
  /// Of the teacher's tokens, the part of each method (registry.cpp), in proportion. Empty: the registry's own proportions.
  std::map<std::string, double> mix;
  /// "wrap": the passage itself beside its first text in another style, one to one, as its authors train. false: the other styles alone.
  bool originals = true;
  /// How replies are drawn; 0: greedy, so that a second visit of a passage brings nothing new.
  double temperature = 0.7, top_p = 0.95;
  /// Bounds that are never exceeded: requests, and tokens of requests and replies together.
  int64_t max_requests = 2000, max_tokens = 2'000'000;
  /// Prices of a million tokens in and out, in any currency, and the most that may be spent. 0: no price, no bound.
  double price_in = 0, price_out = 0, max_cost = 0;
  /// Folder of prompt files, from the recipe's folder; a file that it lacks is taken from those that come with the program. Empty: "prompts".
  std::string prompts;
  /// URL: requests under way together, and a minute (0: no limit). They change no sample.
  int64_t concurrency = 8;
  double requests_per_minute = 0;
  /// Seconds that a teacher may be out of reach before the stage ends (and is resumed by the same command).
  double patience = 3600;

  bool is_set() const { return !model.empty(); }
  bool is_url() const { return model.starts_with("http://") || model.starts_with("https://"); }
};

/// Errors: invalid_format, invalid_argument (an unknown method names the nearest; a bound without a price).
Status read_config(ConfigTable table, TeacherConfig& config);
/// Adds whatever decides the samples; nothing when there is no teacher.
void hash_config(const TeacherConfig& config, Sha256& hash);
/// Part of the teacher's tokens, requests and cost that a method gets: 0..1, all methods together 1.
double method_share(const TeacherConfig& config, std::string_view method);

}  // namespace jangin::synthesize
