#!/bin/bash
# The program when the machine is unkind: file names that are no UTF-8, kill -9, Ctrl-C, a disk that is full. Each ends in one line of
# error at most, and the next run ends as one that nobody disturbed. Needs the base model (setup/model). Usage: stopped_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "stopped: $*" >&2; exit 1; }
fixtures=$(dirname "$(realpath "$0")")/../collect/fixtures
mkdir "$folder/docs"
for i in 1 2 3 4 5 6; do
  { echo "# Pump $i"; echo; head -c 150000 /dev/urandom | base64; } >"$folder/docs/$i.txt"
done
cp "$fixtures"/manual.pdf "$fixtures"/korean.pdf "$fixtures"/encrypted.pdf "$folder/docs"
printf 'coffee at six\n' >"$folder/docs/"$'caf\xe9.txt'
printf 'two lines\n' >"$folder/docs/"$'two\nlines.txt'
: >"$folder/docs/"$'\xb0\xa1.pdf'
hash_of() { sed -n 's/^  "hash": "\([0-9a-f]*\)".*/\1/p' "$1/collect/manifest.json"; }

"$jangin" --json collect "$folder/docs" --workspace "$folder/whole" >"$folder/json" 2>"$folder/log" || { cat "$folder/log"; fail "an undisturbed run"; }
expected=$(hash_of "$folder/whole")
[ -n "$expected" ] || fail "no manifest"
for name in 'caf%E9.txt' 'two%0Alines.txt'; do
  found=$("$jangin" --json sql --workspace "$folder/whole" "SELECT count(*) AS n FROM 'collect/documents.parquet' WHERE source_id LIKE '%$(sed 's/%/\\%/g' <<<"$name")' ESCAPE '\\'")
  [ "$found" = '[{"n":"1"}]' ] || fail "$name is not among the documents: $found"
done
grep -q "%B0%A1.pdf" <("$jangin" sql --workspace "$folder/whole" "SELECT detail FROM 'collect/verdicts.parquet' WHERE reason = 'zero_bytes'") || fail "the empty PDF is not listed"

stopped=0
for signal in KILL INT KILL INT KILL INT; do
  "$jangin" --quiet collect "$folder/docs" --workspace "$folder/work" >/dev/null 2>"$folder/error" &
  child=$!
  sleep "0.$((RANDOM % 3))$((RANDOM % 10))"
  if kill -"$signal" "$child" 2>/dev/null; then stopped=$((stopped + 1)); fi
  status=0; wait "$child" || status=$?
  case $signal:$status in
    KILL:137 | *:0) ;;
    INT:1) [ "$(wc -l <"$folder/error")" = 1 ] && grep -q "run the same command again" "$folder/error" || { cat "$folder/error"; fail "Ctrl-C says more or less than one line"; } ;;
    INT:130) ;;  # before the program could take it
    *) cat "$folder/error"; fail "SIG$signal ends with status $status" ;;
  esac
done
[ "$stopped" -gt 0 ] || fail "every run was done before it could be stopped"
"$jangin" --quiet collect "$folder/docs" --workspace "$folder/work" >/dev/null || fail "the run after the stops"
[ "$(hash_of "$folder/work")" = "$expected" ] || fail "the stops changed what is collected"

# A disk that grows from run to run until everything fits: one line each time, and the last run is whole.
cat >"$folder/small_disk.sh" <<'SCRIPT'
set -euo pipefail
jangin=$1 folder=$2
mount -t tmpfs -o size=64k tmpfs "$folder/disk" || exit 99
refused=0
for kilobytes in 64 300 1000 1500 2500 4000 6000 10000 30000; do
  mount -o "remount,size=${kilobytes}k" "$folder/disk"
  status=0
  "$jangin" --quiet collect "$folder/docs" --workspace "$folder/disk/work" >/dev/null 2>"$folder/error" || status=$?
  if [ "$status" = 0 ]; then
    cp "$folder/disk/work/collect/manifest.json" "$folder/on_small_disk.json"
    [ "$refused" -ge 2 ] && exit 0
    exit 3
  fi
  refused=$((refused + 1))
  [ "$status" = 1 ] && [ "$(wc -l <"$folder/error")" = 1 ] && grep -qi "space\|full" "$folder/error" || { echo "at $kilobytes KB, status $status:"; cat "$folder/error"; exit 4; }
done
exit 5
SCRIPT
mkdir "$folder/disk"
namespace=(unshare --mount)
[ "$(id -u)" = 0 ] || namespace=(unshare --mount --map-root-user)
status=0
"${namespace[@]}" bash "$folder/small_disk.sh" "$jangin" "$folder" || status=$?
case $status in
  0) grep -q "\"hash\": \"$expected\"" "$folder/on_small_disk.json" || fail "a full disk changed what is collected" ;;
  1 | 99) echo "stopped: the part with a full disk was left out: this machine lets nobody mount" ;;
  *) fail "a full disk (step $status)" ;;
esac
echo "stopped: passed"
