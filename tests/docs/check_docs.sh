#!/bin/bash
# Checks what README files and docs/ name against the checkout and the program: files, folders, links, targets of make, commands and their options; that every
# folder of src/ has a README and its row and floor in docs/house.md, and that every page, command and reference script stands in an index. Prints one line for each
# wrong name and fails if there is one. What pages say beside names it does not judge.  Usage: check_docs.sh JANGIN [CHECKOUT]
set -euo pipefail
export LC_ALL=C

jangin=$(realpath "$1")
cd "${2:-$(dirname "$0")/../..}"
facts=$(mktemp)
trap 'rm -f "$facts"' EXIT

# What there is, one fact a line: "file PATH", "folder PATH", "target NAME", "floor NAME NUMBER", "script OPTION", "command NAME", "option OPTION NAME".
find . \( -path ./build -o -path ./out -o -path ./shared -o -name .git \) -prune -o \( -type f -printf 'file\t%P\n' -o -type d -printf 'folder\t%P\n' \) >"$facts"
sed -n 's/^\([a-z-]*\):.*## .*/target\t\1/p' Makefile >>"$facts"
sed -n 's/^\([0-9]\) *\([a-z]*\).*/floor\t\2\t\1/p' cmake/floors.txt >>"$facts"
grep -rhoE --exclude='*.md' --exclude-dir=corpus -- '--[a-z][a-z0-9-]+' setup bench tests/reference recipes/slurm Makefile | sort -u | sed 's/^/script\t/' >>"$facts"
read_help() {  # of a command and those below it
  local help below
  help=$("$jangin" $1 --help)
  printf 'command\t%s\n' "$1" >>"$facts"
  sed -nE "s/^  (-[a-z],)?(--[a-z-]+).*/option\t\2\t$1/p" <<<"$help" >>"$facts"
  for below in $(sed -n '/^Subcommands:/,$s/^  \([a-z-]*\) .*/\1/p' <<<"$help"); do read_help "${1:+$1 }$below"; done
}
read_help ''

# Pages: every README.md and docs/*.md.
mapfile -t pages < <(sed -n 's/^file\t\(\(.*\/\)*README\.md\|docs\/[^/]*\.md\)$/\1/p' "$facts" | sort)

awk -v facts="$facts" -f <(cat <<'AWK'
function complain(text) { print text; bad++ }
function wrong(text) { complain(FILENAME ":" FNR ": " text) }

# there(NAME): below the checkout, the page's folder, src/, the folder of src/ that the page speaks of, or tests/; a source's name may lack its end.
function there(name,    i, end, n, ends) {
  if (name ~ /^\.\.\//) { name = page_folder name; while (sub(/[^\/]+\/\.\.\//, "", name)); return (name in file) || (name in folder) }
  n = split(" .h .cpp", ends, " ")
  for (i in base) {
    if ((base[i] name) in file || (base[i] name) in folder) return 1
    for (end = 1; end <= n; end++) if ((base[i] name ends[end]) in file) return 1
  }
  return 0
}
function glob_there(name,    i, path, pattern) {
  gsub(/\./, "[.]", name); gsub(/\*/, "[^/]*", name)
  for (i in base) {
    pattern = "^" base[i] name "([.]h|[.]cpp)?$"
    for (path in file) if (path ~ pattern) return 1
  }
  return 0
}
# What a build writes is named by its stage and is not in the checkout.
function made(name) {
  return name ~ /^(build|out)\// || name ~ /\.(parquet|json|jsonl|html|log)$/ || name ~ /^[a-z]+\/(cache|fetched|parts|rounds|file_stamps|model|adapter|expert)\/?$/
}
function check_name(name,    first) {
  if (match(name, /\{[^}]*\}/)) { check_each(substr(name, 1, RSTART - 1), substr(name, RSTART + 1, RLENGTH - 2), substr(name, RSTART + RLENGTH)); return }
  if (made(name)) return
  sub(/\/$/, "", name)
  if (name !~ /\//) {
    if (name ~ /\.(h|cpp|inc|py|sh|cmake)$/ && name !~ /\*/ && !(name in last_name)) wrong("no such file: " name)
    return
  }
  first = name; sub(/\/.*/, "", first)
  if (name !~ /\.(h|cpp|inc|py|sh|cmake|toml|tsv|md)$/ && !(first in folder) && !((page_folder first) in folder)) return
  if (name ~ /\*/ ? !glob_there(name) : !there(name)) wrong("no such file: " name)
}
function check_each(before, middle, after,    i, n, part) { n = split(middle, part, ","); for (i = 1; i <= n; i++) check_name(before part[i] after) }

# check_command(TEXT): one command with its options; without "jangin" in it, options of any command or script.
function check_command(text,    n, i, word, name) {
  name = ""
  if (match(text, /(^|[ \/])jangin [a-z-]+/)) {
    n = split(substr(text, RSTART), word, " ")
    if (!(word[2] in command)) { wrong("no such command: jangin " word[2]); return }
    told[word[2]] = 1
    name = word[2]
    for (i = 3; i <= n && ((name " " word[i]) in command); i++) name = name " " word[i]
  }
  while (match(text, /(^|[ (=`])--[a-z][a-z0-9-]+/)) {
    option = substr(text, RSTART, RLENGTH); sub(/^[^-]/, "", option)
    text = substr(text, RSTART + RLENGTH)
    if (name == "" ? !(option in any_option) : !((name, option) in option_of) && !(("", option) in option_of))
      wrong("no such option: " (name == "" ? "" : "jangin " name " ") option)
  }
}
function check_line(text,    n, i, part) { n = split(text, part, / *[&|;]+ +/); for (i = 1; i <= n; i++) check_command(part[i]) }
function check_target(text,    target) {
  if (text !~ /^ *make [a-z]/) return
  target = text; sub(/^ *make /, "", target); sub(/[^a-z-].*/, "", target)
  if (!(target in targets)) wrong("no such target: make " target)
}

BEGIN {
  while ((getline line < facts) > 0) {
    n = split(line, field, "\t")
    if (field[1] == "file") { file[field[2]] = 1; name = field[2]; sub(/.*\//, "", name); last_name[name] = 1 }
    if (field[1] == "folder" && field[2] != "") folder[field[2]] = 1
    if (field[1] == "target") targets[field[2]] = 1
    if (field[1] == "floor") floor[field[2]] = field[3]
    if (field[1] == "command") command[field[2]] = 1
    if (field[1] == "script") any_option[field[2]] = 1
    if (field[1] == "option") { option_of[field[3], field[2]] = 1; any_option[field[2]] = 1 }
  }
}

FNR == 1 {
  fenced = 0; pages++
  page_folder = FILENAME; if (!sub(/[^\/]*$/, "", page_folder)) page_folder = ""
  split("", base); base[1] = ""; base[2] = page_folder; base[3] = "src/"; base[4] = "tests/"
  if (match(page_folder, /^src\/[a-z]+\//)) base[5] = substr(page_folder, 1, RLENGTH)
}
/^```/ { fenced = !fenced; next }
/^    / || fenced { text = $0; sub(/  #.*/, "", text); check_target(text); check_line(text); next }
{
  if (FILENAME == "docs/house.md" && $0 ~ /^\| [0-9] \| `[a-z]+\/` /) { split($0, cell, / *\| */); name = cell[3]; gsub(/[`\/]/, "", name); row[name] = cell[2] }
  rest = $0
  while (match(rest, /\]\([^)]+\)/)) {
    link = substr(rest, RSTART + 2, RLENGTH - 3); rest = substr(rest, RSTART + RLENGTH); sub(/#.*/, "", link)
    if (link == "" || link ~ /:\/\//) continue
    if (FILENAME == "docs/README.md") listed[link] = 1
    path = page_folder link; while (sub(/[^\/]+\/\.\.\//, "", path)); sub(/\/$/, "", path)
    if (!(path in file) && !(path in folder)) wrong("no such page: " link)
  }
  rest = $0
  while (match(rest, /`[^`]+`/)) {
    span = substr(rest, RSTART + 1, RLENGTH - 2); rest = substr(rest, RSTART + RLENGTH)
    if (FILENAME == "tests/reference/README.md") listed_script["tests/reference/" span] = 1
    if (span ~ /^[A-Za-z0-9_.{][A-Za-z0-9_.\/*,{}-]*$/) check_name(span)
    check_target(span); check_line(span)
  }
}

END {
  for (path in file)
    if (path ~ /^tests\/reference\/[^\/]+\.(py|sh|cpp)$/ && !(path in listed_script)) complain("tests/reference/README.md: does not list " path)
  for (name in floor) if (!(("src/" name) in folder)) complain("cmake/floors.txt: no folder src/" name)
  for (path in folder) {
    if (path !~ /^src\/[a-z]+$/) continue
    name = substr(path, 5)
    if (!((path "/README.md") in file)) complain(path ": no README.md")
    if (row[name] == "" || row[name] != floor[name]) complain("docs/house.md: no row for " name " on floor " floor[name])
  }
  for (path in file) if (path ~ /^docs\/[^\/]+\.md$/ && path != "docs/README.md" && !(substr(path, 6) in listed)) complain("docs/README.md: does not list " path)
  for (name in command) if (name != "" && name !~ / / && !(name in told)) complain("docs: no page shows the command: jangin " name)
  if (bad) { printf "check_docs: %d wrong name(s) in %d pages\n", bad, pages; exit 1 }
  printf "check_docs: %d pages name what there is\n", pages
}
AWK
) "${pages[@]}"
