// OpenAI's API from the client's side: requests as bodies, answers as replies. No connections.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/generator.h"

namespace jangin::engine {

/// "/chat/completions", or "/completions" for a request without messages.
std::string_view remote_path(const GenerateRequest& request);
std::string remote_body(const GenerateRequest& request, const std::string& model, bool stream);

/// One answer, whole or as server-sent events, taken in as its bytes come.
class RemoteAnswer {
 public:
  /// `streamed`: events, whose pieces go to on_piece.
  RemoteAnswer(const GenerateRequest& request, bool streamed) : request_(request), streamed_(streamed) {}
  /// False: on_piece said no.
  bool take(std::string_view bytes);
  bool gave_pieces() const { return gave_pieces_; }
  /// After the last byte. Errors: invalid_format.
  Result<GenerateReply> finish();

 private:
  void take_event(std::string_view line);

  const GenerateRequest& request_;
  bool streamed_;
  size_t told_ = 0;  // tokens that on_piece has had
  bool gave_pieces_ = false;
  bool cancelled_ = false;
  bool ended_ = false;  // a finish reason came
  std::string bytes_;   // not taken in yet
  std::string mistake_;
  GenerateReply reply_;
};

/// What an error's body says, on one line; else the beginning of the body.
std::string remote_error_text(std::string_view body);

struct RemoteModel {
  std::string name;
  size_t context_tokens = 0;  // 0: not told
};
Result<std::vector<RemoteModel>> read_remote_models(std::string_view body);
std::string remote_embedding_body(const std::vector<std::string>& texts, const std::string& model);
/// Errors: invalid_format, another number of vectors than `count`.
Result<std::vector<std::vector<float>>> read_remote_embeddings(std::string_view body, size_t count);

}  // namespace jangin::engine
