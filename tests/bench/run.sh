#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compares featvis with PyTorch and oneDNN on this machine, in one run, and draws
# time-and-pixels.svg. Installs what is missing on Debian 12. Takes about 20 minutes; the
# machine should have nothing else to do. Prints the tables of README.md.
#
#     sh tests/bench/run.sh [FOLDER]
#
# FOLDER is where the graph goes; it is this one if not given.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$here/../../build
folder=${1:-$here}

PACKAGES="python3-torch python3-numpy python3-h5py libdnnl-dev libopenblas-pthread-dev
  gnuplot-nox" \
  sh "$here/../../plug-in/install.sh" --build >&2
meson setup --reconfigure "$build" "$here/../.." >&2
ninja -C "$build" bench-programs >&2
/usr/bin/python3 "$here/compare.py" "$build" "$folder"
gnuplot -e "folder='$folder'" "$here/time-and-pixels.gnuplot" >&2
