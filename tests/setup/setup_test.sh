#!/bin/bash
# Tests setup/install in a small copy of the checkout, with an npm of our own that serves local archives: files arrive
# verified, a second run does nothing, the cache serves a second checkout, parts are joined, and damage, a lying registry
# and being offline each end in one clear line. It uses no network and installs no Debian package.
set -uo pipefail
checkout=$(cd "$(dirname "$0")/../.." && pwd)
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
passed=0 failed=0
hash_of() { sha256sum <"$1" | cut -d' ' -f1; }

# expect NAME STATUS TEXT COMMAND...: runs it; the status must agree, and the output must hold the text.
expect() {
  local name=$1 status=$2 text=$3 got=0 said
  shift 3
  said=$("$@" 2>&1) || got=$?
  if [ "$got" = "$status" ] && [[ "$said" == *"$text"* ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED %s: expected status %s and "%s", got status %s:\n%s\n' "$name" "$status" "$text" "$got" "$said"
  fi
}

# A registry of two packages: "whole" holds one library, "part" holds the two halves of another file.
mkdir -p "$house/registry/package" "$house/bin" "$house/one/setup" "$house/two/setup"
(cd "$house/registry" && echo library >package/lib.so && tar -czf whole.tgz package/lib.so)
(cd "$house/registry" && printf 'first ' >package/a && echo second >package/b && tar -czf part.tgz package/a package/b)
cat >"$house/bin/npm" <<'NPM'
#!/bin/bash
echo x >>"$HOUSE/fetches"
for last; do :; done
cp "$HOUSE/registry/${last%@*}.tgz" . || { echo "npm error 404 no such package"; exit 1; }
NPM
chmod +x "$house/bin/npm"
export PATH=$house/bin:$PATH HOUSE=$house JANGIN_CACHE=$house/cache
unset JANGIN_OFFLINE
joined=$(cat "$house/registry/package/a" "$house/registry/package/b" | sha256sum | cut -d' ' -f1)
for copy in one two; do
  cp "$checkout/setup/common.sh" "$checkout/setup/install" "$house/$copy/setup/"
  : >"$house/$copy/setup/debian-packages.txt"
  cat >"$house/$copy/setup/fetched.txt" <<TABLE
deps npm whole 1.0 package/lib.so $(hash_of "$house/registry/package/lib.so") build/lib.so
deps npm part 1.0 package/a $(hash_of "$house/registry/package/a") -
deps npm part 1.0 package/b $(hash_of "$house/registry/package/b") -
deps join - - - $joined build/joined
deps npm part 1.0 - $(hash_of "$house/registry/part.tgz") build/part.tgz
TABLE
done
one=$house/one/setup/install two=$house/two/setup/install

expect "says what it fetches" 0 "will fetch: npm whole 1.0, npm part 1.0" "$one"
expect "file is in place" 0 "library" cat "$house/one/build/lib.so"
expect "parts are joined" 0 "first second" cat "$house/one/build/joined"
expect "a package itself" 0 "second" tar -xzOf "$house/one/build/part.tgz" package/b
expect "second run does nothing" 0 "everything is in place" "$one"
expect "each package was fetched once" 0 2 wc -l "$house/fetches"
expect "offline, from the cache" 0 "done" env JANGIN_OFFLINE=1 "$two"
expect "second checkout fetched nothing" 0 2 wc -l "$house/fetches"

echo damaged >"$house/one/build/lib.so"
expect "damaged file is written again" 0 "will write: build/lib.so" "$one"
expect "and is whole" 0 "library" cat "$house/one/build/lib.so"

rm -r "$house/one/build"
echo damaged >"$house/cache/sha256/$(hash_of "$house/registry/package/lib.so")"
expect "damaged cache, offline" 1 "npm whole 1.0 is not in $house/cache, and JANGIN_OFFLINE is set" env JANGIN_OFFLINE=1 "$one"
expect "nothing was placed" 1 "" test -e "$house/one/build/lib.so"
expect "damaged cache, online" 0 "fetching npm whole 1.0" "$one"

rm -r "$house/one/build" "$house/cache"
(cd "$house/registry" && echo other >package/lib.so && tar -czf whole.tgz package/lib.so)
expect "registry serves something else" 1 "SHA-256 of package/lib.so of npm whole 1.0 is" "$one"
expect "and nothing was placed" 1 "" test -e "$house/one/build/lib.so"
rm "$house/registry/whole.tgz"
expect "package is gone" 1 "npm did not give whole 1.0: npm error 404 no such package" "$one"
echo 'not an archive' >"$house/registry/whole.tgz"
expect "archive is damaged" 1 "the archive of npm whole 1.0 does not unpack" "$one"
expect "unknown argument" 2 "unknown argument --fast" "$one" --fast
expect "not a bundle" 1 "is not a folder made by setup/bundle" "$one" --from "$house/registry"
expect "no temporary folder is left" 0 0 bash -c 'find "$1" -name "fetch.*" | wc -l' _ "$house/cache"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
