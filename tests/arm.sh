#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same bytes on Arm: the core is compiled for it (64 bits), and its tests of functions,
# transforms and of all that makes pictures run under qemu.
#
#   sh tests/arm.sh
#
# On Debian; for root, if the compiler or qemu are missing. What Arm's Debian has of the
# libraries is only unpacked, not installed, and is kept in ~/.cache/featvis-tests (or below
# $XDG_CACHE_HOME) for two weeks. Where that cannot be, the reason is told, and the exit
# status is 77.

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$here/cross-common.sh"
archive=$cache/$codename-arm64-libraries.tar.zst

# What plug-in/install.sh installs of libraries
list_libraries() {
  sed -n '/^packages="/,/"$/p' "$here/../plug-in/install.sh" | grep -o '[a-z0-9.+-]*-dev'
}

# What Arm's Debian has of them
fetch_libraries() {
  say "fetching Arm's libraries, which are kept in $archive"
  write_apt_configuration arm64 "deb $mirror $codename main"
  # shellcheck disable=SC2046 # one word a package
  run_apt update && run_apt install -y --download-only $(list_libraries) ||
    { tail "$work/log"; skip "Arm's libraries were not reached"; }
  for package in "$work"/apt/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root" || give_up "$package could not be unpacked"
  done
  # Links are to lead to what is here.
  find "$work/root" -type l -lname '/*' | while read -r link; do
    ln -sfr "$work/root$(readlink "$link")" "$link"
  done
}

write_cross_file() {
  folders="'$work/root/usr/lib/aarch64-linux-gnu/pkgconfig', '$work/root/usr/share/pkgconfig'"
  cat >"$work/arm.ini" <<END
[binaries]
c = $(list_compiler aarch64-linux-gnu-gcc)
ar = 'aarch64-linux-gnu-ar'
pkgconfig = 'pkg-config'
exe_wrapper = ['qemu-aarch64-static', '-L', '$work/root']

[properties]
sys_root = '$work/root'
pkg_config_libdir = [$folders]

[built-in options]
c_args = ['--sysroot=$work/root']
c_link_args = ['--sysroot=$work/root']

[host_machine]
system = 'linux'
cpu_family = 'aarch64'
cpu = 'aarch64'
endian = 'little'
END
}

need_tools
need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
need qemu-aarch64-static qemu-user-static
make_work
get_libraries fetch_libraries
write_cross_file
meson setup "$work/build" "$here/.." --cross-file "$work/arm.ini" >"$work/log" 2>&1 ||
  { tail "$work/log"; give_up "meson could not configure for Arm"; }
ninja -C "$work/build" --quiet tests/core/test-core-mathematics tests/core/test-core-transform \
  tests/core/test-core-machines || give_up "the build failed"
meson test -C "$work/build" --no-rebuild --print-errorlogs 'core mathematics' \
  'core transform' 'core machines'
