#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compares featvis with PyTorch and oneDNN on this machine: prints the tables of README.md
# and draws its graphs. Installs what is missing on Debian 12. The machine should have
# nothing else to do.
#
#     sh tests/bench/run.sh [-o FOLDER] [PART…]
#
# FOLDER is where the graphs go, and the tables behind them; it is this one if not given.
# Without a PART all are done; each prints what it found when it ends, so that the rest can
# be done later:
#
#     gradients   one filter's loss and gradient, small and many, also held to AVX2
#     large       a whole filter by the `keras` recipe; a megapixel, its time and memory
#     networks    GoogLeNet and ResNet50V2
#     dream       a step of a dream of 12 megapixels, in little memory and in ample
#     layers      each layer on one thread, against oneDNN
#     sizes       the graph time-and-pixels
#     memory      the graph time-and-memory
#     threads     the graph time-and-threads
#
# The environment names the files of networks; of what it does not name, nothing is measured:
#
#     FEATVIS_BENCH_GOOGLENET=bvlc_googlenet.caffemodel \
#     FEATVIS_BENCH_RESNET50V2=resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5 \
#       sh tests/bench/run.sh networks
#
# With FEATVIS_BENCH_TRIAL=1 each is measured as shortly as can be, to see whether all works. The PyTorch of
# Debian 13 runs in a chroot, for root: see trixie.sh. Where that cannot be, its column is
# empty.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$here/../../build
folder=$here

if [ "${1:-}" = -o ]; then
  mkdir -p "$2"
  folder=$(CDPATH='' cd -- "$2" && pwd)
  shift 2
fi
PACKAGES="python3-torch python3-numpy python3-h5py libdnnl-dev libopenblas-pthread-dev
  gnuplot-nox" \
  sh "$here/../../plug-in/install.sh" --build >&2
meson setup --reconfigure "$build" "$here/../.." >&2
ninja -C "$build" bench-programs >&2
set -- /usr/bin/python3 -B "$here/compare.py" "$build" "$folder" "$@"
status=0
sh "$here/trixie.sh" "$@" || status=$?
[ $status -eq 77 ] || exit $status
exec "$@"
