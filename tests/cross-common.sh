# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What arm.sh and windows.sh share: an apt of their own, and an archive of libraries for
# another machine. They set archive, that file's name. work is a folder that lasts as long as
# the script; the libraries are below work/root.

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/featvis-tests
codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
ccache=$(command -v ccache || :)

say() { printf '%s: %s\n' "${0##*/}" "$*"; }

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

need_tools() {
  command -v apt-get >/dev/null || skip "there is no apt-get"
  for program in meson ninja pkg-config; do
    command -v $program >/dev/null || skip "there is no $program: sh tests/run.sh --packages"
  done
  need zstd zstd
}

make_work() {
  work=$(mktemp -d -p "${TMPDIR:-/var/tmp}") || exit 1
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir "$work/root"
}

# list_compiler PROGRAM: for a cross file of meson
list_compiler() { printf "[%s'%s']" "${ccache:+'$ccache', }" "$1"; }

# Where apt gets this host's release from
find_mirror() {
  # shellcheck disable=SC2016 # for apt-get
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Identifier: Packages' | sed -n "s/ $codename main\$//p" | head -n 1)
  [ -n "$mirror" ] || skip "apt knows no archive that has $codename"
}

# write_apt_configuration ARCHITECTURE LINE…: apt for it, which knows of nothing that is
# installed here; the lines are those of sources.list
write_apt_configuration() {
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
  : >"$work/apt/status"
  cat >"$work/apt/apt.conf" <<END
Dir::State "$work/apt";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt";
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "$1";
APT::Architectures { "$1"; };
APT::Install-Recommends "false";
APT::Sandbox::User "root";
END
  shift
  printf '%s\n' "$@" >"$work/apt/sources.list"
}

# run_apt ARGUMENT…: apt-get, as that configures it
run_apt() { APT_CONFIG=$work/apt/apt.conf apt-get -qq "$@" >>"$work/log" 2>&1; }

# get_libraries COMMAND: what the archive has, or, after two weeks, what the command makes
get_libraries() {
  if [ -n "$(find "$archive" -mtime -14 2>/dev/null)" ]; then
    tar -C "$work/root" -I zstd -xf "$archive" || give_up "$archive could not be read: delete it"
  else
    find_mirror
    "$1"
    keep_libraries
  fi
}

# The archive is never half there.
keep_libraries() {
  mkdir -p "$cache"
  tar -C "$work/root" -I 'zstd -3 -T0' -cf "$archive.$$" . && mv "$archive.$$" "$archive" ||
    { rm -f "$archive.$$"; give_up "$archive could not be written"; }
}
