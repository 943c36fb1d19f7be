# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2154 # what cross-common.sh and windows-libraries.sh set

# What windows.sh and build-windows.sh share: the tools, Wine, and how meson compiles for
# Windows (64 bits, MinGW).

# shellcheck disable=SC2034 # for cross-common.sh
archive=$cache/$codename-windows-x86_64.tar.zst

need_windows_tools() {
  need_tools
  need x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32
  need wine wine
  need cmake cmake
  need make make
  need protoc-c protobuf-c-compiler
}

# For meson: the stack of Windows is aligned to 16 bytes, and GCC 12 would move vectors of 32
# to it as if it were to 32. What is made tells nothing of the folder that it is made in.
write_cross_files() {
  paths=-ffile-prefix-map=$work/=
  cat >"$work/windows.ini" <<END
[binaries]
c = $(list_compiler x86_64-w64-mingw32-gcc)
ar = 'x86_64-w64-mingw32-ar'
strip = 'x86_64-w64-mingw32-strip'
windres = 'x86_64-w64-mingw32-windres'
pkgconfig = 'pkg-config'
exe_wrapper = 'wine'

[properties]
sys_root = '$work/root'
pkg_config_libdir = '$work/root$prefix/lib/pkgconfig'

[built-in options]
c_args = ['-I$work/root$prefix/include', '-Wa,-muse-unaligned-vector-move', '-DJSON_STATIC_BUILD', '$paths']
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
set(CMAKE_C_FLAGS_INIT $paths)
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
  trap 'wineserver -k || :; rm -rf "$work"' EXIT
  mkfifo "$work/waiting"
  wine cmd <"$work/waiting" >/dev/null 2>&1 &
  exec 9>"$work/waiting"
}

# configure SOURCES OPTION…: a build in work/build, without what the libraries lack
configure() {
  sources=$1
  shift
  meson setup "$work/build" "$sources" --cross-file "$work/windows.ini" -Dprefer_static=true \
    -Dlabels=disabled "$@" >"$work/log" 2>&1 ||
    { tail "$work/log"; give_up "meson could not configure for Windows"; }
}

# Wine is there before the libraries are, as HDF5 asks it.
prepare_windows() {
  need_windows_tools
  make_work
  write_cross_files
  start_wine
  get_libraries make_libraries
}
