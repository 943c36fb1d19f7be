#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds without what the options of meson_options.txt leave out: without each alone, and
# without all of it; there the tests that remain of weights and of pictures run, and what
# cannot be read has to say which option it was. Warnings are failures.
#
#   sh tests/options.sh

set -u

source_dir=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
data=$source_dir/tests/weights/data
features="hdf5 zip protobuf download labels sandbox"
failed=0
number=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check NAME COMMAND…
check() {
  name=$1
  shift
  number=$((number + 1))
  if "$@" >"$work/log" 2>&1; then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name"
    tail -n 20 "$work/log" | sed 's/^/# /'
    failed=1
  fi
}

# build FOLDER TARGET OPTION…
build() {
  folder=$work/$1
  target=$2
  shift 2
  meson setup "$folder" "$source_dir" -Dwerror=true --optimization=0 "$@" &&
    ninja -C "$folder" "$target"
}

# tells OPTION FILE: the file cannot be read, for want of what the option leaves out
tells() {
  ! LC_ALL=C.UTF-8 "$work/none/core/featvis" weights info "$data/$2" >"$work/told" 2>&1 &&
    grep -q -e "-D$1=disabled" "$work/told"
}

options=
for feature in $features; do
  check "without $feature" build "$feature" core/featvis "-D$feature=disabled" -Dtests=false
  options="$options -D$feature=disabled"
done
# shellcheck disable=SC2086 # one word an option
check 'without all of them' build none all $options
check 'the tests of weights that remain' meson test -C "$work/none" --no-rebuild --suite weights
check 'the tests of what writes text' meson test -C "$work/none" --no-rebuild 'core sheet' 'core activations' \
  'core contract-images' 'core contract-maps' 'core contract-sheets'
check 'the rooms are as they should be' python3 -B "$source_dir/tests/rooms.py" "$source_dir" "$work/none"
check 'a picture by the sample network' "$work/none/core/featvis" render --layer block1_conv2 --filter 3 \
  --size 32x32 --steps 1 --scales 1 -o "$work/picture.png"
check 'maps of several layers, without titles' "$work/none/core/featvis" activations "$work/picture.png" \
  --layers block1_conv1,block1_conv2 -o "$work/maps.png"
check 'a file in HDF5 tells of hdf5' tells hdf5 compressed.h5
check 'an archive tells of zip' tells zip classifier-zip.pth
check 'a file of Caffe tells of protobuf' tells protobuf caffe.caffemodel
check 'a file of ONNX tells of protobuf' tells protobuf classifier.onnx
echo "1..$number"
exit $failed
