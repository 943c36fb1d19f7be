#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Feeds a reader of weights with damaged files, to see that it neither crashes nor leaks
# nor takes much memory. Needs clang and libclang-rt-14-dev.
#
#   sh tests/fuzz/run.sh TARGET SECONDS
#
# TARGET is pth-zip, pth-legacy, npz, safetensors, keras, caffe or onnx. What was found
# lies in build-fuzz/TARGET afterwards, and names an input that does it. TARGET hdf5 is what
# keras does in a process of its own, without that process; the HDF5 library's own crashes
# are put into build-fuzz/hdf5/library.

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

program=fuzz-reader
case $target in
  pth-zip) pattern='pytorch-*.pth zip-*.pth same-*.pth classifier-*.pth' ;;
  pth-legacy) pattern='*-old.pth *-2.pth' ;;
  npz) pattern='*.npz' ;;
  safetensors) pattern='*.safetensors' ;;
  keras) pattern='*.h5 *.keras' ;;
  hdf5) pattern='*.h5' program=fuzz-hdf5 ;;
  caffe) pattern='*.caffemodel' ;;
  onnx) pattern='*.onnx' ;;
  *) fail "there is no target “$target”" ;;
esac

[ -f "$build/build.ninja" ] || CC=clang meson setup "$build" "$here/../.." \
  --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
  -Dc_args=-fsanitize=fuzzer-no-link >&2
ninja -C "$build" --quiet "tests/fuzz/$program" >&2

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

# The first frame that is neither the sanitizer's nor the C library's tells whose crash it is.
is_of_library() {
  "../tests/fuzz/$program" "$1" -timeout=20 -rss_limit_mb=1024 -malloc_limit_mb=320 2>&1 | grep -m 1 -E '^ *#[0-9]+ .*(libhdf5|\.c:[0-9])' | grep -q libhdf5
}

# Goes on after a crash. The library never gives back what it keeps, which is no leak.
fuzz_library() {
  export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0:quarantine_size_mb=1
  "../tests/fuzz/$program" corpus seeds "$@" -fork=1 -ignore_crashes=1 -ignore_ooms=1 -ignore_timeouts=1 -timeout=10 || true
  mkdir -p library
  n_own=0
  for file in crash-* timeout-* oom-*; do
    if [ -f "$file" ] && is_of_library "$file"; then
      mv "$file" library/
    elif [ -f "$file" ]; then
      n_own=$((n_own + 1))
    fi
  done
  printf '%s inputs crash the HDF5 library, %s crash what calls it\n' "$(find library -type f | wc -l)" "$n_own"
  [ "$n_own" -eq 0 ]
}

set -- -dict="$here/reader.dict" -max_total_time="$seconds" -max_len=65536 -timeout=60 \
  -rss_limit_mb=1024 -malloc_limit_mb=320 -print_final_stats=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
if [ "$target" = hdf5 ]; then
  fuzz_library "$@"
else
  exec "../tests/fuzz/$program" corpus seeds "$@"
fi
