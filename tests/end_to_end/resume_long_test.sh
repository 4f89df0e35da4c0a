#!/bin/bash
# The same training with one and with two threads, killed with -9 again and again, and shared by two MPI ranks, ends with the same
# checkpoint, the same weights and the same manifest. Needs the base model (setup/model). Usage: resume_long_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "resume: $*" >&2; exit 1; }
mkdir "$folder/documents"
cat >"$folder/documents/pump.md" <<'TEXT'
# Pump P-200 manual

## Limits

The maximum inlet pressure of the pump is 16 bar. The coolant temperature is 65 °C at most. The oil must be changed every 500 hours.

## Parameters

- F1 - flow rate in litres per minute
- F2 - start delay in seconds, 5 by default
- E4 - error code of an empty tank
TEXT
cat >"$folder/recipe.toml" <<'TEXT'
name = "pump"
[[collect.sources]]
path = "documents"
licence = "CC0-1.0"
[train]
tokens = 900
sequence_length = 128
batch_rows = 1
micro_batch_rows = 1
checkpoint_steps = 2
[guard]
max_rise = 1.0
TEXT
sed 's/batch_rows = 1/batch_rows = 4/; s/^micro_batch_rows = 4/micro_batch_rows = 1/' "$folder/recipe.toml" >"$folder/shared.toml"
run() {   # WORKSPACE THREADS [RECIPE [STARTER...]]
  JANGIN_THREADS=$2 "${@:4}" "$jangin" train "$folder/${3:-recipe}.toml" --workspace "$folder/$1" >"$folder/$1.log" 2>&1
}
field() { sed -n "s/^ *\"$2\": \"\([0-9a-f]*\)\",*$/\1/p" "$folder/$1/train/$3.json" | head -1; }
result() { echo "checkpoint $(field "$1" checkpoint_sha256 training) chain $(field "$1" chain training) manifest $(field "$1" hash manifest)" \
  "expert $(sha256sum <"$folder/$1/train/expert/model.safetensors")"; }

run one 1 || { cat "$folder/one.log"; fail "one thread"; }
run two 2 || { cat "$folder/two.log"; fail "two threads"; }
[[ $(result one) =~ checkpoint\ [0-9a-f]{64}\ chain\ [0-9a-f]{64}\ manifest\ [0-9a-f]{64} ]] || fail "no result: $(result one)"
[ "$(result one)" = "$(result two)" ] || fail "one thread: $(result one); two: $(result two)"

# Killed as soon as another step is logged, until the run has ended by itself.
kills=0
curve=$folder/killed/train/curve.jsonl
steps() { if [ -f "$curve" ]; then wc -l <"$curve"; else echo 0; fi; }
while :; do
  before=$(steps)
  JANGIN_THREADS=2 "$jangin" train "$folder/recipe.toml" --workspace "$folder/killed" >"$folder/killed.log" 2>&1 &
  program=$!
  while kill -0 "$program" 2>/dev/null && [ "$(steps)" -le "$before" ]; do sleep 0.05; done
  [ "$kills" -lt 4 ] || { wait "$program" || { cat "$folder/killed.log"; fail "the run that was not killed"; }; break; }
  sleep "0.$((RANDOM % 5))"
  kill -9 "$program" 2>/dev/null && kills=$((kills + 1))
  wait "$program" 2>/dev/null && break
done
[ "$kills" -ge 3 ] || fail "only $kills kills met a running training"
[ "$(result one)" = "$(result killed)" ] || fail "not killed: $(result one); killed: $(result killed)"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
run alone 2 shared || { cat "$folder/alone.log"; fail "four rows a step"; }
run ranks 1 shared mpirun --oversubscribe --mca mpi_yield_when_idle 1 -n 2 || { cat "$folder/ranks.log"; fail "two ranks"; }
[ "$(result alone)" = "$(result ranks)" ] || fail "alone: $(result alone); two ranks: $(result ranks)"
echo "ranks: 1 and 2: $(result ranks)"
echo "resume: 1 and 2 threads and $kills kills: $(result one)"
