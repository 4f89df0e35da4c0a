# Sourced from the repository's root: PyTorch outside of the tree (JANGIN_RIVALS, default ~/.cache/jangin-rivals; or JANGIN_RIVAL_PYTHON names a Python
# that has it), and our build of the benchmarks. Sets: build, python.
build=${JANGIN_BENCH_BUILD:-build/bench}
rivals=${JANGIN_RIVALS:-$HOME/.cache/jangin-rivals}
python=${JANGIN_RIVAL_PYTHON:-$rivals/torch-2.13/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$rivals/torch-2.13"
  "$rivals/torch-2.13/bin/pip" install --quiet 'torch==2.13.*' transformers numpy safetensors 'peft==0.21.*'
fi
[ -f "$build/build.ninja" ] || cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DJANGIN_BENCH=ON -DJANGIN_TESTS=OFF >/dev/null
