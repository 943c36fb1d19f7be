#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same bytes on Windows: the core and the command are compiled for it (64 bits, MinGW),
# and its tests of functions, transforms, files, weights and of all that makes pictures run
# under Wine. The command is compared with the native one: build/core/featvis, or $FEATVIS.
#
#   sh tests/windows.sh
#
# On Debian; for root, if compiler, Wine or tools are missing. The libraries are built from
# Debian's sources (windows-libraries.sh), and kept in ~/.cache/featvis-tests (or below
# $XDG_CACHE_HOME) for two weeks. Where that cannot be, the reason is told, and the exit
# status is 77.

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/cross-common.sh"
. "$here/windows-libraries.sh"
. "$here/windows-common.sh"

# make_picture FILE COMMAND…: a small one
make_picture() {
  file=$1
  shift
  "$@" render --layer block1_conv2 --filter 3 --size 32x32 --steps 1 --scales 1 -o "$file" \
    >"$work/log" 2>&1 || { tail "$work/log"; give_up "$* makes no picture"; }
}

# The command's picture has the very pixels of the native command's, where that is built.
compare_pictures() {
  native=${FEATVIS:-$here/../build/core/featvis}
  make_picture "$work/windows.png" wine "$work/build/core/featvis.exe"
  [ -x "$native" ] || { say "its pictures were not compared: there is no $native"; return; }
  make_picture "$work/native.png" "$native"
  [ "$(identify -format '%#' "$work/windows.png")" = "$(identify -format '%#' "$work/native.png")" ] ||
    give_up "featvis.exe makes another picture than $native"
  say "featvis.exe makes the same picture as $native"
}

# describe PROGRAM… FILE: what it tells of a file of weights, and how it ends
describe() {
  LC_ALL=C.UTF-8 "$@" 2>&1
  echo "status $?"
}

# Of each file of weights, good or bad, the command tells what the native one tells.
compare_weights() {
  [ -x "$native" ] || return 0
  cd "$here/weights/data" || exit 1
  different=
  for file in *.*; do
    describe wine "$work/build/core/featvis.exe" weights info "$file" >"$work/windows.txt"
    describe "$native" weights info "$file" >"$work/native.txt"
    cmp -s "$work/windows.txt" "$work/native.txt" || different="$different $file"
  done
  [ -z "$different" ] || give_up "featvis.exe does not tell what $native tells of:$different"
  say "featvis.exe tells what $native tells of every file of weights"
}

need identify imagemagick
prepare_windows
configure "$here/.." -Dwerror=true
ninja -C "$work/build" --quiet || give_up "the build failed"
compare_pictures
compare_weights
meson test -C "$work/build" --no-rebuild --print-errorlogs 'core mathematics' 'core transform' \
  'core machines' 'core checksum' 'core contract-files' 'core contract-texts' 'core system-files' 'core isolated' &&
  meson test -C "$work/build" --no-rebuild --print-errorlogs --suite weights
