#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Feeds a reader of files or texts with damaged ones, to see that it neither crashes nor
# leaks nor takes much memory. Needs clang and libclang-rt-14-dev.
#
#   sh tests/fuzz/run.sh TARGET SECONDS
#
# TARGET is a reader of weights: pth-zip, pth-legacy, npz, safetensors, keras, caffe or
# onnx; or of something else: filters, objectives, options, presets, record, sheet or
# start. What was found lies in build-fuzz/TARGET afterwards, and names an input that does
# it. TARGET hdf5 is what keras does in a process of its own, without that process; the HDF5
# library's own crashes are put into build-fuzz/hdf5/library. TARGET keras-topology is the
# network that a file of Keras tells, without the file. SEEDS is a folder with more files
# to begin with.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
files=$here/../weights/data
build=${BUILD:-$here/../../build-fuzz}

fail() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 1
}

[ $# -eq 2 ] || fail "write a target and a number of seconds"
target=$1
seconds=$2

program=fuzz-reader
words=$here/reader.dict
case $target in
  pth-zip) pattern='pytorch-*.pth zip-*.pth same-*.pth classifier-*.pth' ;;
  pth-legacy) pattern='*-old.pth *-2.pth' ;;
  npz) pattern='*.npz' ;;
  safetensors) pattern='*.safetensors' ;;
  keras) pattern='*.h5 *.keras' ;;
  keras-topology) pattern='*.h5 *.keras' program=fuzz-keras words=$here/keras.dict ;;
  hdf5) pattern='*.h5' program=fuzz-hdf5 ;;
  caffe) pattern='*.caffemodel' ;;
  onnx) pattern='*.onnx' ;;
  filters | objectives | options | presets | record | sheet | start) pattern= ;;
  *) fail "there is no target “$target”" ;;
esac
if [ -z "$pattern" ]; then
  program=fuzz-$target
  words=$here/texts.dict
fi

[ -f "$build/build.ninja" ] || CC=clang meson setup "$build" "$here/../.." \
  --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
  -Dc_args=-fsanitize=fuzzer-no-link >&2
ninja -C "$build" --quiet "tests/fuzz/$program" core/featvis >&2

mkdir -p "$build/$target/corpus" "$build/$target/seeds"
for name in $pattern; do
  for file in "$files"/$name ${SEEDS:+"$SEEDS"/$name}; do
    case $target-$file in
      pth-zip-*-old.pth | pth-zip-*-2.pth | *'*'*) ;;
      keras-topology-*) /usr/bin/python3 "$here/keras_seeds.py" "$build/$target/seeds" "$file" ;;
      *) cp "$file" "$build/$target/seeds/" ;;
    esac
  done
done

cd "$build/$target"

# seed TEXT: an input to begin with
seed() {
  n_seeds=$((${n_seeds:-0} + 1))
  printf '%b' "$1" >"seeds/$n_seeds"
}

# A work folder with one cell, whose files are made to inputs: their kind, the job, the file
seed_sheet() {
  rm -rf work
  ../core/featvis sheet --layer block1_conv1 --recipe book --steps 2 --seed 5 --size 5x4 --filters 3 \
    --folder work -o work.png >output 2>&1 || fail "no work folder can be made: $(cat output)"
  job=$(sed -n 's/^job=//p' work/filter-0003.png | tail -n 1)
  { printf j && cat work/job; } >seeds/job
  { printf 't%s' "$job" && cat work/cells.csv; } >seeds/table
  { printf 'p%s' "$job" && cat work/filter-0003.png; } >seeds/picture
  seed nfilter-0003.png
  seed ncells-1-of-2.csv
}

case $target in
  filters)
    seed 3,5,9-12
    seed 0-63
    ;;
  objectives)
    seed block1_conv2:3
    seed 'block2_conv1@strong:8*2 + block1_conv1@weak:1'
    seed 'block2_conv2*0.5 + block1_conv1:3*-1 - block3_conv1'
    ;;
  options)
    seed 'steps=20 step-size=1.5 scales=4 contrast=0\n--seed\n5\n--size=16x12\n--start\nx.npy'
    seed 'seamless=xy padding=reflect jitter=32 norm=mean pyramid=yes\n--recipe=book\n--colors=faithful'
    seed 'strength=0.5 keep-colors=yes frames=3 zoom=1.05 rotate=-3 every=0\n--strength\n1'
    ;;
  presets)
    seed '[plug-in-visualize-vgg16-filter Mine]\nrecipe=book\noptions=steps=3 smooth=1\n'
    seed '[plug-in-vgg16-dream A%2FB]\nobjective=block3_conv3\nrecipe=deepdream\nstrength=1\noptions=\\\\s\n'
    ;;
  record)
    seed 'version=0.1.0\nprocedure=plug-in-vgg16-dream\nnetwork=a\\\\nb\noptions=steps=3 a=\\\\\\\\\nwidth=5\n'
    ;;
  sheet) seed_sheet ;;
  start) find "$here/../golden/values" -name '*.npy' -size -17k -exec cp {} seeds/ \; ;;
esac

# The first frame that is neither the sanitizer's nor the C library's tells whose crash it is.
# What does not happen again was the memory that the HDF5 library keeps.
is_own() {
  "../tests/fuzz/$program" "$1" -timeout=20 -rss_limit_mb=1024 -malloc_limit_mb=320 2>&1 \
    | grep -m 1 -E '^ *#[0-9]+ .*(libhdf5|\.c:[0-9])' | grep -qv libhdf5
}

# Goes on after a crash. The library never gives back what it keeps, which is no leak.
fuzz_library() {
  export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0:quarantine_size_mb=1
  "../tests/fuzz/$program" corpus seeds "$@" -timeout=10 \
    -fork=1 -ignore_crashes=1 -ignore_ooms=1 -ignore_timeouts=1 || true
  mkdir -p library
  n_own=0
  for file in crash-* timeout-* oom-*; do
    if [ -f "$file" ] && is_own "$file"; then
      n_own=$((n_own + 1))
    elif [ -f "$file" ]; then
      mv "$file" library/
    fi
  done
  printf '%s inputs crash the HDF5 library, %s crash what calls it\n' \
    "$(find library -type f | wc -l)" "$n_own"
  [ "$n_own" -eq 0 ]
}

set -- -dict="$words" -max_total_time="$seconds" -max_len=65536 -timeout=60 -rss_limit_mb=1024 \
  -malloc_limit_mb=320 -print_final_stats=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
if [ "$target" = hdf5 ]; then
  fuzz_library "$@"
else
  exec "../tests/fuzz/$program" corpus seeds "$@"
fi
