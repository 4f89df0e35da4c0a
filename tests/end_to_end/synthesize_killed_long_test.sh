#!/bin/bash
# The stage synthesize, killed with -9 at twenty random moments and started again each time, ends with the same shards, byte for byte, as undisturbed;
# then: how many samples a minute it writes and its peak memory (printed, not judged). Needs the base model for its tokenizer (setup/model).
# Usage: synthesize_killed_long_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for name in undisturbed killed; do
  cat >$name.toml <<TEXT
name = "$name"
[[collect.sources]]
path = "$here/examples/ko-safety"
may_train = "yes"
[synthesize]
tokens = 1500000
[train]
tokens = 1500000
TEXT
done
"$jangin" refine killed.toml --quiet >/dev/null
"$jangin" refine undisturbed.toml --quiet >/dev/null
"$jangin" synthesize undisturbed.toml --quiet >/dev/null &
pid=$! peak=0 begin=$(date +%s%N)
while kill -0 $pid 2>/dev/null; do
  now=$(awk '/^VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null || true)
  [ -z "$now" ] || [ "$now" -le "$peak" ] || peak=$now
  sleep 0.05
done
wait $pid
took=$((($(date +%s%N) - begin) / 1000000))
hashes() { (cd "out/$1/synthesize" && sha256sum ./*.parquet); }
kills=0
for _ in $(seq 20); do
  "$jangin" synthesize killed.toml --quiet >/dev/null 2>&1 &
  pid=$!
  sleep "$(awk -v limit="$took" -v r=$RANDOM 'BEGIN { printf "%.3f", limit / 1000 * r / 32768 }')"
  if kill -9 $pid 2>/dev/null; then kills=$((kills + 1)); fi
  wait $pid 2>/dev/null || true
  rm -f out/killed/synthesize/manifest.json   # one that had ended is begun again
done
"$jangin" synthesize killed.toml --quiet >/dev/null
[ "$(hashes undisturbed)" = "$(hashes killed)" ] || { echo "synthesize_killed: the shards differ" >&2; diff <(hashes undisturbed) <(hashes killed) >&2; exit 1; }
samples=$("$jangin" --json sql --workspace out/undisturbed "SELECT count(*) AS n FROM 'synthesize/samples.parquet'" | tr -dc 0-9)
echo "synthesize_killed: $kills kills, equal hashes; $samples samples in $took ms ($((samples * 60000 / took)) a minute, mining included), peak $((peak / 1024)) MB"
