#!/bin/bash
# Collect and refine with all steps, killed with -9 at twenty random moments and started again, by one process and by three workers: the same manifests as undisturbed.
# With the demonstration's manuals where they are (setup/manuals). Needs the base model (setup/model). Usage: shares_killed_long_test.sh PATH/TO/jangin
set -euo pipefail
jangin=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
name=shares_killed
. "$here/tests/end_to_end/shares.inc.sh"
. "$here/tests/end_to_end/shares_killed.inc.sh"
for manual in "$(dirname "$jangin")"/../demo/linuxcnc/LinuxCNC_{Developer,Getting_Started,Integrator,Manual_Pages}.pdf; do [ ! -e "$manual" ] || cp "$manual" "$folder/docs"; done
run refine whole >/dev/null || fail "one process"
expected=$(hashes whole)
killed_and_resumed alone 1 20
killed_and_resumed shared 3 20
