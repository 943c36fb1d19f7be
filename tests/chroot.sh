# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154 # who sources this sets release and archive
#
# Sourced by what needs a chroot of another Debian release: gimp3.sh, and bench/trixie.sh.
# For root. The release comes from the archive that apt is set up with. With all packages
# that are needed it is kept in ~/.cache/featvis-tests (or below $XDG_CACHE_HOME), and made
# anew when it is older than two weeks. Where that cannot be, the reason is told, and the
# exit status is 77.
#
# Who sources this sets
#   release    such as trixie
#   archive    the name by which the release is kept with its packages
# and defines
#   give_up    what to do when something fails that should not: it tells “$*” and exits
#   copy_sources    copies what is needed into $work/root/featvis
#   install_packages    installs the packages, by inside
# then calls open_chroot, and inside as often as it likes. The chroot is gone when the
# script ends.

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/featvis-tests
running=

say() { printf '%s: %s\n' "${0##*/}" "$*"; }

skip() {
  say "skipped: $*"
  exit 77
}

# What was mounted is gone with the processes, as their view of the file system is.
clean_up() {
  [ -z "$running" ] || kill -KILL "$running" 2>/dev/null
  wait
  rm -rf --one-file-system "$work"
}

# apart COMMAND…: it sees mounts and processes of its own alone, and all of them end with it
apart() {
  unshare --mount --pid --fork --kill-child "$@" &
  running=$!
  wait "$running"
  status=$?
  running=
  return $status
}

# beside COMMAND…: outside the chroot, where /dev and /proc are mounted in it
beside() {
  # shellcheck disable=SC2016 # for the shell there
  apart sh -c '
    root=$1
    shift
    mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc" && exec "$@"
    ' sh "$work/root" "$@"
}

# inside COMMAND…: in the chroot, in the folder of the sources
inside() {
  # shellcheck disable=SC2016 # for the shell there
  beside chroot "$work/root" env -u CI -u DISPLAY -u TMPDIR -u XDG_CACHE_HOME \
    -u XDG_CONFIG_HOME -u XDG_DATA_HOME HOME=/root LC_ALL=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    sh -c 'cd /featvis && exec "$@"' sh "$@"
}

# What this host has to have
prepare() {
  [ "$(id -u)" -eq 0 ] || skip "a chroot needs root"
  command -v apt-get >/dev/null || skip "there is no apt-get"
  for program in debootstrap zstd; do
    command -v $program >/dev/null ||
      DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
        $program >/dev/null || skip "apt-get could not install $program"
  done
  apart true 2>/dev/null || skip "no process may have mounts of its own here"
}

# Where apt gets this host's release from, and through what
find_mirror() {
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  [ -z "${http_proxy:-}" ] || export http_proxy
  [ -z "${https_proxy:-}" ] || export https_proxy
  codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
  # shellcheck disable=SC2016 # for apt-get
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Identifier: Packages' | sed -n "s/ $codename main\$//p" | head -n 1)
  [ -n "$mirror" ] || skip "apt knows no archive that has $codename"
  /usr/lib/apt/apt-helper download-file "${mirror%/}/dists/$release/InRelease" \
    "$work/InRelease" >/dev/null 2>&1 || skip "apt's archive was not reached, or lacks $release"
}

# Nothing here has to survive a failure of the power, and nobody reads manuals here.
hasten_dpkg() {
  printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/info/*' \
    'path-exclude=/usr/share/man/*' >"$work/root/etc/dpkg/dpkg.cfg.d/featvis"
}

# The archive, which is never half there
make_archive() {
  find_mirror
  say "making $release, which is kept in $archive"
  script=/usr/share/debootstrap/scripts/$release
  [ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
  apart debootstrap --variant=minbase "$release" "$work/root" "$mirror" "$script" \
    >"$work/log" 2>&1 || { tail "$work/log"; give_up "debootstrap failed"; }
  hasten_dpkg
  cp -L /etc/resolv.conf /etc/hosts "$work/root/etc/"
  copy_sources
  install_packages || give_up "packages could not be installed"
  rm -rf "$work/root/featvis" "$work/root"/var/cache/apt/archives/*.deb
  mkdir -p "$cache"
  tar -C "$work/root" --one-file-system -I 'zstd -3 -T0' -cf "$archive.$$" . &&
    mv "$archive.$$" "$archive" || { rm -f "$archive.$$"; give_up "$archive could not be written"; }
}

is_fresh() {
  [ -n "$(find "$archive" -mtime -14 2>/dev/null)" ]
}

# The release with its packages and the sources, in $work/root
open_chroot() {
  archive=$cache/$archive-$(dpkg --print-architecture 2>/dev/null).tar.zst
  work=$(mktemp -d -p "${TMPDIR:-/var/tmp}") || exit 1
  trap clean_up EXIT
  trap 'exit 1' HUP INT TERM
  prepare
  mkdir "$work/root"
  if is_fresh; then
    tar -C "$work/root" -I zstd -xf "$archive" || give_up "$archive could not be read: delete it"
    cp -L /etc/resolv.conf /etc/hosts "$work/root/etc/"
  else
    make_archive
  fi
  copy_sources
}
