# Sourced by the run files of the benchmarks of generation beside llama.cpp, from the repository's root: what ours.sh makes, the rival's program, its
# own tools where they are there, and a text. Sets: build, program, model (ours.sh), rival, tools, text.
# llama.cpp is taken from the source package of llama-cpp-python (PyPI), which holds it, and built outside of the tree (JANGIN_RIVALS, default
# ~/.cache/jangin-rivals) for this processor, without OpenMP and with its benchmarks, by clang-19 where that is there. A build of yours:
#   LLAMA_CPP_SOURCE   the source tree (include/llama.h)      LLAMA_CPP_LIB_PATH   the folder of libllama.so, and of llama-bench if it has it
. bench/generation/ours.sh
if [ -z "${LLAMA_CPP_SOURCE:-}" ]; then
  llama=${JANGIN_RIVALS:-$HOME/.cache/jangin-rivals}/llama-cpp-python-0.3.36
  LLAMA_CPP_SOURCE=$llama/vendor/llama.cpp LLAMA_CPP_LIB_PATH=$llama/build/bin
  if [ ! -f "$LLAMA_CPP_SOURCE/include/llama.h" ]; then
    mkdir -p "$llama.download"
    python3 -m venv "$llama.download/venv"
    "$llama.download/venv/bin/pip" download --quiet --no-deps --no-binary llama-cpp-python --dest "$llama.download" 'llama-cpp-python==0.3.36'
    mkdir -p "$llama"
    tar -xzf "$llama.download"/llama_cpp_python-0.3.36.tar.gz --strip-components=1 -C "$llama"
    rm -rf "$llama.download"
  fi
  if [ ! -x "$LLAMA_CPP_LIB_PATH/llama-batched-bench" ]; then
    compilers=()
    command -v clang++-19 >/dev/null && compilers=(-DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19)
    cmake -S "$LLAMA_CPP_SOURCE" -B "$llama/build" -G Ninja -DCMAKE_BUILD_TYPE=Release "${compilers[@]}" -DGGML_OPENMP=OFF -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TOOLS=ON \
      -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF >"$llama/build.log"
    ninja -C "$llama/build" llama llama-bench llama-batched-bench >>"$llama/build.log"
  fi
fi
tools=
[ -x "$LLAMA_CPP_LIB_PATH/llama-batched-bench" ] && tools=$LLAMA_CPP_LIB_PATH

work=$build/generation
mkdir -p "$work"
rival=$work/rival_llama
if [ ! -x "$rival" ] || [ bench/generation/rival_llama.cpp -nt "$rival" ] || ! ldd "$rival" | grep -qF "$LLAMA_CPP_LIB_PATH/"; then
  c++ -std=c++20 -O3 -march=native -I"$LLAMA_CPP_SOURCE/include" -I"$LLAMA_CPP_SOURCE/ggml/include" bench/generation/rival_llama.cpp -o "$rival" \
    -L"$LLAMA_CPP_LIB_PATH" -lllama -lggml -lggml-base -Wl,-rpath,"$LLAMA_CPP_LIB_PATH"
fi
text=$work/text
git ls-files -z '*.md' '*.h' '*.cpp' ':!examples' | xargs -0 cat >"$text"
