// Waves of jobs, their rounds of requests, and who gets how much of the bounds.
#include "synthesize/teacher/teach.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/strings.h"
#include "synthesize/teacher/draft_judge.h"
#include "synthesize/teacher/reply_checks.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kWave = 32;                // jobs whose questions go out together, at most; not a matter of speed alone: part of what is asked
constexpr double kTokensOfDraft = 30;       // estimate, of those that are kept spread over all: how many jobs are worth starting
constexpr uint64_t kMostVisits = 64;        // of one passage by one method
constexpr size_t kLeastWords = 16;          // of a passage
constexpr double kEcho = 0.3;               // share of windows of eight words that a reply has from its prompt
constexpr size_t kOversized = 64;           // bytes for each token allowed
constexpr uint64_t kSeedBits = 0x7fffffff;  // what every API takes for a seed
constexpr size_t kShownBytes = 300;

/// The prompt's own words, without the passage.
std::string words_of(const Prompt& prompt) {
  std::string words = prompt.system + "\n" + prompt.user;
  for (const PromptShot& shot : prompt.shots) words += "\n" + shot.user + "\n" + shot.reply;
  return words;
}

/// What a reply as a whole is not good for.
std::string fault_of_reply(const Ask& ask, const Prompt& prompt, const engine::GenerateReply& reply, std::string& text) {
  const bool cut = reply.finish == engine::FinishReason::length;
  text = std::string(ask.schema.empty() ? trim(reply.text) : bare_reply(reply.text));
  if (text.empty()) return "empty_reply";
  if (text.size() > kOversized * static_cast<size_t>(prompt.max_tokens)) return "oversized_reply";
  if (!ask.schema.empty()) {
    if (nlohmann::json::accept(text)) return {};
    return cut ? "cut_reply" : "wrong_form";
  }
  if (cut) text = std::string(whole_sentences(text));
  if (text.empty()) return "cut_reply";
  return shared_windows(text, words_of(prompt)) > kEcho ? "echo" : "";
}

/// One method's work.
class MethodRun {
 public:
  MethodRun(const TeachInput& input, const TeacherMethod& method, TeacherSession& session, DraftJudge& judge, TeachReport& report)
      : input_(input), method_(method), session_(session), judge_(judge), report_(report), figures_(report.methods[std::string(method.name)]) {}

  /// Until `tokens` of samples are kept, or the session's bounds are reached.
  Status run(const std::vector<size_t>& passages, int64_t tokens, Progress& progress) {
    for (uint64_t visit = 0; visit < kMostVisits; ++visit) {
      const uint64_t kept = figures_.kept;
      for (size_t begin = 0; begin < passages.size();) {
        if (interrupted()) return std::unexpected(interrupted_error());
        if (figures_.tokens >= tokens || session_.used_up()) return {};
        auto wave = std::span(passages).subspan(begin, std::min(wave_jobs(tokens), passages.size() - begin));
        begin += wave.size();
        JANGIN_TRY(run_wave(wave, visit));
        progress.set(static_cast<uint64_t>(session_.spent().requests));
      }
      if (input_.config.temperature == 0 || figures_.kept == kept) return {};  // the same again, or nothing that could be used
    }
    return {};
  }

 private:
  struct Open {
    std::unique_ptr<TeacherJob> job;
    std::vector<Ask> asks;
    std::vector<Answer> answers;
    uint64_t asked = 0;
    bool beyond = false;
  };
  struct Place {
    size_t job, ask;
    const Prompt* prompt;
    uint64_t seed;
  };

  /// As many as the tokens still wanted ask for, and as the requests still allowed let end.
  size_t wave_jobs(int64_t tokens) const {
    const double wanted = 1 + static_cast<double>(tokens - figures_.tokens) / (kTokensOfDraft * method_.samples);
    const double payable = static_cast<double>(session_.requests_left()) / method_.requests;
    return static_cast<size_t>(std::clamp(std::min(wanted, payable), 1.0, static_cast<double>(kWave)));
  }

  Status run_wave(std::span<const size_t> passages, uint64_t visit) {
    std::vector<Open> open;
    for (size_t passage : passages) {
      const record::Passage& p = input_.passages[passage];
      const JobContext context{.passages = input_.passages,
                               .passage = passage,
                               .title = input_.titles[passage],
                               .heading = join(p.heading_path, " > "),
                               .visit = visit,
                               .seed = sample_seed(input_.seed, p.passage_id, method_.name, visit),
                               .prompts = input_.prompts,
                               .memory = memory_,
                               .originals = input_.config.originals};
      open.push_back({method_.start(context), {}, {}, 0, false});
      ++figures_.jobs;
    }
    while (true) {
      size_t asks = 0;
      for (Open& one : open) {
        one.asks = one.beyond ? std::vector<Ask>{} : one.job->next(one.answers);
        asks += one.asks.size();
      }
      if (asks == 0) break;
      JANGIN_TRY(run_round(open));
    }
    for (Open& one : open) close(*one.job);
    return {};
  }

  /// All questions of all jobs that are open, and their answers.
  Status run_round(std::vector<Open>& open) {
    std::vector<engine::GenerateRequest> requests;
    std::vector<Place> places;
    for (size_t j = 0; j < open.size(); ++j) {
      open[j].answers.assign(open[j].asks.size(), {});
      for (size_t a = 0; a < open[j].asks.size(); ++a) {
        const Ask& ask = open[j].asks[a];
        const JobContext& context = open[j].job->context();
        const Prompt* prompt = input_.prompts.find(context.language(), ask.file, ask.prompt);
        if (!prompt) return fail(ErrorCode::internal, "no prompt " + ask.file + "." + ask.prompt, std::string(method_.name));
        const uint64_t seed = sample_seed(context.seed, context.at().passage_id, prompt->label, open[j].asked++) & kSeedBits;
        requests.push_back(make_request(ask, *prompt, context, input_.config, seed));
        places.push_back({j, a, prompt, seed});
      }
    }
    JANGIN_ASSIGN(auto replies, session_.ask(requests));
    for (size_t i = 0; i < places.size(); ++i) take_reply(open[places[i].job], places[i], requests[i], replies[i]);
    return {};
  }

  void take_reply(Open& open, const Place& place, const engine::GenerateRequest& request, const SessionReply& reply) {
    if (reply.state == SessionReply::State::beyond_bounds) {
      open.beyond = true;
      return;
    }
    ++figures_.requests;
    Answer& answer = open.answers[place.ask];
    answer.label = place.prompt->label, answer.seed = place.seed;
    const bool refused = reply.state == SessionReply::State::refused;
    answer.fault = refused ? "refused_request" : fault_of_reply(open.asks[place.ask], *place.prompt, reply.reply, answer.text);
    if (answer.usable()) return;
    const std::string said = refused ? reply.error : reply.reply.text.substr(0, kShownBytes);
    judge_.reject(method_, request_hash(request, input_.access.name, input_.access.hash), answer.fault, answer.label + " | " + said, report_);
  }

  void close(const TeacherJob& job) {
    for (const auto& [reason, said] : job.rejected) judge_.reject(method_, hash_fields({reason, said}), reason, said, report_);
    for (const TeacherDraft& draft : job.drafts) judge_.take(draft, method_, job.context(), memory_, report_);
  }

  const TeachInput& input_;
  const TeacherMethod& method_;
  TeacherSession& session_;
  DraftJudge& judge_;
  TeachReport& report_;
  MethodReport& figures_;
  MethodMemory memory_;
};

}  // namespace

engine::GenerateRequest make_request(const Ask& ask, const Prompt& prompt, const JobContext& context, const TeacherConfig& config, uint64_t seed) {
  Fields fields = ask.fields;
  fields["title"] = context.title, fields["heading"] = context.heading, fields["passage"] = context.at().text;
  engine::GenerateRequest request;
  if (ask.transcript) {
    request.prompt = fill_fields(prompt.user, fields);
  } else if (config.form == "plain") {
    request.prompt = prompt_text(prompt, fields);
    request.stop.push_back("\n###");
  } else {
    request.messages = prompt_messages(prompt, fields);
  }
  if (!ask.stop.empty()) request.stop.push_back(ask.stop);
  if (!ask.schema.empty()) request.format = {engine::OutputFormat::Kind::json_schema, ask.schema};
  request.max_tokens = prompt.max_tokens;
  request.sampling.temperature = config.temperature;
  if (config.temperature > 0) request.sampling.top_p = config.top_p, request.sampling.seed = seed;
  return request;
}

std::vector<size_t> teachable_passages(const TeachInput& input) {
  std::vector<size_t> passages;
  for (size_t p = 0; p < input.passages.size(); ++p) {
    const record::Passage& passage = input.passages[p];
    if (input.in_focus[p] && input.prompts.speaks(passage.language) && text::split_words(passage.text).size() >= kLeastWords) passages.push_back(p);
  }
  Random random(input.seed, sample_seed(input.seed, "", "teacher order", 0));
  random.shuffle(passages);
  return passages;
}

Result<TeachReport> teach(const TeachInput& input, TeacherSession& session, SampleWriter& writer) {
  TeachReport report;
  JANGIN_ASSIGN(DraftJudge judge, DraftJudge::make(input, writer));
  const std::vector<size_t> passages = teachable_passages(input);
  Progress progress("asking " + input.access.name, 0, "requests");
  double allowed = 0;
  for (const TeacherMethod& method : teacher_method_registry()) {
    const double share = method_share(input.config, method.name);
    if (share <= 0 || passages.empty()) continue;
    allowed += share;
    session.allow(std::min(1.0, allowed));  // what earlier methods left is a later one's
    MethodRun run(input, method, session, judge, report);
    JANGIN_TRY(run.run(passages, static_cast<int64_t>(share * static_cast<double>(input.tokens)), progress));
  }
  report.spent = session.spent();
  report.asked = session.asked(), report.generated_tokens = session.generated_tokens(), report.seconds = session.seconds();
  return report;
}

}  // namespace jangin::synthesize
