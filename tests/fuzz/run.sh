#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Feeds a reader of weights with damaged files, to see that it neither crashes nor leaks
# nor takes much memory. Needs clang and libclang-rt-14-dev.
#
#   sh tests/fuzz/run.sh TARGET SECONDS
#
# TARGET is pth-zip, pth-legacy, npz, safetensors, keras, caffe or onnx. What was found
# lies in build-fuzz/TARGET afterwards, and names an input that does it.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
files=$here/../weights/files
build=${BUILD:-$here/../../build-fuzz}

fail() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "write a target and a number of seconds"
target=$1
seconds=$2

case $target in
  pth-zip) pattern='pytorch-*.pth zip-*.pth same-*.pth classifier-*.pth' ;;
  pth-legacy) pattern='*-old.pth *-2.pth' ;;
  npz) pattern='*.npz' ;;
  safetensors) pattern='*.safetensors' ;;
  keras) pattern='*.h5' ;;
  caffe) pattern='*.caffemodel' ;;
  onnx) pattern='*.onnx' ;;
  *) fail "there is no target “$target”" ;;
esac

[ -f "$build/build.ninja" ] || CC=clang meson setup "$build" "$here/../.." \
  --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
  -Dc_args=-fsanitize=fuzzer-no-link >&2
ninja -C "$build" --quiet tests/fuzz/fuzz-reader >&2

mkdir -p "$build/$target/corpus" "$build/$target/seeds"
for name in $pattern; do
  for file in "$files"/$name; do
    case $target-$file in
      pth-zip-*-old.pth | pth-zip-*-2.pth) ;;
      *) cp "$file" "$build/$target/seeds/" ;;
    esac
  done
done

cd "$build/$target"
UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
  exec ../tests/fuzz/fuzz-reader corpus seeds -dict="$here/reader.dict" \
  -max_total_time="$seconds" -max_len=65536 -timeout=60 -rss_limit_mb=1024 \
  -malloc_limit_mb=320 -print_final_stats=1
