# Sourced by the run files of the training benchmarks, from the repository's root: PyTorch outside of the tree (JANGIN_RIVALS, default
# ~/.cache/jangin-rivals; or JANGIN_RIVAL_PYTHON names a Python that has it), our program, the model for both sides, tokens.
# Sets: build, python, model, program, work.
build=${JANGIN_BENCH_BUILD:-build/bench}
rivals=${JANGIN_RIVALS:-$HOME/.cache/jangin-rivals}
model=${JANGIN_SMOLLM2:-build/models/smollm2-135m-instruct-q4_1.gguf}
program=$build/train_full_bench

python=${JANGIN_RIVAL_PYTHON:-$rivals/torch-2.13/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$rivals/torch-2.13"
  "$rivals/torch-2.13/bin/pip" install --quiet 'torch==2.13.*' transformers numpy safetensors 'peft==0.21.*'
fi
[ -f "$model" ] || setup/model

[ -f "$build/build.ninja" ] || cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DJANGIN_BENCH=ON -DJANGIN_TESTS=OFF >/dev/null
ninja -C "$build" train_full_bench >/dev/null

work=$build/train_full
mkdir -p "$work"
[ -f "$work/model/model.safetensors" ] || "$program" export "$model" "$work/model"
git ls-files -z '*.md' '*.h' '*.cpp' ':!examples' | xargs -0 cat >"$work/text"
"$program" tokens "$model" "$work/text" "$work/tokens.i32"
