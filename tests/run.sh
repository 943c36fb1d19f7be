#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing on Debian 12 (or on 13, without the plug-in), builds, and runs
# every test. The last line is “N passed, N failed”. With CI=true, warnings of GCC and Clang
# are failures too.

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$here/../build
packages="imagemagick python3-h5py python3-numpy parallel"
gimp_packages="xvfb xauth xdotool openbox adwaita-icon-theme dbus-daemon at-spi2-core
  libatk-adaptor libgail-common python3-gi"
[ "${CI:-}" = true ] && packages="$packages clang"

give_up() {
  printf 'run.sh: %s\n0 passed, 1 failed\n' "$*"
  exit 1
}

# Compiles everything, with warnings as errors, in a folder of its own.
check_warnings() {
  [ -d "$build-$1" ] || CC=$1 meson setup "$build-$1" "$here/.." -Dwerror=true >/dev/null \
    || give_up "meson could not configure for $1"
  ninja -C "$build-$1" --quiet || give_up "$1 has warnings"
}

PACKAGES=$packages GIMP_PACKAGES=$gimp_packages \
  sh "$here/../plug-in/install.sh" --build || give_up "the build failed"
if [ "${CI:-}" = true ]; then
  check_warnings gcc
  check_warnings clang
fi
meson test -C "$build" --no-rebuild --print-errorlogs
python3 "$here/count.py" "$build/meson-logs/testlog.json"
