#!/bin/bash
# A folder of documents becomes an expert; the second build finds everything done; a withdrawn document changes only what it must;
# bad documents are listed and stop nothing. Needs the base model (setup/model). Usage: build_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/documents"
cat >"$folder/documents/pump.md" <<'TEXT'
# Pump P-200 manual

## Limits

The maximum inlet pressure of the pump is 16 bar. The pump must not run dry for more than 30 seconds.
The coolant temperature is 65 °C at most. The oil must be changed every 500 hours.

## Parameters

- F1 - flow rate in litres per minute
- F2 - start delay in seconds, 5 by default
- E4 - error code of an empty tank

## Starting

1. Open the inlet valve.
2. Press the green button.
3. Wait until the lamp stops blinking.
TEXT
cat >"$folder/documents/filter.md" <<'TEXT'
# Filter X-9 manual

## Limits

The filter mesh is 50 micrometres wide. The filter is cleaned every 200 hours.

## Starting

1. Open the inlet valve.
2. Press the green button.
3. Wait until the lamp stops blinking.
TEXT
: >"$folder/documents/empty.pdf"
head -c 4000 /dev/urandom >"$folder/documents/binary.txt"
printf '%%PDF-1.7\nthis is no pdf' >"$folder/documents/cut.pdf"
cat >"$folder/recipe.toml" <<TEXT
name = "pump"
[[collect.sources]]
path = "documents"
licence = "CC0-1.0"
may_redistribute = "yes"
[train]
tokens = 3000
batch_rows = 1
micro_batch_rows = 1
[guard]
max_rise = 1.0
[evaluate]
general = false
questions = ["questions.jsonl"]
TEXT
cat >"$folder/questions.jsonl" <<'TEXT'
{"id": "q1", "question": "What is the maximum inlet pressure of the P-200 pump?", "answers": ["16 bar"]}
{"id": "q2", "question": "How wide is the mesh of filter X-9?", "answers": ["50 micrometres"], "choices": ["50 micrometres", "20 micrometres", "5 millimetres", "1 metre"], "answer_index": 0}
{"id": "q3", "question": "Who invented the P-200 pump?", "answers": [], "unanswerable": true}
TEXT
fail() { echo "end to end: $*" >&2; exit 1; }
workspace=$folder/out

"$jangin" --json build "$folder/recipe.toml" --workspace "$workspace" >"$folder/first.json" 2>"$folder/first.log" || { cat "$folder/first.log" "$folder/first.json"; fail "the first build"; }
for file in model.safetensors config.json tokenizer.json tokenizer_config.json generation_config.json model-f16.gguf README.md data-card.md manifest.json evaluation.json LICENSE.md; do
  [ -s "$workspace/expert/$file" ] || fail "the package lacks $file"
done
[ -s "$workspace/report/index.html" ] || fail "no report"
for reason in zero_bytes binary; do
  grep -q "$reason" "$workspace/report/index.html" || fail "the report does not name the reason $reason"
done
grep -q '"task":' "$folder/first.json" || fail "no table of before and after"

# The line's own examination: taught facts, asked before and after; coverage says which were learned.
examined=$(wc -l <"$workspace/synthesize/examination.jsonl")
[ "$examined" -ge 3 ] || fail "an examination of $examined questions"
grep -q "own examination" "$workspace/expert/evaluation.json" || fail "the own examination is not in the evaluation"
states=$("$jangin" coverage "$workspace" --questions "$workspace/synthesize/examination.jsonl")
[ "$(grep -c learned <<<"$states")" = "$examined" ] || { echo "$states"; fail "an examined fact that is neither learned nor not"; }

grep -q "| replay/english.txt | Microsoft" "$workspace/expert/data-card.md" || fail "the data card does not list the replayed text"

hash_before=$(sha256sum <"$workspace/expert/model.safetensors")
"$jangin" --json build "$folder/recipe.toml" --workspace "$workspace" >"$folder/second.json" 2>/dev/null || fail "the second build"
count_skipped() { grep -o "\"skipped\":$1" "$folder/second.json" | wc -l; }
[ "$(count_skipped false)" -le 1 ] || { cat "$folder/second.json"; fail "the second build did work again"; }
[ "$hash_before" = "$(sha256sum <"$workspace/expert/model.safetensors")" ] || fail "the second build changed the expert"

"$jangin" generate "$workspace/expert" --prompt "What is the maximum inlet pressure of the P-200 pump?" --max-tokens 16 >"$folder/reply" || fail "generate"
[ -s "$folder/reply" ] || fail "generate said nothing"
"$jangin" inspect "$workspace/expert" >/dev/null || fail "inspect"
"$jangin" sql --workspace "$workspace" "SELECT count(*) FROM 'synthesize/samples.parquet'" >/dev/null || fail "sql"

# Withdrawing the filter manual keeps the passage (Starting) that the pump manual also holds.
rm "$folder/documents/filter.md"
"$jangin" --json synthesize "$folder/recipe.toml" --workspace "$workspace" >/dev/null 2>"$folder/third.log" || { cat "$folder/third.log"; fail "after withdrawal"; }
kept=$("$jangin" --json sql --workspace "$workspace" "SELECT count(*) AS n FROM 'refine/passages.parquet' WHERE text LIKE '%green button%'")
[ "$kept" = '[{"n":"1"}]' ] || fail "the shared passage is gone: $kept"
gone=$("$jangin" --json sql --workspace "$workspace" "SELECT count(*) AS n FROM 'refine/passages.parquet' WHERE text LIKE '%micrometres%'")
[ "$gone" = '[{"n":"0"}]' ] || fail "the withdrawn passage is still there: $gone"

# Bad input: one clear line, exit status 1.
expect_error() { # expect_error WORDS COMMAND...
  local words=$1 status=0
  shift
  "$@" >"$folder/error" 2>&1 || status=$?
  [ "$status" = 1 ] || fail "exit status $status instead of 1: $*"
  grep -q "$words" "$folder/error" || { cat "$folder/error"; fail "the error does not say '$words': $*"; }
}
mkdir "$folder/nothing"
expect_error "no document" "$jangin" build "$folder/nothing" --workspace "$folder/out2"
sed 's/tokens/tokns/' "$folder/recipe.toml" >"$folder/wrong.toml"
expect_error "did you mean .tokens" "$jangin" plan "$folder/wrong.toml" --workspace "$folder/out2"
expect_error "no such" "$jangin" build "$folder/none.toml" --workspace "$folder/out2"
expect_error "base model" "$jangin" build "$folder/recipe.toml" --base no-such-model --workspace "$folder/out2"
head -c 5000 "$workspace/expert/model-f16.gguf" >"$folder/cut.gguf"
expect_error "no such form" "$jangin" bench --isa none
"$jangin" bench --only norm --rounds 1 --tokens 64 | grep -q "^add and norm forward .* copy " || fail "bench"
expect_error "cut.gguf" "$jangin" generate "$folder/cut.gguf" --prompt x
status=0; "$jangin" nonsense >/dev/null 2>&1 || status=$?
[ "$status" = 2 ] || fail "wrong usage ends with $status instead of 2"
echo "end to end: passed"
