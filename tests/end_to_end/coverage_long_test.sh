#!/bin/bash
# coverage_test.sh on the LinuxCNC manuals of the demo (setup/manuals) and, where they are at hand, on the chemistry books ($JANGIN_DATA, or
# ../shared/data beside the checkout). Usage: coverage_long_test.sh PATH/TO/jangin
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
"$here/tests/end_to_end/coverage_test.sh" "$1" "$here/build/demo/linuxcnc"
books=${JANGIN_DATA:-$here/../shared/data}/en-chemistry.tar.zst
if [ ! -f "$books" ]; then
  echo "coverage_long_test: no chemistry books at $books: not checked"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tar --zstd -xf "$books" -C "$folder"
"$here/tests/end_to_end/coverage_test.sh" "$1" "$folder"
