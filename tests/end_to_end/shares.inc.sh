# Sourced by the tests of shared work: documents of many kinds, one recipe with every step, hashes of what comes out. Needs $jangin, $folder, $here.
fail() { echo "$name: $*" >&2; exit 1; }
mkdir -p "$folder/docs/statutes" "$folder/docs/web"
cp "$here"/tests/collect/fixtures/*.pdf "$folder/docs"
cp -r "$here/examples/ko-safety" "$folder/docs/statutes"
i=0
for statute in "$here"/examples/ko-safety/*/*.md; do   # parts, older versions with a line less, copies
  i=$((i + 1))
  split -l 60 --additional-suffix=.md "$statute" "$folder/docs/web/$i-"
  sed 7d "$statute" >"$folder/docs/web/$i-older.md"
  cp "$statute" "$folder/docs/web/$i-copy.txt"
done
for i in $(seq 40); do
  printf '# Pump %s\n\nThe pump of series %s turns at %s rpm and is stopped when its oil is above %s degrees. Call 010-1234-%04d or write to ann%s@mail.org.\n\n' "$i" "$i" "$((i * 50))" "$((i + 60))" "$i" "$i"
  printf 'The valve of pump %s opens at %s bar, closes at %s bar and is cleaned every %s hours by the staff of the hall.\n\n' "$i" "$i" "$((i / 2))" "$((i * 10))"
done >"$folder/docs/pumps.md"
split -l 5 --additional-suffix=.txt "$folder/docs/pumps.md" "$folder/docs/web/pump-"
tar -C "$folder/docs" -cf "$folder/docs/archive.tar" statutes web
: >"$folder/docs/empty.txt"
cat >"$folder/recipe.toml" <<TEXT
name = "shares"
[[collect.sources]]
path = "docs"
licence = "CC0-1.0"
[train]
tokens = 1000
TEXT
hash_of() { sed -n 's/^  "hash": "\([0-9a-f]*\)".*/\1/p' "$folder/$1/$2/manifest.json"; }
hashes() { echo "collect $(hash_of "$1" collect) refine $(hash_of "$1" refine)"; }
run() { "$jangin" --quiet "$1" "$folder/recipe.toml" --workspace "$folder/$2" "${@:3}"; }
# figure WORKSPACE STAGE NAME: of a run of that stage; 0 where it says nothing of it.
figure() {
  "$jangin" --quiet --json "$2" "$folder/recipe.toml" --workspace "$folder/$1" >"$folder/json"
  tr -d '\n' <"$folder/json" | grep -o "\"$3\": *\"[0-9,]*\"" | tr -dc '0-9\n' | tail -1 || echo 0
}
# workers WORKSPACE STAGE COUNT: all side by side.
workers() {
  local pids=() i
  for i in $(seq "$3"); do run "$2" "$1" --share "$i/$3" >/dev/null & pids+=($!); done
  for i in "${pids[@]}"; do wait "$i" || fail "a worker of $2"; done
}
