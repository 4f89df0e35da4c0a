#!/bin/bash
# What sharing brings on one machine: collect and refine of a folder by one process with two threads, and by two workers of one thread each with the end behind them; seconds of
# wall clock and of processors, and that the hashes are equal. Not a test. Usage: measure_shares.sh PATH/TO/jangin FOLDER
set -euo pipefail
jangin=$(realpath "$1") documents=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for parallel in 1 2; do
  printf 'name = "measured"\n[[collect.sources]]\npath = "%s"\n[collect]\nparallel = %s\n' "$documents" "$parallel" >"$folder/$parallel.toml"
done
# timed NAME THREADS STAGE WORKSPACE [OPTIONS]: "wall processors" go to a file of that name.
timed() {
  local TIMEFORMAT='%R %U %S'
  { time "$jangin" --quiet --threads "$2" "$3" "$folder/$2.toml" --workspace "$folder/$4" "${@:5}" >/dev/null 2>"$folder/error"; } 2>"$folder/$1.time" || { cat "$folder/error"; exit 1; }
}
told() { awk '{ printf "%.1f s (%.1f s of processors)", $1, $2 + $3 }' "$folder/$1.time"; }
hash_of() { sed -n 's/^  "hash": "\([0-9a-f]*\)".*/\1/p' "$folder/$1/$2/manifest.json"; }
for stage in collect refine; do
  timed one 2 "$stage" one
  timed first 1 "$stage" two --share 1/2 &
  first=$!
  timed second 1 "$stage" two --share 2/2
  wait "$first"
  timed end 2 "$stage" two
  [ "$(hash_of one "$stage")" = "$(hash_of two "$stage")" ] || { echo "$stage: the hashes differ" >&2; exit 1; }
  echo "$stage: one process with two threads $(told one); workers of one thread $(told first) and $(told second), the end $(told end)"
done
