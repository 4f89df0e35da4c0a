// Calls handed through; what the chat template knows is asked before the service takes the model.
#include "serve/service_backend.h"

namespace jangin::serve {
namespace {

class ServiceBackend final : public Backend {
 public:
  ServiceBackend(std::unique_ptr<engine::Service> service, bool describes_tools) : service_(std::move(service)), describes_tools_(describes_tools) {}

  size_t context_tokens() const override { return service_->context_tokens(); }
  int64_t vocab_size() const override { return service_->tokenizer().vocab_size(); }
  bool describes_tools() const override { return describes_tools_; }
  size_t count_tokens(std::string_view text) const override { return service_->tokenizer().encode(text, {.surround = true}).size(); }
  Result<uint64_t> submit(engine::GenerateRequest request, engine::Service::OnEnd on_end) override {
    return service_->submit(std::move(request), std::move(on_end));
  }
  void cancel(uint64_t id) override { service_->cancel(id); }
  Result<uint64_t> embed(std::vector<std::string> texts, engine::Service::OnEmbedded on_embedded) override {
    return service_->embed(std::move(texts), std::move(on_embedded));
  }
  engine::ServiceStatistics statistics() const override { return service_->statistics(); }
  void stop(bool finish) override { service_->stop(finish); }

 private:
  const std::unique_ptr<engine::Service> service_;
  const bool describes_tools_;
};

}  // namespace

Result<std::unique_ptr<Backend>> serve_model(std::unique_ptr<engine::LocalGenerator> model, const engine::ServiceOptions& options) {
  const bool describes_tools = model->chat_template().uses("tools");
  JANGIN_ASSIGN(std::unique_ptr<engine::Service> service, engine::Service::start(std::move(model), options));
  return std::unique_ptr<Backend>(std::make_unique<ServiceBackend>(std::move(service), describes_tools));
}

}  // namespace jangin::serve
