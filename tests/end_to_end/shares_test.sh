#!/bin/bash
# Collect and refine, all steps, shared by workers side by side (--share), by a Slurm job array (the scripts of recipes/slurm with a stand-in for sbatch) and by MPI
# ranks: the same manifests as one process; nothing is left for the end to do; killed with -9 and started again: the same. Workers, builds and wrong numbers keep
# out of each other's way. Needs the base model (setup/model). Usage: shares_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
name=shares
. "$here/tests/end_to_end/shares.inc.sh"

run refine whole >/dev/null || fail "one process"
expected=$(hashes whole)
[[ $expected =~ ^collect\ [0-9a-f]{64}\ refine\ [0-9a-f]{64}$ ]] || fail "no hashes: $expected"
documents=$("$jangin" --json sql --workspace "$folder/whole" "SELECT count(*) AS n FROM 'collect/documents.parquet'" | tr -dc 0-9)

workers three collect 3
run collect three >/dev/null
workers three refine 3
ready=$(figure three refine "documents refined before")
[ "$ready" = "$documents" ] || fail "the workers refined $ready of $documents documents"
[ "$(hashes three)" = "$expected" ] || fail "three workers: $(hashes three), one process: $expected"

# A Slurm array of two: sbatch runs what it is given, with the variables that Slurm sets.
mkdir "$folder/bin"
cat >"$folder/bin/sbatch" <<'SCRIPT'
#!/bin/bash
set -euo pipefail
array=
while [[ $1 == --* ]]; do
  case $1 in --array=*) array=${1#--array=} ;; esac
  shift
done
if [ -n "$array" ]; then
  export SLURM_ARRAY_TASK_MIN=${array%-*} SLURM_ARRAY_TASK_MAX=${array#*-} SLURM_ARRAY_TASK_STEP=1
  export SLURM_ARRAY_TASK_COUNT=$((SLURM_ARRAY_TASK_MAX - SLURM_ARRAY_TASK_MIN + 1))
  for SLURM_ARRAY_TASK_ID in $(seq "$SLURM_ARRAY_TASK_MIN" "$SLURM_ARRAY_TASK_MAX"); do
    SLURM_ARRAY_TASK_ID=$SLURM_ARRAY_TASK_ID bash "$@" >&2
  done
else
  bash "${@/#build/refine}" >&2   # the rest of the line is not this test's
fi
echo "7$RANDOM;cluster"
SCRIPT
chmod +x "$folder/bin/sbatch"
PATH=$folder/bin:$PATH JANGIN=$jangin "$here/recipes/slurm/submit" 2 "$folder/recipe.toml" --workspace "$folder/slurm" --quiet >/dev/null 2>"$folder/log" || { cat "$folder/log"; fail "Slurm"; }
grep -q "2/2" "$folder/log" || { cat "$folder/log"; fail "the array's second task has no share"; }
[ "$(hashes slurm)" = "$expected" ] || fail "Slurm: $(hashes slurm), one process: $expected"

if command -v mpirun >/dev/null && [ -e "$(dirname "$jangin")/libjangin_mpi.so" ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  mpirun --oversubscribe --mca mpi_yield_when_idle 1 -n 3 "$jangin" --quiet --json --threads 1 refine "$folder/recipe.toml" --workspace "$folder/ranks" >"$folder/json" 2>"$folder/log" || { cat "$folder/log"; fail "three ranks"; }
  [ "$(hashes ranks)" = "$expected" ] || fail "three ranks: $(hashes ranks), one process: $expected"
  tr -d '\n' <"$folder/json" | grep -q "\"documents refined before\": *\"$documents\"" || { cat "$folder/json"; fail "rank 0 found not all refined"; }
else
  echo "shares: MPI was left out: there is no mpirun, or no module for it"
fi

# Kept apart.
refused() { local status=0; "${@:2}" >/dev/null 2>"$folder/error" || status=$?; [ "$status" = "$1" ] || { cat "$folder/error"; fail "status $status instead of $1: ${*:2}"; }; }
one_line() { [ "$(wc -l <"$folder/error")" = 1 ] && grep -q "$1" "$folder/error" || { cat "$folder/error"; fail "not the line that was expected: $1"; }; }
for wrong in 0/2 3/2 two 1/1000; do refused 2 run refine three --share "$wrong"; done
refused 1 run refine three --share slurm; one_line "SLURM_ARRAY_TASK_ID is not set"
refused 1 flock --shared "$folder/three/.lock" "$jangin" --quiet refine "$folder/recipe.toml" --workspace "$folder/three"; one_line "another jangin works in this workspace"
refused 1 flock "$folder/three/.lock" "$jangin" --quiet refine "$folder/recipe.toml" --workspace "$folder/three" --share 1/2; one_line "a build works in this workspace"
refused 1 flock "$folder/three/.lock.1-of-2" "$jangin" --quiet refine "$folder/recipe.toml" --workspace "$folder/three" --share 1/2; one_line "another jangin works on share 1/2"
refused 1 run refine nothing --share 1/2; one_line "run .jangin collect. first"

. "$here/tests/end_to_end/shares_killed.inc.sh"
killed_and_resumed shared 2 2
killed_and_resumed alone 1 2
echo "shares: passed, $expected"
