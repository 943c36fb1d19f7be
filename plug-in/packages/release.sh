#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes a release of what is committed: the commit with its version and date, the tarball with
# its checksum, the packages, the zip file for Windows where MinGW and Wine are, and the tag.
#
#   sh plug-in/packages/release.sh VERSION             on main, of a clean tree
#   sh plug-in/packages/release.sh VERSION --dry-run   on any branch: changes nothing here
#
# All is done in a clone first; commit and tag come here when all went well. The tests run in
# what the tarball has, without git: tests/run.sh. $CHECKS is another command for that, run there by
# sh. A dry run without it checks the version, the changes, the translations and the comments alone, and
# makes no packages. Files go to build-release/, or to $OUTPUT.

set -eu

source_dir=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
today=$(date +%Y-%m-%d)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "release.sh: $*"
  exit 1
}

check_state() {
  cd "$source_dir"
  printf '%s' "$version" | grep -qxE '[0-9]+\.[0-9]+\.[0-9]+' ||
    fail "“$version” is no version. Give three numbers, such as 0.2.0."
  [ -z "$(git status --porcelain)" ] ||
    fail "the tree is not clean. Commit what is to be released, and take away what is not."
  $is_dry || [ "$(git branch --show-current)" = main ] ||
    fail "releases are made of main. Check it out, or add --dry-run."
  ! git rev-parse --verify --quiet "refs/tags/v$version" >/dev/null ||
    fail "there is a tag v$version already. Give a later version."
  for tool in meson ninja xz sha256sum python3 msgmerge; do
    command -v "$tool" >/dev/null || fail "$tool is not there. “sh plug-in/install.sh --packages” installs what builds need."
  done
}

# The coming section of the changes becomes that of this release; one with today's date stays.
set_version() {
  python3 -B "$source_dir/tests/release.py" --set "$version" "$today" "$clone"
  git -C "$clone" diff --quiet || git -C "$clone" commit --quiet --all --message="Release $version"
}

make_tarball() {
  meson setup "$work/build" "$clone" >"$work/log" 2>&1 || fail "it cannot be configured: $(tail -n 20 "$work/log")"
  meson dist -C "$work/build" --no-tests --formats=xztar >"$work/log" 2>&1 ||
    fail "there is no tarball: $(tail -n 20 "$work/log")"
  mkdir -p "$output"
  cp "$work/build/meson-dist/featvis-$version.tar.xz" "$work/build/meson-dist/featvis-$version.tar.xz.sha256sum" "$output"
  (cd "$output" && sha256sum --quiet --check "featvis-$version.tar.xz.sha256sum")
}

check_tarball() {
  tar -C "$work" -xf "$output/featvis-$version.tar.xz"
  (cd "$work/featvis-$version" && unset GIT_DIR && GIT_CEILING_DIRECTORIES=$work sh -eu -c "$checks") ||
    fail "what the tarball has does not pass its tests. Nothing was committed or tagged."
}

make_packages() {
  if [ ! -e "$clone/plug-in/packages/build-deb.sh" ] || $is_dry; then
    say "No Debian packages are made."
  else
    sh "$clone/plug-in/packages/build-deb.sh" "$output" || fail "there are no packages. Nothing was committed or tagged."
  fi
}

# Only where the tools are: a release needs no Wine.
make_windows_zip() {
  if [ ! -e "$clone/plug-in/packages/build-windows.sh" ] || $is_dry || ! command -v wine >/dev/null ||
    ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
    say "No zip file for Windows is made."
    return
  fi
  status=0
  sh "$clone/plug-in/packages/build-windows.sh" "$output" || status=$?
  case $status in
    0) ;;
    77) say "No zip file for Windows is made." ;;
    *) fail "there is no zip file for Windows. Nothing was committed or tagged." ;;
  esac
}

# The commit, by which main is only moved on, and its tag
take_over() {
  git -C "$clone" tag --annotate "v$version" --message="featvis $version"
  ! $is_dry || return 0
  git -C "$source_dir" fetch --quiet "$clone" HEAD "refs/tags/v$version:refs/tags/v$version"
  git -C "$source_dir" merge --quiet --ff-only FETCH_HEAD
}

tell_what_is_next() {
  say "" "In $output:"
  (cd "$output" && ls -l) >&2
  if $is_dry; then
    say "This was a dry run: nothing was committed or tagged here."
    return
  fi
  say "featvis $version is committed and tagged. What is left is to publish it:
  git push origin main v$version
and to upload these files to the page of that tag, with the section of CHANGELOG.md as its text. Then begin the
coming version in meson.build, CHANGELOG.md (“## NEXT, not released yet”) and the metadata (type=\"development\")."
}

version=${1:-}
is_dry=false
case ${2:-} in
  '') ;;
  --dry-run) is_dry=true ;;
  *) version= ;;
esac
[ -n "$version" ] && [ $# -le 2 ] || fail "usage: release.sh VERSION [--dry-run]"
output=${OUTPUT:-$source_dir/build-release}
checks='CI=true sh tests/run.sh'
! $is_dry || checks='python3 -B tests/release.py --released . && SOURCE=$PWD LC_ALL=C.UTF-8 sh tests/translations.sh |
  { ! grep -A 9 "^not ok"; } && python3 -B tests/core/documentation.py .'
checks=${CHECKS:-$checks}

check_state
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clone=$work/clone
git clone --quiet "$source_dir" "$clone"
for key in user.name user.email; do
  ! value=$(git -C "$source_dir" config "$key") || git -C "$clone" config "$key" "$value"
done
set_version
make_tarball
check_tarball
make_packages
make_windows_zip
take_over
tell_what_is_next
