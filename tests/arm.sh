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
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/featvis-tests
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
archive=$cache/$codename-arm64-libraries.tar.zst

say() { printf 'arm.sh: %s\n' "$*"; }

skip() {
  say "skipped: $*"
  exit 77
}

give_up() {
  say "$*"
  exit 1
}

# need PROGRAM PACKAGE: the package, if there is no such program
need() {
  command -v "$1" >/dev/null ||
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$2" \
      >/dev/null 2>&1 || skip "apt-get could not install $2"
}

# Where apt gets this host's release from
find_mirror() {
  # shellcheck disable=SC2016 # for apt-get
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Identifier: Packages' | sed -n "s/ $codename main\$//p" | head -n 1)
  [ -n "$mirror" ] || skip "apt knows no archive that has $codename"
}

# apt for Arm, which knows of nothing that is installed here
write_apt_configuration() {
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
  : >"$work/apt/status"
  echo "deb $mirror $codename main" >"$work/apt/sources.list"
  cat >"$work/apt/apt.conf" <<END
Dir::State "$work/apt";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt";
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
END
}

# What plug-in/install.sh installs of libraries
list_libraries() {
  sed -n '/^packages="/,/"$/p' "$here/../plug-in/install.sh" | grep -o '[a-z0-9.+-]*-dev'
}

# The archive, which is never half there
make_archive() {
  find_mirror
  say "fetching Arm's libraries, which are kept in $archive"
  write_apt_configuration
  # shellcheck disable=SC2046 # one word a package
  APT_CONFIG=$work/apt/apt.conf apt-get -qq update >"$work/log" 2>&1 &&
    APT_CONFIG=$work/apt/apt.conf apt-get -qq install -y --download-only $(list_libraries) \
      >>"$work/log" 2>&1 || { tail "$work/log"; skip "Arm's libraries were not reached"; }
  for package in "$work"/apt/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root" || give_up "$package could not be unpacked"
  done
  # Links are to lead to what is here.
  find "$work/root" -type l -lname '/*' | while read -r link; do
    ln -sfr "$work/root$(readlink "$link")" "$link"
  done
  mkdir -p "$cache"
  tar -C "$work/root" -I 'zstd -3 -T0' -cf "$archive.$$" . && mv "$archive.$$" "$archive" ||
    { rm -f "$archive.$$"; give_up "$archive could not be written"; }
}

write_cross_file() {
  folders="'$work/root/usr/lib/aarch64-linux-gnu/pkgconfig', '$work/root/usr/share/pkgconfig'"
  cat >"$work/arm.ini" <<END
[binaries]
c = $compiler
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

command -v apt-get >/dev/null || skip "there is no apt-get"
for program in meson ninja pkg-config; do
  command -v $program >/dev/null || skip "there is no $program: sh tests/run.sh --packages"
done
need zstd zstd
need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
need qemu-aarch64-static qemu-user-static
compiler="'aarch64-linux-gnu-gcc'"
! command -v ccache >/dev/null || compiler="['ccache', $compiler]"
work=$(mktemp -d -p "${TMPDIR:-/var/tmp}") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/root"
if [ -n "$(find "$archive" -mtime -14 2>/dev/null)" ]; then
  tar -C "$work/root" -I zstd -xf "$archive" || give_up "$archive could not be read: delete it"
else
  make_archive
fi
write_cross_file
meson setup "$work/build" "$here/.." --cross-file "$work/arm.ini" >"$work/log" 2>&1 ||
  { tail "$work/log"; give_up "meson could not configure for Arm"; }
ninja -C "$work/build" --quiet tests/core/test-core-mathematics tests/core/test-core-transform \
  tests/core/test-core-machines || give_up "the build failed"
meson test -C "$work/build" --no-rebuild --print-errorlogs 'core mathematics' \
  'core transform' 'core machines'
