# Sourced by the run files of the training benchmarks, from the repository's root: what python.sh sets, our program, the model for both sides
# (JANGIN_TRAINED_MODEL, default SmolLM2), tokens. Sets besides: model, program, work.
. bench/train_full/python.sh
model=${JANGIN_TRAINED_MODEL:-build/models/smollm2-135m-instruct-q4_1.gguf}
program=$build/train_full_bench
[ -f "$model" ] || setup/model
ninja -C "$build" train_full_bench >/dev/null

work=$build/train_full/$(basename "$model" .gguf)
mkdir -p "$work"
[ -f "$work/model/model.safetensors" ] || "$program" export "$model" "$work/model"
git ls-files -z '*.md' '*.h' '*.cpp' ':!examples' | xargs -0 cat >"$work/text"
"$program" tokens "$model" "$work/text" "$work/tokens.i32"
