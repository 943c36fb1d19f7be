#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same bytes on Windows: the core and the command are compiled for it (64 bits, MinGW),
# and its tests of functions, transforms, weights and of all that makes pictures run under
# Wine. The command is compared with the native one: build/core/featvis, or $FEATVIS.
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

# A picture of the command's, of the very pixels that the native command makes, where that is
compare_pictures() {
  set -- render --layer block1_conv2 --filter 3 --size 32x32 --steps 1 --scales 1
  wine "$work/build/core/featvis.exe" "$@" -o "$work/windows.png" >"$work/log" 2>&1 ||
    { tail "$work/log"; give_up "featvis.exe makes no picture"; }
  native=${FEATVIS:-$here/../build/core/featvis}
  [ -x "$native" ] || { say "featvis.exe makes a picture; there is no $native to compare with"; return; }
  "$native" "$@" -o "$work/native.png" >"$work/log" 2>&1 || { tail "$work/log"; give_up "$native fails"; }
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
  'core machines' 'core checksum' 'core contract-files' 'core contract-texts' 'core system-files' 'core isolated'
