#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs every test with GIMP 3, on a Debian without it, such as 12: in a chroot of a release that
# has it. On Debian 13 itself, `sh tests/run.sh` does that.
#
#   sh tests/gimp3.sh [RELEASE]    trixie, which has GIMP 3.0; forky has 3.2
#
# For root: chroot.sh says what else it takes. The last line is “N passed, N failed”. Where
# that cannot be, the reason is told, and the exit status is 77. $TEST_LOG is where meson's
# log of the tests goes.

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
release=${1:-trixie}
archive=$release

. "$here/chroot.sh"

give_up() {
  say "$*"
  printf '0 passed, 1 failed\n'
  exit 1
}

copy_sources() {
  mkdir -p "$work/root/featvis"
  tar -C "$here/.." --exclude='./build*' --exclude=./.git -cf - . |
    tar -C "$work/root/featvis" -xf -
}

install_packages() { inside sh tests/run.sh --packages; }

open_chroot
inside sh tests/run.sh
result=$?
[ -z "${TEST_LOG:-}" ] || cp "$work/root/featvis/build/meson-logs/testlog.json" "$TEST_LOG"
exit $result
