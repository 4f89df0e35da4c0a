#!/bin/sh
# Checks that src/ includes downwards only, by the table in cmake/floors.txt: prints one line for each upward, sibling,
# unknown or parent-relative include, and fails if there is one. It reads text; it does not compile anything.
# Usage: cmake/check_floors.sh [SOURCE_FOLDER]     (src/ of this checkout unless told otherwise)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source_folder=${1:-$here/../src}
[ -r "$here/floors.txt" ] || { echo "check_floors: cannot read $here/floors.txt" >&2; exit 2; }
[ -d "$source_folder" ] || { echo "check_floors: no folder $source_folder; pass the folder of the sources" >&2; exit 2; }
source_folder=$(cd "$source_folder" && pwd)
cd "$(dirname "$source_folder")"

list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$(basename "$source_folder")" -type f \( -name '*.h' -o -name '*.hpp' -o -name '*.inc' -o -name '*.c' -o -name '*.cc' -o -name '*.cpp' \
    -o -name '*.cu' -o -name '*.cuh' \) | LC_ALL=C sort >"$list"

# The list holds one path a line; awk opens each by itself, so that no path is ever split into words.
LC_ALL=C awk -v table="$here/floors.txt" '
function complain(text) { printf "%s:%d: %s\n", path, line_number, text; bad++ }

function check(target,    folder) {
  if (target ~ /(^|\/)\.\.(\/|$)/) { complain("include \"" target "\" climbs with ..; name it from src/"); return }
  if (split(target, part, "/") < 2) return             # a file beside this one
  folder = part[1]
  if (!(folder in floor)) {
    if (quoted) complain("include \"" target "\": no folder \"" folder "\" in cmake/floors.txt")
    return
  }
  if (folder == own || floor[folder] < floor[own] || ((own, folder) in allowed)) return
  complain((floor[folder] > floor[own] ? "upward" : "sibling") " include \"" target "\": " own " is on floor " \
           floor[own] ", " folder " on floor " floor[folder])
}

BEGIN {
  while ((getline line < table) > 0) {
    if (line ~ /^[ \t]*(#|$)/) continue
    n = split(line, field, " ")
    floor[field[2]] = field[1] + 0
    for (i = 3; i <= n; i++) allowed[field[2], field[i]] = 1
  }
}

{
  path = $0
  split(path, place, "/")
  own = place[2]
  line_number = 0
  files++
  if (!(own in floor)) { complain("folder \"" own "\" is not in cmake/floors.txt"); next }
  while ((getline line < path) > 0) {
    line_number++
    if (line !~ /^[ \t]*#[ \t]*include[ \t]*["<]/) continue
    quoted = line ~ /include[ \t]*"/
    sub(/^[ \t]*#[ \t]*include[ \t]*["<]/, "", line)
    sub(/[">].*$/, "", line)
    check(line)
  }
  close(path)
}

END {
  if (bad) { printf "check_floors: %d wrong include(s) in %d files; see the floors in cmake/floors.txt\n", bad, files; exit 1 }
  printf "check_floors: %d files include downwards only\n", files
}' "$list"
