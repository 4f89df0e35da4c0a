#!/bin/bash
# What sharing brings on one machine: collect and refine of a folder by one process with two threads, and by two workers of one thread each with the end behind them; seconds of
# wall clock, and that the hashes are equal. Not a test. Usage: measure_shares.sh PATH/TO/jangin FOLDER
set -euo pipefail
jangin=$(realpath "$1") documents=$(realpath "$2")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for parallel in 1 2; do
  printf 'name = "measured"\n[[collect.sources]]\npath = "%s"\n[collect]\nparallel = %s\n' "$documents" "$parallel" >"$folder/$parallel.toml"
done
run() { "$jangin" --quiet --threads "$1" "$2" "$folder/$1.toml" --workspace "$folder/$3" "${@:4}" >/dev/null; }
hash_of() { sed -n 's/^  "hash": "\([0-9a-f]*\)".*/\1/p' "$folder/$1/$2/manifest.json"; }
now() { date +%s%N; }
seconds() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", (b - a) / 1e9 }'; }
for stage in collect refine; do
  begin=$(now)
  run 2 "$stage" one
  one=$(seconds "$begin" "$(now)") begin=$(now)
  run 1 "$stage" two --share 1/2 &
  first=$!
  run 1 "$stage" two --share 2/2
  wait "$first"
  shared=$(seconds "$begin" "$(now)") begin=$(now)
  run 2 "$stage" two
  end=$(seconds "$begin" "$(now)")
  [ "$(hash_of one "$stage")" = "$(hash_of two "$stage")" ] || { echo "$stage: the hashes differ" >&2; exit 1; }
  echo "$stage: one process with two threads $one s; two workers of one thread $shared s, the end $end s (with two threads)"
done
