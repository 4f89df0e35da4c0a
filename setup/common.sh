# shellcheck shell=bash
# What the scripts of setup/ share: messages, Debian packages, verified fetching into a cache addressed by hash, and
# placing files in the checkout. Sourced, not run; it does nothing by itself.

set -euo pipefail
export LC_ALL=C

setup_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname "$setup_dir")
cache=$(realpath -m "${JANGIN_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/jangin}")
log=$checkout/build/setup.log
scratch=           # temporary folders, removed at the end
apt_scratch=
apt_options=()     # extra options of every apt-get call
apt_updated=no
bundle=            # the folder that everything is taken from, instead of the network
trap 'rm -rf ${scratch:+"$scratch"} ${apt_scratch:+"$apt_scratch"}' EXIT

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: error: %s\n' "$*" >&2; exit 1; }

# Runs a quiet command, its output in the log; on failure the reason is the command's last line.
logged() {
  mkdir -p "$(dirname "$log")"
  local mark
  mark=$(($(wc -l 2>/dev/null <"$log" || echo 0) + 1))
  printf '+ %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null && return 0
  reason=$(tail -n +"$mark" "$log" | grep -iE '^E: |err|fail|no matching|not found|unable' | tail -1 || true)
  [ -n "$reason" ] || reason=$(tail -1 "$log")
  return 1
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
require_root() {   # WHAT needs it
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die "$1 needs root: run as root, or install sudo"
}

check_machine() {
  [ "$(uname -m)" = x86_64 ] || die "this machine is $(uname -m); the fetched libraries are for x86_64 only"
  command -v dpkg-query >/dev/null || die "no dpkg here: setup/ is for Debian 12; elsewhere install what setup/debian-packages.txt names"
  # shellcheck source=/dev/null
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-unknown}")
  [ "$codename" = bookworm ] || say "note: tested on Debian 12 (bookworm), this is ${codename}"
}

# --- Debian packages ----------------------------------------------------------------------------------------------

# The packages of the given groups that are missing or too old, one a line.
missing_packages() {
  local installed group package least command version
  installed=$(dpkg-query -W -f '${Package} ${Version} ${db:Status-Status}\n' 2>/dev/null | awk '$3 == "installed"')
  while read -r group package least command; do
    [[ " $* " == *" $group "* ]] || continue
    if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
    version=$(awk -v p="$package" '$1 == p { print $2; exit }' <<<"$installed")
    [ -n "$version" ] && dpkg --compare-versions "$version" ge "$least" && continue
    echo "$package"
  done < <(grep -vE '^(#|$)' "$setup_dir/debian-packages.txt") | sort -u
}

apt_update() {
  if [ "$apt_updated" = yes ]; then return 0; fi
  [ -z "${JANGIN_OFFLINE:-}" ] || [ -n "$bundle" ] || die "Debian packages are missing, and JANGIN_OFFLINE is set: setup/install --from BUNDLE"
  require_root "apt-get update"
  logged as_root apt-get "${apt_options[@]}" update || die "apt-get update failed: $reason (all of it: $log)"
  apt_updated=yes
}

install_packages() {
  [ $# -gt 0 ] || return 0
  require_root "apt-get install $*"
  apt_update
  logged as_root env DEBIAN_FRONTEND=noninteractive apt-get "${apt_options[@]}" \
    install -y --no-install-recommends "$@" || die "apt-get install failed: $reason (all of it: $log)"
}

# From here on, everything comes from a folder made by setup/bundle: its flat package archive and its cache.
use_bundle() {
  bundle=$(realpath "$1")
  [ -f "$bundle/debs/Packages" ] && [ -d "$bundle/cache" ] || die "$1 is not a folder made by setup/bundle: no debs/Packages or no cache/"
  cache=$bundle/cache
  export JANGIN_OFFLINE=1
  apt_scratch=$(mktemp -d)
  mkdir -p "$apt_scratch/lists/partial" "$apt_scratch/lists/auxfiles"
  echo "deb [trusted=yes] file:${bundle// /%20}/debs ./" >"$apt_scratch/sources.list"
  apt_options=(-o "Dir::Etc::SourceList=$apt_scratch/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt_scratch/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    -o APT::Sandbox::User=root)
}

# --- Fetched files ------------------------------------------------------------------------------------------------

rows() {   # the rows of the named sets
  local set
  for set in "$@"; do awk -v set="$set" '$1 == set' "$setup_dir/fetched.txt"; done
}
cached() { echo "$cache/sha256/$1"; }
has_hash() { [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d' ' -f1)" = "$2" ]; }

# Those of the sets' rows whose destination is not in place; a set with joined parts is kept or dropped as one.
missing_rows() {
  local set registry package version inside hash destination
  for set in "$@"; do
    while read -r _ registry package version inside hash destination; do
      [ "$destination" = - ] || has_hash "$checkout/$destination" "$hash" && continue
      if [ "$registry" = join ]; then rows "$set" | awk '$7 == "-"'; fi
      echo "$set $registry $package $version $inside $hash $destination"
    done < <(rows "$set")
  done
}

# Downloads one package by its registry's client and unpacks it into $scratch/files; the row's files are taken there, the package's
# archive itself under the name "-".
download() {
  local registry=$1 package=$2 version=$3 archive
  [ -z "${JANGIN_OFFLINE:-}" ] || die "$registry $package $version is not in $cache, and JANGIN_OFFLINE is set: fetch it on a connected machine (setup/bundle)"
  rm -rf "${scratch:?}"/*
  mkdir -p "$scratch/archive" "$scratch/files"
  cd "$scratch/archive"
  case $registry in
    npm) logged npm pack --ignore-scripts "$package@$version" ;;
    pypi) logged pip3 download --no-deps --only-binary=:all: --implementation py --abi none --python-version 3.11 \
            --platform manylinux_2_17_x86_64 --disable-pip-version-check "$package==$version" ;;
    debian) logged apt-get "${apt_options[@]}" download "$package=$version" ||
            { apt_update; logged apt-get "${apt_options[@]}" download "$package=$version"; } ;;
    *) die "setup/fetched.txt: unknown registry '$registry'" ;;
  esac || die "$registry did not give $package $version: $reason (all of it: $log)"
  archive=$(find . -type f | head -1)
  case $registry in
    npm) tar -xzf "$archive" -C ../files ;;
    pypi) unzip -q "$archive" -d ../files ;;
    debian) dpkg-deb -x "$archive" ../files ;;
  esac || die "the archive of $registry $package $version does not unpack: fetch again; if it repeats, the registry's copy is damaged"
  mv "$archive" ../files/-
  cd "$checkout"
}

keep() {   # FILE HASH WHAT: verifies a file and moves it into the cache
  local actual
  [ -f "$1" ] || die "$3 is not in the package that was fetched; setup/fetched.txt names another layout"
  actual=$(sha256sum <"$1" | cut -d' ' -f1)
  [ "$actual" = "$2" ] || die "SHA-256 of $3 is $actual, not $2 as in setup/fetched.txt: not installed; fetch again, and if it repeats do not trust that source"
  mkdir -p "$cache/sha256"
  chmod 644 "$1"
  mv "$1" "$(cached "$2").$$" && mv "$(cached "$2").$$" "$(cached "$2")"
}

# Brings every given row (on standard input) into the cache, each package fetched once.
fill_cache() {
  local wanted registry package version inside hash
  mkdir -p "$cache/sha256" || die "cannot write the cache $cache: set JANGIN_CACHE to a folder of yours"
  scratch=$(mktemp -d "$cache/fetch.XXXXXX")
  wanted=$(cat)
  while read -r registry package version; do
    say "fetching $registry $package $version"
    download "$registry" "$package" "$version"
    while read -r _ _ _ _ inside hash _; do
      keep "$scratch/files/$inside" "$hash" "$inside of $registry $package $version"
    done < <(awk -v r="$registry" -v p="$package" -v v="$version" '$2 == r && $3 == p && $4 == v' "$setup_dir/fetched.txt")
  done < <(awk '{ print $2, $3, $4 }' <<<"$wanted" | uniq)
  rm -rf "$scratch"
  scratch=
}

# Copies the files of the rows (standard input) from the cache to the checkout, joining those that come in parts.
place() {
  local set registry hash destination target
  while read -r set registry _ _ _ hash destination; do
    [ "$destination" != - ] || continue
    target=$checkout/$destination
    mkdir -p "$(dirname "$target")" && if [ "$registry" = join ]; then
      rows "$set" | awk -v cache="$cache/sha256/" '$7 == "-" { print cache $6 }' | xargs -d '\n' cat >"$target.$$"
    else
      cp "$(cached "$hash")" "$target.$$"
    fi && mv "$target.$$" "$target" || die "cannot write $destination in $checkout: is the disk full, or the folder another user's?"
    has_hash "$target" "$hash" || die "$destination was written with a wrong SHA-256: check this machine's disk and memory"
  done
}

# Those rows of standard input whose file is not in the cache (a damaged one is removed and counts as missing).
not_cached() {
  local row registry hash
  while read -r row; do
    read -r _ registry _ _ _ hash _ <<<"$row"
    if [ "$registry" = join ] || has_hash "$(cached "$hash")" "$hash"; then continue; fi
    rm -f "$(cached "$hash")" 2>/dev/null || true
    echo "$row"
  done
}

# provide "GROUP..." SET...: installs the packages of the groups ("-" for none) and puts the files of the sets in place, saying
# first what it will do. Sets did=yes, or did=no when all was in place.
provide() {
  local groups=$1 wanted fetch='' registries='' packages
  shift
  check_machine
  did=no
  wanted=$(missing_rows "$@")
  if [ -n "$wanted" ]; then
    fetch=$(not_cached <<<"$wanted")
    registries=$(awk '{ print $2 }' <<<"$fetch" | sort -u | tr '\n' ' ')
  fi
  # shellcheck disable=SC2086
  packages=$(missing_packages $groups $registries | tr '\n' ' ')
  [ -n "$wanted$packages" ] || return 0
  [ -z "$packages" ] || say "will install these Debian packages: $packages"
  [ -z "$fetch" ] || say "will fetch: $(awk '{ print $2, $3, $4 }' <<<"$fetch" | uniq | paste -sd, | sed 's/,/, /g')"
  [ -z "$wanted" ] || say "will write: $(awk '$7 != "-" { print $7 }' <<<"$wanted" | paste -sd' ')"
  # shellcheck disable=SC2086
  install_packages $packages
  [ -z "$fetch" ] || fill_cache <<<"$fetch"
  [ -z "$wanted" ] || place <<<"$wanted"
  # shellcheck disable=SC2034
  did=yes
}
