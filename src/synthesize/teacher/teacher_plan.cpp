// What a teacher will be asked, and how fast it is. Estimates, but for the bounds.
#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "base/strings.h"
#include "record/shard.h"
#include "synthesize/mine.h"
#include "synthesize/teacher/teacher_stage.h"

namespace jangin::synthesize {
namespace {

constexpr double kReplyOfBound = 0.5;  // estimate: a reply's tokens of the most that it may have
constexpr double kKept = 0.4;          // estimate: drafts that the judges keep
constexpr size_t kMeasured = 8;        // requests
constexpr int kMeasuredTokens = 24;    // of each reply
constexpr double kMostVisits = 64;     // as in teach.cpp

/// Titles are not needed to count: headings stand for them.
struct Ground {
  std::vector<record::Passage> passages;
  std::vector<bool> in_focus;
  std::vector<std::string> titles;
  PromptLibrary prompts;
};

Result<Ground> read_ground(const SynthesizeRequest& request) {
  Ground ground;
  JANGIN_ASSIGN(const auto documents, record::read_documents(request.workspace / "refine" / "documents.parquet"));
  JANGIN_ASSIGN(ground.passages, record::read_passages(request.workspace / "refine" / "passages.parquet"));
  JANGIN_ASSIGN(ground.in_focus, match_focus(request.config.focus, ground.passages, documents));
  JANGIN_ASSIGN(ground.prompts, PromptLibrary::load(request.teacher.prompt_folders, teacher_prompt_files()));
  ground.titles.resize(ground.passages.size());
  return ground;
}

TeachInput input_of(const SynthesizeRequest& request, const Ground& ground, int64_t tokens) {
  return {.passages = ground.passages,
          .in_focus = ground.in_focus,
          .titles = ground.titles,
          .config = request.config.teacher,
          .access = request.teacher,
          .prompts = ground.prompts,
          .gates = request.config.gates,
          .evaluation_questions = request.evaluation_questions,
          .tokens = tokens,
          .seed = request.config.seed};
}

/// Mean tokens in and bound of a reply over a method's prompts.
std::pair<double, double> mean_request(const TeacherMethod& method, const std::string& language, const PromptLibrary& prompts, double passage_tokens,
                                       const TokenCounter& count) {
  double in = 0, out = 0, n = 0;
  const std::string file(method.prompts.empty() ? std::string_view("common") : method.name);
  for (const std::string& id : prompts.ids(language, file)) {
    const Prompt& prompt = *prompts.find(language, file, id);
    in += static_cast<double>(count(prompt_text(prompt, {}))) + passage_tokens, out += prompt.max_tokens, ++n;
  }
  return n > 0 ? std::pair(in / n, out / n) : std::pair(0.0, 0.0);
}

void apply_bounds(const TeacherConfig& config, TeacherPlan& plan) {
  const double tokens = static_cast<double>(plan.expected.tokens_in + plan.expected.tokens_out),
               requests = static_cast<double>(plan.expected.requests), cost = plan.expected.cost(config);
  double part = 1;
  if (requests > 0) part = std::min(part, static_cast<double>(config.max_requests) / requests);
  if (tokens > 0) part = std::min(part, static_cast<double>(config.max_tokens) / tokens);
  if (config.max_cost > 0 && cost > 0) part = std::min(part, config.max_cost / cost);
  plan.bounded = part < 1;
  if (!plan.bounded) return;
  auto scale = [&](int64_t& value) { value = static_cast<int64_t>(std::floor(part * static_cast<double>(value))); };
  scale(plan.expected.requests), scale(plan.expected.tokens_in), scale(plan.expected.tokens_out);
  for (TeacherPlan::Row& row : plan.rows) scale(row.requests), scale(row.tokens_in), scale(row.tokens_out);
}

}  // namespace

Result<TeacherPlan> plan_teacher(const SynthesizeRequest& request, const TeacherRate& rate) {
  const TeacherConfig& config = request.config.teacher;
  JANGIN_ASSIGN(const Ground ground, read_ground(request));
  const int64_t budget = request.config.tokens > 0 ? request.config.tokens : request.token_budget;
  const int64_t tokens = budget - tokens_of_rules(config, budget);
  const TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  const auto passages = teachable_passages(input_of(request, ground, tokens));
  TeacherPlan plan;
  plan.passages = passages.size();
  if (passages.empty()) return plan;
  double passage_tokens = 0;
  for (size_t p : passages) passage_tokens += static_cast<double>(count(ground.passages[p].text)) / static_cast<double>(passages.size());
  const std::string& language = ground.passages[passages.front()].language;
  for (const TeacherMethod& method : teacher_method_registry()) {
    const double share = method_share(config, method.name);
    if (share <= 0) continue;
    const auto [in, bound] = mean_request(method, language, ground.prompts, passage_tokens, count);
    const double out = kReplyOfBound * bound;
    const double jobs = std::min(share * static_cast<double>(tokens) / std::max(1.0, kKept * method.samples * out),
                                 kMostVisits * static_cast<double>(passages.size()));
    const double requests = std::ceil(jobs * method.requests);
    plan.rows.push_back(
        {std::string(method.name), static_cast<int64_t>(requests), static_cast<int64_t>(requests * in), static_cast<int64_t>(requests * out)});
    plan.expected.requests += plan.rows.back().requests, plan.expected.tokens_in += plan.rows.back().tokens_in,
        plan.expected.tokens_out += plan.rows.back().tokens_out;
  }
  apply_bounds(config, plan);
  plan.cost = plan.expected.cost(config);
  if (rate.reading > 0 && rate.writing > 0)
    plan.seconds = static_cast<double>(plan.expected.tokens_in) / rate.reading + static_cast<double>(plan.expected.tokens_out) / rate.writing;
  return plan;
}

Result<TeacherRate> measure_teacher(const SynthesizeRequest& request) {
  JANGIN_ASSIGN(const Ground ground, read_ground(request));
  const TeachInput input = input_of(request, ground, 0);
  const auto passages = teachable_passages(input);
  if (passages.empty()) return TeacherRate{};
  JANGIN_ASSIGN(auto generator, request.teacher.open());
  std::vector<engine::GenerateRequest> requests;
  const MethodMemory memory;
  for (size_t i = 0; i < kMeasured; ++i) {
    const size_t passage = passages[i % passages.size()];
    const JobContext context{.passages = ground.passages,
                             .passage = passage,
                             .title = {},
                             .heading = join(ground.passages[passage].heading_path, " > "),
                             .visit = 0,
                             .seed = i,
                             .prompts = ground.prompts,
                             .memory = memory};
    const Ask ask{"common", "questions"};
    requests.push_back(make_request(ask, *ground.prompts.find(context.language(), ask.file, ask.prompt), context, request.config.teacher, i));
  }
  auto timed = [&](int most, double& seconds) -> Result<Spending> {
    for (auto& one : requests) one.max_tokens = most;
    Stopwatch watch;
    JANGIN_ASSIGN(const auto replies, generator->generate(requests));
    seconds = std::max(1e-6, watch.seconds());
    Spending spent;
    for (const auto& reply : replies)
      spent.tokens_in += static_cast<int64_t>(reply.prompt_tokens), spent.tokens_out += static_cast<int64_t>(reply.generated_tokens);
    return spent;
  };
  double reading = 0, writing = 0;
  JANGIN_ASSIGN(const Spending read, timed(1, reading));
  JANGIN_ASSIGN(const Spending written, timed(kMeasuredTokens, writing));  // the prompts are in its cache by now
  return TeacherRate{static_cast<double>(read.tokens_in) / reading, static_cast<double>(written.tokens_out) / writing};
}

}  // namespace jangin::synthesize
