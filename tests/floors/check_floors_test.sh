#!/bin/sh
# Plants wrong includes in a small copy of the house and expects cmake/check_floors.sh to name each one, file and line;
# and expects silence on what is allowed. It does not check src/ itself: that is the test "floors".
set -eu

checkout=$(cd "$(dirname "$0")/../.." && pwd)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
passed=0
failed=0

# check NAME EXPECTED_STATUS EXPECTED_TEXT FILE LINE...: writes FILE with the given lines, runs the check, removes FILE.
check() {
  name=$1 status=$2 text=$3 file=$4
  shift 4
  mkdir -p "$house/$(dirname "$file")"
  printf '%s\n' "$@" >"$house/$file"
  got=0
  said=$(sh "$house/cmake/check_floors.sh" "$house/src" 2>&1) || got=$?
  rm "$house/$file"
  case $said in
    *"$text"*) ;;
    *) got="$got, without \"$text\"" ;;
  esac
  if [ "$got" = "$status" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s: expected status %s, got %s; it said:\n%s\n' "$name" "$status" "$got" "$said"
  fi
}

mkdir -p "$house/cmake" "$house/src/base"
cp "$checkout/cmake/check_floors.sh" "$checkout/cmake/floors.txt" "$house/cmake/"
echo '#pragma once' >"$house/src/base/result.h"

check "downward include" 0 "include downwards only" src/train/loop.cpp \
  '#include "train/loop.h"' '#include "tensor/tensor.h"' '#include <base/result.h>' '#include <vector>'
check "file beside this one" 0 "include downwards only" src/kernel/cpu/product.cpp '#include "product_tiles.h"'
check "system folder" 0 "include downwards only" src/base/process.cpp '#include <sys/wait.h>'
check "commented include" 0 "include downwards only" src/base/log.cpp '// #include "app/main.h"'
check "upward include" 1 'src/base/log.cpp:2: upward include "record/document.h"' src/base/log.cpp \
  '#include <string>' '#include "record/document.h"'
check "upward include, spaced" 1 'src/tensor/tape.cpp:1: upward include "model/decoder.h"' src/tensor/tape.cpp \
  '  #  include "model/decoder.h"'
check "upward include, angle brackets" 1 'src/kernel/table.h:1: upward include "tensor/tensor.h"' src/kernel/table.h \
  '#include <tensor/tensor.h>'
check "sibling stage" 1 'src/collect/readers/pdf.cpp:3: sibling include "refine/step.h"' src/collect/readers/pdf.cpp \
  '#include "collect/reader.h"' '' '#include "refine/step.h"'
check "sibling on floor 1" 1 'sibling include "kernel/cpu/product.h"' src/text/unicode.h '#include "kernel/cpu/product.h"'
check "parent-relative include" 1 'climbs with ..' src/base/hash.cpp '#include "../app/main.h"'
check "unknown folder included" 1 'no folder "helpers"' src/base/hash.cpp '#include "helpers/strings.h"'
check "folder without a floor" 1 'folder "extra" is not in' src/extra/thing.h '#pragma once'
check "path with a space" 1 'src/base/a file.cpp:1: upward include' 'src/base/a file.cpp' '#include "line/run.h"'

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
