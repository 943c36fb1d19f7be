#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds Debian packages for the release that it runs on, 12 with GIMP 2.10 or 13 with GIMP 3,
# and installs what that takes:
#
#   sh plug-in/packages/build-deb.sh [FOLDER]     they go to FOLDER, else to build-packages/
#   sh plug-in/packages/build-deb.sh --packages   only installs what it takes
#
# What is committed is built, or the tree as it is where there is no git. The version is meson.build's
# with the release, such as 0.1.0~deb12, so that an upgrade of Debian upgrades them;
# $DEB_VERSION is another one. $DEBFULLNAME and $DEBEMAIL name the maintainer. $DEB_BUILD_OPTIONS is
# as dpkg-buildpackage knows it: nocheck leaves the tests out.

set -eu

source_dir=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$source_dir/plug-in/packages/sources.sh"
maintainer="${DEBFULLNAME:-The featvis authors} <${DEBEMAIL:-featvis@example.org}>"
DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-noautodbgsym}
export DEB_BUILD_OPTIONS

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "build-deb.sh: $*"
  exit 1
}

get_package_version() {
  version=$(get_version "$1")
  if sed -n '/^## /{p;q}' "$1/CHANGELOG.md" | grep -q 'not released'; then
    version=$version~dev
  fi
  echo "$version~deb$(sed -n 's/^VERSION_ID="\(.*\)"$/\1/p' /etc/os-release)"
}

# In the copy of the sources
prepare() {
  cp -R plug-in/packages/debian .
  sed -i "s/@MAINTAINER@/$maintainer/" debian/control
  SOURCE_DATE_EPOCH=$(get_seconds)
  export SOURCE_DATE_EPOCH
  python3 -B plug-in/packages/make_changelog.py CHANGELOG.md "$maintainer" "$SOURCE_DATE_EPOCH" \
    "${DEB_VERSION:-$(get_package_version .)}" >debian/changelog
}

# Errors and warnings of lintian, where that is there, are failures. AppStream 1.0, which lintian
# asks from Debian 13 on, wants a page of the project on the network, of which there is none yet;
# what else is wrong with the metadata is found by the test “plug-in packages”. An override in the
# package would be an error for Debian 12, which does not know that tag.
check_packages() {
  command -v lintian >/dev/null || return 0
  tag=appstream-metadata-validation-failed
  set -- --allow-root --fail-on error,warning
  ! lintian-explain-tags "$tag" >/dev/null 2>&1 || set -- "$@" --suppress-tags "$tag"
  lintian "$@" ../*.changes || fail "lintian is not content"
}

[ -e /etc/debian_version ] || fail "this is not Debian"
PACKAGES="build-essential debhelper dpkg-dev ${PACKAGES:-}" sh "$source_dir/plug-in/install.sh" --packages
[ "${1:-}" != --packages ] || exit 0
pkg-config --exists gimp-2.0 || pkg-config --exists gimp-3.0 || fail "there is no GIMP to build for"

output=${1:-$source_dir/build-packages}
mkdir -p "$output"
output=$(cd "$output" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/featvis"
copy_sources "$work/featvis"
cd "$work/featvis"
prepare
dpkg-buildpackage -us -uc -b >&2 || fail "dpkg-buildpackage failed"
check_packages
mv ../*.deb "$output/"
say "The packages are in $output. To install them: apt install $output/*.deb"
