#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The same seed and weights give the same bytes, whatever the number of threads, the memory
# there may be, the instruction set (of those with fused multiply-add) and OpenBLAS'
# kernels, should anything use it. FEATVIS is the program, WEIGHTS the folder of small
# weights files, GOLDEN the folder of golden values.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

# can_run FLAG…: the processor has all of these
can_run() {
  for flag in "$@"; do
    grep -qw -e "$flag" processor || return
  done
}

# offer CORE-TYPE FLAG…: the core type, if the processor can run it
offer() {
  type=$1
  shift
  ! can_run "$@" || echo "$type"
}

# Those of OpenBLAS 0.3.21
list_core_types() {
  offer Prescott pni
  offer Core2 ssse3
  offer Nehalem sse4_2
  offer Sandybridge avx
  offer Haswell avx2 fma
  offer Zen avx2 fma
  offer SkylakeX avx512f avx512cd avx512dq avx512bw avx512vl
  offer Cooperlake avx512f avx512cd avx512dq avx512bw avx512vl avx512_bf16
}

# work KIND OPTION…: one kind of work, its result in the file "result"
work() {
  kind=$1
  shift
  case $kind in
    gradient)
      run 0 gradient --weights sample --layer block3_conv2 --filter 5 \
        --input "$GOLDEN/recipe-book-start.npy" "$@" --output result ;;
    ascent)
      run 0 render --weights sample --layer block3_conv1 --filter 2 --recipe keras --scales 2 --steps 5 \
        --size 230x190 --seed 7 "$@" -o result.png && mv result.png result ;;
    texture)
      run 0 render --weights sample --layer block2_conv2 --filter 2 --recipe book --steps 5 --size 90x70 \
        --seed 7 --seamless xy "$@" -o result.png && mv result.png result ;;
    variants)
      run 0 render --weights sample --layer block3_conv1 --filter 2 --recipe keras --scales 2 --steps 3 \
        --size 130x90 --seed 7 --variants 2 "$@" -o result.png && cat result-1.png result-2.png >result ;;
    dream)
      run 0 dream photo.png --weights sample --scales 2 --steps 3 --seed 5 --objective block3_conv1 \
        --guide guide.png "$@" -o result.png && mv result.png result ;;
    more)
      run 0 texture guide.png --weights sample --size 130x90 --seamless x --scales 2 --steps 6 --seed 5 "$@" \
        -o result.png && mv result.png result ;;
    style)
      run 0 style photo.png --style guide.png --weights sample --scales 2 --steps 6 "$@" -o result.png &&
        mv result.png result ;;
    class)
      run 0 heatmap photo.png --weights "$WEIGHTS/classifier-2016.h5" "$@" -o result.png &&
        cat output result.png >result ;;
    maps)
      run 0 activations photo.png --layers block3_conv1 "$@" -o result.png && mv result.png result ;;
  esac
}

# same NAME OPTION…: the bytes of this kind of work are those that it had at first
same() {
  about=$1
  shift
  rm -f result
  check "$first_kind runs $about" work "$first_kind" "$@"
  check "$first_kind has the same bytes $about" cmp result "first-$first_kind"
}

# get_least_memory: what the kind of work says that it needs; a dream says it of its guide
# first, and then of its ascent
get_least_memory() {
  least=1
  until work "$first_kind" --threads 2 --memory "$least" >/dev/null; do
    needed=$(sed -n 's/.*needs \([0-9]*\) MiB of memory.*/\1/p' errors)
    [ "${needed:-0}" -gt "$least" ] || return
    least=$needed
  done
  echo "$least"
}

convert -size 230x190 -seed 1 plasma:tomato-navy -depth 8 photo.png
convert -size 150x170 -seed 1 plasma:green-gold -depth 8 guide.png
cat /proc/cpuinfo >processor 2>errors || true

for first_kind in gradient ascent texture variants dream more style class maps; do
  check "$first_kind" work "$first_kind" --threads 1
  mv result "first-$first_kind"
  for type in $(list_core_types); do
    export OPENBLAS_CORETYPE="$type"
    same "as $type" --threads 2
  done
  unset OPENBLAS_CORETYPE
  if can_run avx2 fma; then
    for FEATVIS_CPU in avx2 avx512; do
      export FEATVIS_CPU
      same "with $FEATVIS_CPU"
    done
    unset FEATVIS_CPU
  fi
  for threads in 2 3 5; do
    same "with $threads threads" --threads $threads
  done
  [ "$first_kind" = gradient ] && continue
  least=$(get_least_memory)
  for memory in "$least" $((least + least / 8 + 1)) $((least + least / 3)) $((least * 2)); do
    same "in $memory MiB" --threads 2 --memory "$memory"
  done
done

echo "1..$number"
