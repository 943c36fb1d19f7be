# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# shellcheck disable=SC2154 # the scripts set source_dir

# What packages are built of, for build-deb.sh and build-windows.sh: what is committed, or the
# tree at source_dir as it is where there is no git.

has_git() {
  git -C "$source_dir" rev-parse --verify --quiet HEAD >/dev/null 2>&1
}

# copy_sources FOLDER
copy_sources() {
  if has_git; then
    git -C "$source_dir" archive HEAD | tar -C "$1" -xf -
  else
    tar -C "$source_dir" --exclude='./build*' --exclude=./.git -cf - . | tar -C "$1" -xf -
  fi
}

# The seconds at which this was changed last, which stand for the time of the build
get_seconds() {
  if has_git; then
    git -C "$source_dir" log -1 --format=%ct
  else
    stat -c %Y "$source_dir/CHANGELOG.md"
  fi
}

# get_version FOLDER: of the sources there, by meson.build
get_version() { sed -n "s/^  version: '\(.*\)',\$/\1/p" "$1/meson.build"; }
