#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   sh tests/run.sh               installs what is missing on Debian 12 (with GIMP 2.10) or
#                                 13 (with GIMP 3), builds, and runs every test
#   sh tests/run.sh --packages    only installs what is missing
#
# The last line is “N passed, N failed”. With CI=true, warnings of GCC and Clang are failures
# too, and after GIMP 2.10 all is tested with GIMP 3, where tests/gimp3.sh can.

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$here/../build
packages="imagemagick python3-h5py python3-numpy parallel"
gimp_packages="xvfb xauth xdotool openbox adwaita-icon-theme dbus-daemon at-spi2-core procps
  python3-gi appstream librsvg2-bin"
gimp2_packages="libatk-adaptor libgail-common"
gimp3_packages="gir1.2-gimp-3.0"
setup_options=
if [ "${CI:-}" = true ]; then
  packages="$packages clang"
  setup_options=-Dwerror=true
fi

give_up() {
  printf 'run.sh: %s\n0 passed, 1 failed\n' "$*"
  exit 1
}

# Compiles everything by Clang, too, in a folder of its own: for its warnings, which do not
# depend on how it optimises, and for pictures that are the same byte for byte.
check_clang() {
  [ -d "$build-clang" ] || CC=clang meson setup "$build-clang" "$here/.." $setup_options \
    --optimization=0 >/dev/null || give_up "meson could not configure for clang"
  ninja -C "$build-clang" --quiet || give_up "clang has warnings"
  meson test -C "$build-clang" --no-rebuild --print-errorlogs 'core machines' ||
    give_up "what clang compiles makes other pictures"
}

# install OPTION: what the plug-in needs, and the tests
install() {
  SETUP_OPTIONS=$setup_options PACKAGES=$packages GIMP_PACKAGES=$gimp_packages \
    GIMP2_PACKAGES=$gimp2_packages GIMP3_PACKAGES=$gimp3_packages \
    sh "$here/../plug-in/install.sh" "$1"
}

# Whether GIMP 3 was tested, too: it need not be possible here.
test_gimp3() {
  [ "${CI:-}" = true ] && [ -e "$build/plug-in/visualize-vgg16-filter" ] || return 1
  rm -f "$build/meson-logs/gimp3.json"
  TEST_LOG=$build/meson-logs/gimp3.json sh "$here/gimp3.sh"
  [ $? -ne 77 ]
}

if [ "${1:-}" = --packages ]; then
  install --packages
  exit
fi
install --build || give_up "the build failed"
[ "${CI:-}" != true ] || check_clang
meson test -C "$build" --no-rebuild --print-errorlogs
set -- "$build/meson-logs/testlog.json"
if test_gimp3; then
  set -- "$@" "$build/meson-logs/gimp3.json"
fi
python3 "$here/count.py" "$@"
