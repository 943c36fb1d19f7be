#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the plug-in and installs it, with what it lacks on Debian 12 or 13: for GIMP 2.10
# where there is one, else for GIMP 3.
#
#   sh plug-in/install.sh             for this user
#   sh plug-in/install.sh --system    for all users
#   sh plug-in/install.sh --build     only builds, into build/
#   sh plug-in/install.sh --packages  only installs the packages that this needs
#
# SETUP_OPTIONS are for meson setup. PACKAGES names further packages to install, GIMP_PACKAGES those that are of use with GIMP
# only, GIMP2_PACKAGES and GIMP3_PACKAGES those for one GIMP. What is there is neither
# downloaded nor built again. Where the system has no GIMP, there is only the command.

set -eu

source_dir=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
gimp_packages=
packages="gcc libc6-dev pkg-config meson ninja-build gettext libglib2.0-dev libgdk-pixbuf-2.0-dev
  libjson-glib-dev libcurl4-openssl-dev ca-certificates
  libhdf5-dev libzip-dev libprotobuf-c-dev protobuf-c-compiler libpango1.0-dev
  libjpeg-dev liblcms2-dev libseccomp-dev libxxhash-dev
  ${PACKAGES:-}"

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "install.sh: $*"
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root and there is no sudo: $*"
  fi
}

# Whether there is such a package to install, or there already
is_known() {
  apt-cache policy "$1" | grep -q 'Candidate: [^(]'
}

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# choose_gimp TEST: the packages for the GIMP whose library passes the test
choose_gimp() {
  if "$1" libgimp2.0-dev; then
    gimp_packages="gimp libgimp2.0-dev ${GIMP_PACKAGES:-} ${GIMP2_PACKAGES:-}"
  elif "$1" libgimp-3.0-dev; then
    gimp_packages="gimp libgimp-3.0-dev ${GIMP_PACKAGES:-} ${GIMP3_PACKAGES:-}"
  else
    return 1
  fi
}

find_missing() {
  missing=
  for package in $packages $gimp_packages; do
    is_installed "$package" || missing="$missing $package"
  done
}

install_packages() {
  if ! command -v apt-get >/dev/null; then
    say "This is not Debian: make sure that what corresponds to these packages is there:"
    say "$packages gimp libgimp2.0-dev (or libgimp-3.0-dev) ${GIMP_PACKAGES:-}"
    return
  fi
  if choose_gimp is_installed; then
    find_missing
    [ -n "$missing" ] || return 0
  fi
  # The list may be old, or not there at all; packages may be there all the same.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update >&2 || true
  [ -n "$gimp_packages" ] || choose_gimp is_known ||
    say "There is no GIMP among this system's packages: only the command is built."
  find_missing
  [ -n "$missing" ] || return 0
  say "Installing$missing"
  # shellcheck disable=SC2086 # one word a package
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    $missing >/dev/null || fail "apt-get could not install:$missing"
}

get_prefix() {
  meson introspect "$1" --buildoptions | python3 -c '
import json, sys
print(next(option["value"] for option in json.load(sys.stdin) if option["name"] == "prefix"))'
}

# build_in FOLDER PREFIX
build_in() {
  if [ ! -f "$1/build.ninja" ]; then
    # shellcheck disable=SC2086 # one word an option
    meson setup "$1" "$source_dir" --prefix "$2" ${SETUP_OPTIONS:-} >&2 || fail "meson could not configure $1"
  elif [ "$(get_prefix "$1")" != "$2" ]; then
    meson configure "$1" -Dprefix="$2" >&2 || fail "meson could not configure $1"
  fi
  ninja -C "$1" --quiet >&2 || fail "the build in $1 failed"
}

# install_in PLUG-IN PROFILE
install_in() {
  folder=$2/plug-ins/visualize-vgg16-filter
  mkdir -p "$folder"
  cp -p "$1" "$folder/"
  say "The plug-in is in $folder."
}

# GIMP 3 calls its profiles by its own version, such as 3.0 or 3.2.
gimp3_version() {
  pkg-config --modversion gimp-3.0 | sed 's/\.[^.]*$//'
}

install_for_user() {
  build_in "$source_dir/build" "$HOME/.local"
  meson install -C "$source_dir/build" --no-rebuild --quiet --tags runtime,i18n >&2
  say "The command is $HOME/.local/bin/featvis."
  profiles=${XDG_CONFIG_HOME:-$HOME/.config}/GIMP
  built=$source_dir/build/plug-in
  [ ! -f "$built/visualize-vgg16-filter" ] ||
    install_in "$built/visualize-vgg16-filter" "${GIMP2_DIRECTORY:-$profiles/2.10}"
  [ ! -f "$built/for-gimp3/visualize-vgg16-filter" ] ||
    install_in "$built/for-gimp3/visualize-vgg16-filter" \
      "${GIMP3_DIRECTORY:-$profiles/$(gimp3_version)}"
}

install_for_all() {
  build_in "$source_dir/build-system" /usr
  as_root meson install -C "$source_dir/build-system" --no-rebuild --quiet >&2
  say "What was built is installed below /usr."
}

install_packages
case ${1:-} in
  '') install_for_user ;;
  --system) install_for_all ;;
  --build) build_in "$source_dir/build" "$HOME/.local" ;;
  --packages) ;;
  *) fail "“$1” is not understood; write nothing, --system, --build or --packages" ;;
esac
