#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same bytes on Windows: the core and the command are compiled for it (64 bits, MinGW),
# and its tests of functions, transforms, files, weights and of all that makes pictures run
# under Wine.
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
archive=$cache/$codename-windows-libraries.tar.zst

# For meson: the stack of Windows is aligned to 16 bytes, and GCC 12 would move vectors of 32
# to it as if it were to 32.
write_cross_files() {
  cat >"$work/windows.ini" <<END
[binaries]
c = $(list_compiler x86_64-w64-mingw32-gcc)
ar = 'x86_64-w64-mingw32-ar'
windres = 'x86_64-w64-mingw32-windres'
pkgconfig = 'pkg-config'
exe_wrapper = 'wine'

[properties]
sys_root = '$work/root'
pkg_config_libdir = '$work/root$prefix/lib/pkgconfig'

[built-in options]
c_args = ['-I$work/root$prefix/include', '-Wa,-muse-unaligned-vector-move', '-DJSON_STATIC_BUILD']
c_link_args = ['-L$work/root$prefix/lib', '-static']

[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
END
  cat >"$work/windows.cmake" <<END
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc)
set(CMAKE_C_COMPILER_LAUNCHER $ccache)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_CROSSCOMPILING_EMULATOR $(command -v wine))
set(CMAKE_EXE_LINKER_FLAGS -static)
set(CMAKE_FIND_ROOT_PATH $work/root$prefix)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
END
}

# Wine in a folder of its own, which asks nobody for what it lacks. A program waits in it: the
# first one to be started would share its output with all that Wine starts for itself.
start_wine() {
  export WINEPREFIX="$work/wine" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
  wine wineboot --init >"$work/log" 2>&1 || { tail "$work/log"; skip "Wine does not start"; }
  trap 'wineserver -k; rm -rf "$work"' EXIT
  mkfifo "$work/waiting"
  wine cmd <"$work/waiting" >/dev/null 2>&1 &
  exec 9>"$work/waiting"
}

# Without what the libraries lack
build() {
  set -- -Dwerror=true
  for feature in download labels sandbox; do
    set -- "$@" "-D$feature=disabled"
  done
  meson setup "$work/build" "$here/.." --cross-file "$work/windows.ini" "$@" >"$work/log" 2>&1 ||
    { tail "$work/log"; give_up "meson could not configure for Windows"; }
  ninja -C "$work/build" --quiet || give_up "the build failed"
}

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

need_tools
need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32
need wine wine
need cmake cmake
need make make
need protoc-c protobuf-c-compiler
need identify imagemagick
make_work
write_cross_files
start_wine
get_libraries make_libraries
build
compare_pictures
meson test -C "$work/build" --no-rebuild --print-errorlogs 'core mathematics' 'core transform' \
  'core machines' 'core checksum' 'core contract-files' 'core contract-texts' 'core system-files' \
  'core isolated' 'weights isolated' 'weights formats' 'weights names' 'weights convert'
