#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command beside a chroot of Debian 13, whose PyTorch is a rival. The environment
# variable FEATVIS_BENCH_CHROOT tells the command where it is; this folder is in it as
# /featvis/tests/bench.
#
#   sh tests/bench/trixie.sh COMMAND…
#
# For root: ../chroot.sh says what else it takes. Where it cannot be, the reason is told,
# nothing is run, and the exit status is 77.

set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
release=trixie
archive=trixie-torch

. "$here/../chroot.sh"

give_up() { skip "$*"; }

copy_sources() {
  mkdir -p "$work/root/featvis/tests"
  cp -r "$here" "$work/root/featvis/tests/"
}

install_packages() {
  # shellcheck disable=SC2016 # for the shell there
  inside sh -c 'export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install -y --no-install-recommends \
      python3-torch python3-numpy libopenblas0-pthread >/dev/null'
}

open_chroot >&2
beside env FEATVIS_BENCH_CHROOT="$work/root" "$@"
