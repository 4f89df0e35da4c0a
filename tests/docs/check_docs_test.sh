#!/bin/bash
# Plants wrong names in the pages of a small house with a program of two commands, and expects tests/docs/check_docs.sh to name each one, page and line;
# and expects silence on what is there. It does not check this checkout: that is the test "docs".
set -euo pipefail

checkout=$(cd "$(dirname "$0")/../.." && pwd)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
passed=0
failed=0

mkdir -p "$house"/{setup,bench,tests/reference,recipes/slurm,docs,cmake,src/base/parts}
printf 'test: ## every test\n' >"$house/Makefile"
printf '0        base\n' >"$house/cmake/floors.txt"
printf '# --with postgresql\n' >"$house/setup/install"
printf '| 0 | `base/` | all |\n' >"$house/docs/house.md"
printf '[map](house.md) `jangin build` `jangin serve`\n' >"$house/docs/README.md"
touch "$house"/src/base/{README.md,hash.h,parts/one.cpp} "$house/README.md" "$house/tests/hash_test.cpp"
cat >"$house/jangin" <<'PROGRAM'
#!/bin/bash
case "$*" in
  --help) printf 'Options:\n  --json  all\n\nSubcommands:\n  build  x\n  serve  x\n\n' ;;
  'build --help') printf 'Options:\n  --budget  x\n' ;;
  'serve --help') printf 'Options:\n  --port INT  x\n\nSubcommands:\n  key  x\n\n' ;;
  'serve key --help') printf 'Options:\n  --admin  x\n' ;;
esac
PROGRAM
chmod +x "$house/jangin"

# check EXPECTED_TEXT PAGE LINE...: writes PAGE with the lines, runs the check, puts the page back. Without EXPECTED_TEXT it must pass.
check() {
  local text=$1 page=$house/$2 wanted=0 got=0 said
  shift 2
  [ -z "$text" ] || wanted=1
  mkdir -p "$(dirname "$page")"
  [ ! -f "$page" ] || cp "$page" "$house/kept"
  printf '%s\n' "$@" >"$page"
  said=$("$checkout/tests/docs/check_docs.sh" "$house/jangin" "$house" 2>&1) || got=$?
  rm "$page"
  [ ! -f "$house/kept" ] || mv "$house/kept" "$page"
  if [ "$got" = "$wanted" ] && [[ $said == *"$text"* ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: expected status %s and "%s", got %s:\n%s\n' "$wanted" "$text" "$got" "$said"
  fi
}

check '' README.md '`src/base/hash.h` `base/hash` `hash.h` `src/{base}/*.h` [docs](docs/) [map](docs/house.md#top) `make test`' '```' \
  'jangin build x --budget 8m --json   # not --this' 'jangin serve key add k --admin & setup/install --with postgresql' '```' '`out/x/y.h` `a.parquet`'
check '' src/base/README.md '`hash.h`, `parts/one`, `parts/` and `hash_test.cpp`; [up](../../README.md)'
check 'README.md:2: no such file: src/base/hush.h' README.md '' '`src/base/hush.h`'
check 'src/base/README.md:1: no such file: parts/two' src/base/README.md '`parts/two`'
check 'src/base/README.md:1: no such file: hush.h' src/base/README.md '`{hash,hush}.h`'
check 'README.md:1: no such file: src/*/hu*.h' README.md '`src/*/hu*.h`'
check 'README.md:1: no such page: docs/mop.md' README.md '[map](docs/mop.md)'
check 'README.md:1: no such target: make tset' README.md '`make tset`'
check 'README.md:1: no such command: jangin bulid' README.md '`jangin bulid x`'
check 'README.md:2: no such option: jangin build --port' README.md '```' 'jangin build x --port 1' '```'
check 'README.md:1: no such option: jangin serve --admin' README.md '`jangin build x --json & jangin serve --admin`'
check 'README.md:1: no such option: --without' README.md '`--without`'
check 'tests/reference/README.md: does not list tests/reference/new.py' tests/reference/new.py ''
check 'docs/README.md: does not list docs/new.md' docs/new.md 'new'
check 'docs: no page shows the command: jangin serve' docs/README.md '[map](house.md) `jangin build`'
check 'docs/house.md: no row for base on floor 0' docs/house.md '| 1 | `base/` | all |'
check 'cmake/floors.txt: no folder src/new' cmake/floors.txt '0        base' '1        new'
check 'src/new: no README.md' src/new/a.h ''

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
