#!/bin/bash
# Every passage is taught or listed with the reason why not, every fact has a state, every evidence lies in its passage: on the Korean statutes of
# examples/. Needs the base model for its tokenizer (setup/model). Usage: coverage_test.sh PATH/TO/jangin [FOLDER_OF_DOCUMENTS]
set -euo pipefail
jangin=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
documents=$(realpath "${2:-$here/examples/ko-safety}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/recipe.toml" <<TEXT
name = "coverage"
[[collect.sources]]
path = "$documents"
may_train = "yes"
[synthesize]
tokens = 200000
[train]
tokens = 200000
TEXT
cd "$folder"
"$jangin" synthesize recipe.toml --quiet
workspace=$folder/out/coverage

# count NAME QUERY: a query's single number
count() { "$jangin" --json sql --workspace "$workspace" "SELECT count(*) AS n FROM $2" | tr -dc 0-9; }
nothing() {   # WHAT QUERY: fails when the query finds something
  local found
  found=$(count "$1" "$2")
  [ "$found" = 0 ] || { echo "coverage_test: $found $1" >&2; exit 1; }
}
passages=$(count passages "'refine/passages.parquet'")
facts=$(count facts "'synthesize/facts.parquet'")
[ "$passages" -gt 20 ] && [ "$facts" -gt 100 ] || { echo "coverage_test: only $passages passages and $facts facts" >&2; exit 1; }
nothing "passages without a row in the ledger" \
  "(SELECT passage_id FROM 'refine/passages.parquet' EXCEPT SELECT subject_id FROM 'synthesize/coverage.parquet' WHERE step = 'passage')"
nothing "passages that are not taught and give no reason" "'synthesize/coverage.parquet' WHERE step = 'passage' AND NOT pass AND reason = ''"
nothing "facts without a row in the ledger" \
  "(SELECT fact_id FROM 'synthesize/facts.parquet' EXCEPT SELECT subject_id FROM 'synthesize/coverage.parquet' WHERE step = 'fact')"
nothing "facts of unknown state" "'synthesize/coverage.parquet' WHERE step = 'fact' AND NOT pass AND reason NOT IN ('beyond_budget', 'outside_focus', 'contradicting', 'outdated', 'rejected')"
nothing "taught facts without a sample" \
  "'synthesize/coverage.parquet' c WHERE step = 'fact' AND pass AND NOT EXISTS (SELECT 1 FROM 'synthesize/samples.parquet' s WHERE s.fact_id = c.subject_id)"
nothing "facts whose evidence leaves their passage" \
  "'synthesize/facts.parquet' f JOIN 'refine/passages.parquet' p USING (passage_id) WHERE f.evidence_begin >= f.evidence_end OR f.evidence_end > octet_length(encode(p.text))"
nothing "passages with facts whose row says there is none" \
  "'synthesize/coverage.parquet' c WHERE step = 'passage' AND reason = 'no_fact' AND EXISTS (SELECT 1 FROM 'synthesize/facts.parquet' f WHERE f.passage_id = c.subject_id)"
"$jangin" coverage "$workspace" >"$folder/table.txt"
echo "coverage_test: $passages passages, $facts facts, $(count taught "'synthesize/coverage.parquet' WHERE step = 'passage' AND pass") passages taught, each of the others with its reason"
