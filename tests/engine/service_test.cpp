// The service: many threads ask, each gets what it would get alone; the queue is bounded, and stopping loses nobody.
#include "engine/service.h"

#include <atomic>
#include <future>
#include <thread>

#include "tiny_model.h"

namespace jangin::engine {
namespace {

GenerateRequest request(int i) {
  return {.prompt = "question " + std::to_string(i), .max_tokens = 5 + i % 5 * 6, .sampling = {.temperature = 0.9, .seed = static_cast<uint64_t>(i)}};
}

std::unique_ptr<Service> tiny_service(const TinyModel& tiny, int64_t batch, size_t waiting) {
  auto service = Service::start(tiny_generator(tiny, batch), {.waiting = waiting});
  EXPECT_TRUE(service) << service.error().text();
  return std::move(*service);
}

TEST(Service, ManyThreadsGetWhatEachWouldGetAlone) {
  TinyModel tiny = tiny_model();
  auto service = tiny_service(tiny, 4, 1000);
  constexpr int kThreads = 6, kEach = 6;
  std::vector<std::promise<GenerateReply>> promises(kThreads * kEach);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = t * kEach; i < (t + 1) * kEach; ++i) {
        auto id = service->submit(
            request(i), [&, i](Result<GenerateReply> reply) { promises[static_cast<size_t>(i)].set_value(reply ? *reply : GenerateReply{}); });
        EXPECT_TRUE(id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  service->stop(true);  // the machine computes for one at a time
  auto alone = tiny_generator(tiny, 1);
  for (int i = 0; i < kThreads * kEach; ++i) {
    GenerateReply reply = promises[static_cast<size_t>(i)].get_future().get();
    GenerateRequest one = request(i);
    EXPECT_EQ(reply.text, (*alone->generate({&one, 1}))[0].text) << i;
  }
  const ServiceStatistics statistics = service->statistics();
  EXPECT_EQ(statistics.accepted, static_cast<uint64_t>(kThreads * kEach));
  EXPECT_EQ(statistics.finished, statistics.accepted);
  EXPECT_EQ(statistics.in_flight + statistics.waiting, 0U);
}

TEST(Service, TheQueueIsBoundedAndCancellingMakesRoom) {
  TinyModel tiny = tiny_model();
  auto service = tiny_service(tiny, 1, 2);
  std::promise<void> begun, may_go_on;
  std::atomic<int> ends = 0;
  auto count = [&](Result<GenerateReply>) { ++ends; };
  GenerateRequest slow = request(4);
  slow.on_piece = [&, first = true](const ReplyPiece&) mutable {
    if (first) {
      begun.set_value();
      may_go_on.get_future().wait();
    }
    first = false;
    return true;
  };
  ASSERT_TRUE(service->submit(slow, count));
  begun.get_future().wait();
  ASSERT_TRUE(service->submit(request(1), count));
  auto last = service->submit(request(2), count);
  ASSERT_TRUE(last);
  auto refused = service->submit(request(3), count);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  service->cancel(*last);
  may_go_on.set_value();
  service->stop(true);
  EXPECT_EQ(ends, 3);
  EXPECT_EQ(service->statistics().refused, 1U);
  EXPECT_EQ(service->statistics().cancelled, 1U);
  EXPECT_FALSE(service->submit(request(1), count));
}

TEST(Service, StoppingAtOnceEndsEveryAcceptedRequest) {
  TinyModel tiny = tiny_model();
  std::atomic<int> ends = 0;
  {
    auto service = tiny_service(tiny, 2, 100);
    for (int i = 0; i < 30; ++i) {
      GenerateRequest one = request(i);
      one.max_tokens = 150;
      ASSERT_TRUE(service->submit(one, [&](Result<GenerateReply>) { ++ends; }));
    }
  }
  EXPECT_EQ(ends, 30);
}

TEST(Service, ErrorsComeAtOnceAndEmbeddingsBetweenPasses) {
  TinyModel tiny = tiny_model();
  auto service = tiny_service(tiny, 2, 10);
  auto bad = service->submit({.prompt = ""}, [](Result<GenerateReply>) { FAIL(); });
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::invalid_argument);
  std::promise<std::vector<std::vector<float>>> vectors;
  ASSERT_TRUE(service->submit(request(4), [](Result<GenerateReply>) {}));
  ASSERT_TRUE(
      service->embed({"the spindle", "an axis"}, [&](auto result) { vectors.set_value(result ? *result : std::vector<std::vector<float>>{}); }));
  auto got = vectors.get_future().get();
  service->stop(true);
  std::vector<std::string> texts = {"the spindle", "an axis"};
  EXPECT_EQ(got, *tiny_generator(tiny)->embed(texts));
}

}  // namespace
}  // namespace jangin::engine
