#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compares featvis with PyTorch and oneDNN on this machine, in one run, and draws
# time-and-pixels.svg. Installs what is missing on Debian 12. Takes about 20 minutes; the
# machine should have nothing else to do. Prints the tables of README.md.
#
#     sh tests/bench/run.sh [FOLDER | networks]
#
# FOLDER is where the graph goes; it is this one if not given. `networks` measures GoogLeNet
# and ResNet50V2 alone, whose files the environment names:
#
#     FEATVIS_BENCH_GOOGLENET=bvlc_googlenet.caffemodel \
#     FEATVIS_BENCH_RESNET50V2=resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5 \
#       sh tests/bench/run.sh networks
#
# Of what the environment does not name, nothing is measured.

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
[ "$folder" = networks ] || gnuplot -e "folder='$folder'" "$here/time-and-pixels.gnuplot" >&2
