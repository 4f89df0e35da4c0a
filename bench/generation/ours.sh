# Sourced by the run files of the benchmarks of generation, from the repository's root: our programs and the model, which the command line names first
# (default SmolLM2-135M Q4_1). Sets: build, program, model.
build=${JANGIN_BENCH_BUILD:-build/bench}
program=$build/generation_bench
[ -f "$build/build.ninja" ] || cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DJANGIN_BENCH=ON -DJANGIN_TESTS=OFF >/dev/null
ninja -C "$build" generation_bench jangin >/dev/null
model=${1:-${JANGIN_SMOLLM2:-build/models/smollm2-135m-instruct-q4_1.gguf}}
[ $# -gt 0 ] || [ -f "$model" ] || setup/model
