#!/bin/bash
# A quality model is trained on two folders, twice to the same bytes, and judges the documents of a recipe; wrong calls say in one line what is wrong. The bad documents are made by
# code: tables of names and numbers. The recipes need the base model (setup/model). Usage: train_quality_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

# 30 pages of sentences and 30 of table rows, no two alike.
mkdir good bad documents
awk 'BEGIN { srand(1); split("펌프의 압력이 기준을 넘으면 운전을 멈추고 밸브를 닫은 뒤에 담당자에게 알려야 한다. 정비를 마치면 덮개를 다시 설치하고 기록을 남긴다.", w, " ")
  for (d = 0; d < 31; ++d) { file = d == 30 ? "documents/prose.md" : "good/" d ".md"; for (i = 0; i < 120; ++i) printf "%s%s", w[1 + int(rand() * 19)], i % 12 == 11 ? "\n" : " " > file; close(file) }
  for (d = 0; d < 31; ++d) { file = d == 30 ? "documents/rows.md" : "bad/" d ".md"; for (i = 0; i < 40; ++i) printf "| 예 | R%d | 0x%d | NULL |\n", rand() * 1000, rand() * 100000 > file; close(file) } }'

expect() {  # expect WORDS COMMAND...: the command fails with one line that holds them
  local words=$1 said
  shift
  if said=$("$@" 2>&1 >/dev/null); then echo "did not fail: $*" >&2; exit 1; fi
  said=$(grep '^jangin: ' <<<"$said" || printf '%s' "$said")
  grep -qF -- "$words" <<<"$said" || { echo "said: $said" >&2; echo "wanted: $words" >&2; exit 1; }
}

"$jangin" -q --json refine train-quality --good good --bad bad --output model.bin >said.json
grep -q '"auc": *1' said.json
"$jangin" -q --threads 2 refine train-quality --good good --bad bad --output again.bin | grep -q 'precision 1.000, recall 1.000, AUC 1.0000'
cmp model.bin again.bin
cmp model.bin.json again.bin.json
"$jangin" -q refine train-quality --good good --bad bad --seed 7 --output other.bin >/dev/null
if cmp -s model.bin other.bin; then echo "the seed changes nothing" >&2; exit 1; fi
if compgen -G '*.reading-*' >/dev/null; then echo "a reading folder was left" >&2; exit 1; fi

expect 'are too few to learn from' "$jangin" -q refine train-quality --good good --bad bad/1.md --output none.bin
expect 'no-such-folder' "$jangin" -q refine train-quality --good good --bad no-such-folder --output none.bin
expect '--bad is required' "$jangin" -q refine train-quality --good good --output none.bin
expect 'recipe is required' "$jangin" -q refine
[ ! -e none.bin ]

recipe() { printf 'name = "page"\n[[collect.sources]]\npath = "documents"\nlicence = "CC0-1.0"\n[refine.quality_model]\nmodels = ["model.bin"]\n%s\n' "$1" >recipe.toml; }
recipe 'min_score = 0.5'
"$jangin" -q --json refine recipe.toml --workspace ws >/dev/null
"$jangin" --json sql --workspace ws "SELECT count(*) AS n FROM 'rejected/refine/documents.parquet' WHERE source_id LIKE '%rows.md'" | grep -q '1'
"$jangin" --json sql --workspace ws "SELECT count(*) AS n FROM 'refine/documents.parquet' WHERE source_id LIKE '%prose.md'" | grep -q '1'
recipe ''
"$jangin" -q --json refine recipe.toml --workspace ws >/dev/null
"$jangin" sql --workspace ws "SELECT step, reason FROM 'refine/verdicts.parquet' WHERE NOT pass" | grep -q low_quality && { echo "rejected without a limit" >&2; exit 1; }
truncate -s -1 model.bin
expect 'is cut or changed' "$jangin" -q refine recipe.toml --workspace ws
rm model.bin.json
expect "manifest is not there" "$jangin" -q refine recipe.toml --workspace ws
rm model.bin
expect 'no such quality model' "$jangin" -q refine recipe.toml --workspace ws
