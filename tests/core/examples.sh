#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The examples in core/examples: each does what its comment says, tells what is wrong in one
# sentence, and is compiled by the line in its comment against what is installed. EXAMPLES
# has their sources, PROGRAMS is where they were built, BUILD the build's folder, CC the
# compiler, PHOTO a picture; SANITIZERS are those of the build, or “none”.

set -u

. "$(dirname "$0")/../command-common.sh"
export FEATVIS_WEIGHTS=sample

# example CODE NAME ARGUMENT…: it exits with that code
example() {
  expected=$1
  program=$PROGRAMS/$2
  shift 2
  "$program" "$@" >output 2>errors
  [ $? -eq "$expected" ]
}

# draws SIZE NAME ARGUMENT…: it writes a picture of that size to out.png; how high letters
# are is a matter of fonts
draws() {
  size=$1
  shift
  rm -f out.png
  example 0 "$@" out.png && identify -format %wx%h out.png | grep -qx "$size" \
    && [ "$(identify -format %k out.png)" -gt 99 ]
}

# complains WORD NAME ARGUMENT…: it fails in one sentence with that word
complains() {
  word=$1
  shift
  rm -f out.png
  example 1 "$@" out.png && [ "$(wc -l <errors)" -eq 1 ] && grep -q -e "$word" errors && [ ! -e out.png ]
}

lists_layers() {
  example 0 layers sample && grep -q '^block5_conv3 .* filters, .*: convolution$' output
}

# Ctrl+C ends it with the picture so far.
is_interrupted() {
  rm -f out.png errors
  "$PROGRAMS/dream" "$PHOTO" block2_conv2 out.png >output 2>errors &
  process=$!
  until grep -qs % errors || ! kill -0 "$process" 2>/dev/null; do sleep 0.05; done
  kill -INT "$process" 2>/dev/null
  wait "$process" && [ -s out.png ]
}

convert "$PHOTO" -resize 120x80! photo.png
convert photo.png -alpha set -orient RightTop photo.tiff
check 'layers are listed' lists_layers
check 'a filter' draws 160x160 filter block3_conv1 0
check 'a dream' draws 120x80 dream photo.png block2_conv2@strong:4
check 'a dream of a photo on its side, with transparency' draws 80x120 dream photo.tiff block1_conv2
check 'a dream that is interrupted' is_interrupted
if [ "${LABELS:-yes}" = yes ]; then
  check 'a sheet' draws '202x2..' sheet block2_conv1 0-9
  check 'activations' draws '360x.*' activations photo.png block2_conv2
fi
check 'a heat map' draws 120x80 heatmap photo.png block4_conv2 17
check 'a texture' draws 128x128 texture photo.png
check 'an objective of one'\''s own' draws 128x128 objective block2_conv1 5 6

check 'no weights' example 1 layers nowhere.h5
check 'no such filter' complains 'no filter' filter block3_conv1 9999
check 'no number' complains 'number' filter block3_conv1 x
check 'no such layer' complains 'nowhere' dream photo.png nowhere
check 'no such filters' complains 'backwards' sheet block2_conv1 9-0
check 'no photo' complains 'missing.png' activations missing.png block2_conv2
check 'no such filter to look for' complains 'no filter' heatmap photo.png block4_conv2 9999
check 'no example' complains 'missing.png' texture missing.png
check 'no such filter to avoid' complains 'no filter' objective block2_conv1 5 9999
for name in filter dream sheet activations heatmap texture objective; do
  check "$name tells its arguments" example 2 "$name"
done

# The package's description is that which is installed, with where it is for now.
install_library() {
  meson install -C "$BUILD" --no-rebuild --tags devel,runtime --destdir "$folder/stage" >output 2>errors || return
  package=$(find stage -name featvis.pc)
  sed -i "s|^prefix=|prefix=$folder/stage|" "$package" && cp "$EXAMPLES"/*.[ch] .
  PKG_CONFIG_PATH=$folder/$(dirname "$package")
  LD_LIBRARY_PATH=$(PKG_CONFIG_PATH=$PKG_CONFIG_PATH pkg-config --variable=libdir featvis)
  export PKG_CONFIG_PATH LD_LIBRARY_PATH
}

# compile NAME: by the line in its comment; it begins, by the library that was installed
compile() {
  line=$(awk '/^ \*   cc / { going = 1 } going { going = sub (/\\$/, ""); sub (/^ \*/, ""); printf "%s", $0 }' "$1.c")
  [ -n "$line" ] && sh -c "$CC -Werror -Wall ${line#*cc }" >output 2>errors && "./$1" >output 2>errors
  [ $? -ne 127 ] && [ -x "$1" ] && ldd "$1" | grep -q "libfeatvis.*$folder/stage"
}

if [ "$SANITIZERS" = none ]; then
  check 'the library is installed' install_library
  for name in layers filter dream sheet activations heatmap texture objective; do
    check "$name is compiled as its comment says" compile "$name"
  done
else
  number=$((number + 1))
  echo "ok $number - compiled as the comments say # SKIP sanitizers need options of their own"
fi

echo "1..$number"
