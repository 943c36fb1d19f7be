# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests share that look into the sources: a folder for what they find, and TAP
# lines.

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0

# check NAME FILE: that file, which tells what is wrong, is empty
check() {
  number=$((number + 1))
  if [ -s "$2" ]; then
    echo "not ok $number - $1"
    sed 's/^/# /' "$2"
  else
    echo "ok $number - $1"
  fi
}
