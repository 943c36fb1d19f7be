#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the Debian packages for a release, and tries them in a bare chroot of it: installs them,
# uses them as a user without a home, upgrades them, and sees that purging leaves nothing.
#
#   sh plug-in/packages/try-deb.sh RELEASE FOLDER            RELEASE is bookworm (12) or trixie (13)
#   sh plug-in/packages/try-deb.sh RELEASE FOLDER --built    tries those that are in FOLDER
#
# FOLDER gets the packages, the pictures that they made and what the programs told. For root;
# tests/chroot.sh says what else it takes. The last line is “N passed, N failed”. Where that
# cannot be, the reason is told, and the exit status is 77.

# shellcheck disable=SC2015,SC2016,SC2086 # give_up never returns; for the shell there; several names

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
source=$here/../..
[ $# -ge 2 ] || { sed -n 's/^#   //p' "$0" >&2; exit 2; }
release=$1
archive=
mkdir -p "$2" || exit 1
kept=$(cd "$2" && pwd)
passed=0
failed=0

. "$source/tests/chroot.sh"

give_up() {
  say "$*"
  printf '%d passed, %d failed\n' "$passed" $((failed + 1))
  exit 1
}

copy_sources() {
  mkdir -p "$work/root/featvis"
  tar -C "$source" --exclude='./build*' --exclude=./.git -cf - . | tar -C "$work/root/featvis" -xf -
}

# check NAME COMMAND…
check() {
  name=$1
  shift
  if "$@" >>"$kept/log" 2>&1; then
    passed=$((passed + 1))
    echo "ok - $name"
  else
    failed=$((failed + 1))
    echo "not ok - $name"
  fi
}

### The packages

# In the chroot that gimp3.sh has, with all that the tests need
install_packages() { inside sh tests/run.sh --packages; }

# Twice, in other folders and with other tests: the bytes are the same.
build_packages() {
  inside env PACKAGES=lintian sh plug-in/packages/build-deb.sh /featvis-1 >"$kept/build.log" 2>&1 ||
    { tail "$kept/build.log"; give_up "the packages could not be built"; }
  inside env DEB_BUILD_OPTIONS='nocheck noautodbgsym' sh plug-in/packages/build-deb.sh /featvis-2 \
    >"$kept/build-again.log" 2>&1 || give_up "the packages could not be built again"
  rm -f "$kept"/*.deb
  cp "$work"/root/featvis-1/*.deb "$kept/"
  check 'packages are built twice with the same bytes' \
    diff -r "$work/root/featvis-1" "$work/root/featvis-2"
}

# The next version, which differs in nothing but that
raise_version() {
  mkdir "$work/next"
  for package in "$kept"/*.deb; do
    dpkg-deb -R "$package" "$work/package" &&
      sed -i "s/~deb[0-9]*/&+next/g" "$work/package/DEBIAN/control" &&
      dpkg-deb --root-owner-group -b "$work/package" "$work/next" >/dev/null || give_up "dpkg-deb failed"
    rm -r "$work/package"
  done
}

### The bare system

# Manuals are to be there.
install_nothing() { :; }
hasten_less() { echo force-unsafe-io >"$work/root/etc/dpkg/dpkg.cfg.d/featvis"; }

apt_get() {
  inside env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends "$@"
}

# install_all FOLDER
install_all() {
  inside env DEBIAN_FRONTEND=noninteractive \
    sh -c 'apt-get -qq -y --no-install-recommends install "$1"/*.deb' sh "$1"
}

as_user() {
  inside runuser -u featvis -- env -u XDG_CONFIG_HOME HOME=/nonexistent LC_ALL="${language:-C.UTF-8}" "$@"
}

in_gimp() {
  inside runuser -u featvis -- env HOME=/tmp/home XDG_CONFIG_HOME=/tmp/home \
    sh /featvis/plug-in/packages/use-gimp.sh "$1"
}

# All files, without what dpkg, apt, the user and caches of other programs change
list_files() {
  inside find / -xdev \( -path /proc -o -path /dev -o -path /sys -o -path /tmp -o -path /featvis \
    -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/log \
    -o -name '*.cache' -o -name __pycache__ \) -prune -o -print | sort
}

names="featvis featvis-l10n gimp-plugin-visualize-vgg16 libfeatvis0 libfeatvis-dev"

is_picture() {
  [ "$(identify -format '%m %wx%h %[fx:standard_deviation>0.02]' "$work/root/tmp/$1")" = "PNG $2 1" ] &&
    cp "$work/root/tmp/$1" "$kept/"
}

told() {
  grep -q -- "$1" "$kept/told"
}

tell() {
  "$@" >"$kept/told" 2>&1 </dev/null
}

# has_all: dpkg finds no file of them missing or changed
has_all() {
  for package in $names; do
    [ -z "$(inside dpkg --verify "$package" 2>&1)" ] || return 1
  done
}

try_command() {
  check 'a user without a home makes a picture' \
    as_user featvis render --weights sample --layer block4_conv3 --filter 61 --size 128x128 -o /tmp/command.png
  check 'which is one' is_picture command.png 128x128
  tell as_user env MANPAGER=cat man featvis
  check 'man featvis opens' told 'featvis-render'
  printf '. /usr/share/bash-completion/bash_completion\nfeatvis re\t--help\nexit\n' >"$work/root/tmp/keys"
  tell as_user sh -c 'script -qec "bash --norc -i" /dev/null </tmp/keys'
  check 'bash completes “featvis re”' told '[$] featvis render --help'
  language=ko_KR.UTF-8
  tell as_user featvis render --help
  language=
  check 'the command speaks Korean' told '필터'
}

try_library() {
  tell inside sh -c 'printf "#include <featvis.h>\nint main (void) { return fv_error_quark () == 0; }\n" \
    >/tmp/use.c && cc /tmp/use.c -o /tmp/use $(pkg-config --cflags --libs featvis) && /tmp/use && ldd /tmp/use'
  check 'a program is built with the library' told 'libfeatvis.so.0'
}

try_gimp() {
  check 'GIMP makes a picture' in_gimp /tmp/gimp.png
  check 'which is one' is_picture gimp.png 96x96
  tell inside grep -rhc '<Image>/Filters/N_*eural"' --include=pluginrc /tmp/home
  check 'GIMP knows all entries of the menu' told '^8$'
  tell inside grep -rh '(icon ' --include=pluginrc /tmp/home
  check 'which have icons' told 'pixbuf'
}

open_bare() {
  install_packages() { install_nothing; }
  hasten_dpkg() { hasten_less; }
  archive=$release-bare
  open_chroot
  cp "$kept"/*.deb "$work/root/featvis/" && raise_version
  mkdir "$work/root/featvis/next" && cp "$work/next"/*.deb "$work/root/featvis/next/"
  apt_get update || give_up "apt-get could not update"
  apt_get install man-db bash-completion locales gcc libc6-dev pkgconf >/dev/null ||
    give_up "apt-get failed"
  inside sh -c 'echo "ko_KR.UTF-8 UTF-8" >/etc/locale.gen && locale-gen' >/dev/null
  inside useradd --no-create-home --home-dir /nonexistent --shell /bin/bash featvis
  inside install -d -o featvis /tmp/home
}

# The first round brings what they depend on, which the lists are to have both.
try_packages() {
  check 'all are installed' install_all .
  check 'and purged' apt_get purge $names
  list_files >"$kept/before"
  check 'nothing is left that has their names' \
    sh -c "! grep -iE 'featvis|vgg16' '$kept/before' | grep -v '^/etc/'"
  check 'they are installed again' install_all .
  check 'all files are there' has_all
  try_command
  try_library
  try_gimp
  check 'they are upgraded' install_all ./next
  tell inside dpkg-query -W $names
  check 'to the next version' sh -c "[ \$(grep -c next '$kept/told') -eq 5 ]"
  check 'the command works as before' as_user featvis --version
  check 'they are removed' apt_get remove $names
  check 'they are purged' inside dpkg --purge $names
  list_files >"$kept/after"
  check 'nothing is left' diff "$kept/before" "$kept/after"
}

: >"$kept/log"
if [ "${3:-}" != --built ]; then
  archive=$release
  open_chroot
  build_packages
  clean_up
fi
open_bare
try_packages
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
