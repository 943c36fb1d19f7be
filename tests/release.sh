#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# plug-in/packages/release.sh with a small project in a repository of its own: what it refuses,
# a dry run, and a release. SOURCE is the source tree.

set -u

for tool in git meson ninja xz; do
  command -v "$tool" >/dev/null || {
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  }
done

. "$(dirname "$0")/command-common.sh"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset GIT_DIR GIT_WORK_TREE OUTPUT CHECKS
today=$(date +%Y-%m-%d)

make_project() {
  mkdir -p project/plug-in/packages project/tests project/po
  cp "$SOURCE/plug-in/packages/release.sh" project/plug-in/packages
  cp "$SOURCE/tests/release.py" "$SOURCE/tests/tap.py" project/tests
  printf "project('featvis',\n  version: '0.2.0',\n)\n" >project/meson.build
  printf '# Changes\n\n## 0.2.0, not released yet\n\n- All.\n\n## 0.1.0, 2026-01-02\n\n- Nothing.\n' >project/CHANGELOG.md
  printf '<releases>\n  <release version="0.2.0" date="2026-01-02" type="development"/>\n</releases>\n' \
    >project/plug-in/packages/featvis.metainfo.xml.in
  printf '%s\n' '"Project-Id-Version: featvis\n"' >project/po/ko.po
  echo '/build*/' >project/.gitignore
  cd project && git init --quiet --initial-branch=main && git config user.name tester &&
    git config user.email tester@example.org && git add . && git commit --quiet --message=First
  cd "$folder" || exit 1
}

git_in() {
  git -C project "$@"
}

release() {
  sh project/plug-in/packages/release.sh "$@" >output 2>errors
}

# refuses WORDS ARGUMENT…: it tells why, and commits and tags nothing
refuses() {
  words=$1
  shift
  before=$(git_in rev-parse HEAD)
  ! release "$@" && grep -q -e "$words" errors && [ "$(git_in rev-parse HEAD)" = "$before" ] && [ -z "$(git_in tag)" ]
}

agrees() {
  python3 -B "$SOURCE/tests/release.py" "$@" >output 2>errors
}

# has_tarball VERSION: with its checksum, and what it says is of that version and today
has_tarball() {
  (cd project/build-release && sha256sum --quiet --check "featvis-$1.tar.xz.sha256sum") 2>errors || return
  tar -xf "project/build-release/featvis-$1.tar.xz" && agrees --released "featvis-$1" &&
    grep -q "^## $1, $today\$" "featvis-$1/CHANGELOG.md"
}

is_unchanged() {
  [ -z "$(git_in status --porcelain)$(git_in tag)" ] && [ "$(git_in log --format=%s)" = First ]
}

is_released() {
  [ "$(git_in log -1 --format=%s "v$1")" = "Release $1" ] && [ "$(git_in cat-file -t "v$1")" = tag ] &&
    [ "$(git_in rev-parse "v$1^{commit}")" = "$(git_in rev-parse main)" ] && [ -z "$(git_in status --porcelain)" ] &&
    grep -q "version: '$1'" project/meson.build &&
    grep -q "<release version=\"$1\" date=\"$today\"/>" project/plug-in/packages/featvis.metainfo.xml.in
}

check 'this project is of one version' agrees "$SOURCE"
make_project
check 'so is the small one' agrees project
check 'which is not released' sh -c "! python3 -B '$SOURCE/tests/release.py' --released project >errors"
check 'no version' refuses usage
check 'no version that it could be' refuses 'three numbers' 0.2
check 'an earlier version' refuses 'earlier' 0.1.5
git_in checkout --quiet -b side
check 'another branch than main' refuses 'main' 0.2.0
CHECKS=true check 'a dry run on it' release 0.2.0 --dry-run
check 'its tarball' has_tarball 0.2.0
check 'nothing is changed by it' is_unchanged
git_in checkout --quiet main
touch project/new
check 'a tree that is not clean' refuses 'not clean' 0.2.0
rm project/new
CHECKS=false check 'what does not pass its tests' refuses 'does not pass' 0.2.0
CHECKS='! git rev-parse HEAD' check 'a release, tested without git, by another number' release 0.3.0
check 'its tarball' has_tarball 0.3.0
check 'its commit and tag' is_released 0.3.0
check 'the same again' sh -c "! sh project/plug-in/packages/release.sh 0.3.0 2>errors && grep -q 'tag v0.3.0 already' errors"
check 'a later one without changes' sh -c "! sh project/plug-in/packages/release.sh 0.4.0 2>errors && grep -q 'not released yet' errors"

echo "1..$number"
