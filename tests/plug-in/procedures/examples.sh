#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The examples of scripts, called as their comments say; with GIMP 3, those of README, too.

. "$(dirname "$0")/../common.sh"

need gimp convert compare identify
set_up
examples=$here/../../plug-in/examples

# has_size WxH FILE
has_size ()
{
  [ "$(identify -format '%wx%h' "$2")" = "$1" ]
}

# as_ppm FILE: the picture as FILE.ppm, for comparisons
as_ppm ()
{
  convert "$work/$1" -depth 8 "$work/${1%.png}.ppm"
}

run_examples_2 ()
{
  run_gimp \
    -b "(load \"$examples/dream-folder.scm\") \
      (dream-folder \"$work/photos/*\" \"$work/dreams\" \"block2_conv2\" \"$options\")" \
    -b "(load \"$examples/seamless-textures.scm\") \
      (seamless-textures \"block2_conv1\" (list 2 3) 32 \"$work/textures\" \"$options\")" \
    -b "(load \"$examples/texture-folder.scm\") \
      (texture-folder \"$work/photos/*.png\" \"$work/materials\" 48 \"$texture_options\")" \
    -b "(load \"$examples/before-after-sheet.scm\") \
      (before-after-sheet \"$work/cat.png\" (list \"block2_conv2\" \"block2_conv1:3\") \
        \"$work/sheet.png\" \"$options\")"
  check "the four examples come to their end" \
    sh -c "[ \$(grep -c 'executed successfully' '$work/gimp.log') -ge 4 ]"
  check "there is no error" sh -c "! grep -i error '$work/gimp.log'"
}

run_examples_3 ()
{
  check "the examples for Script-Fu come to their end" run_gimp \
    -b "(load \"$examples/gimp3/dream-folder.scm\") \
      (dream-folder \"$work/photos/*\" \"$work/dreams\" \"block2_conv2\" \"$options\")" \
    -b "(load \"$examples/gimp3/seamless-textures.scm\") \
      (seamless-textures \"block2_conv1\" (list 2 3) 32 \"$work/textures\" \"$options\")" \
    -b "(load \"$examples/gimp3/texture-folder.scm\") \
      (texture-folder \"$work/photos/*.png\" \"$work/materials\" 48 \"$texture_options\")"
  check "so does the one for Python" run_python \
    -b "exec(open('$examples/gimp3/before-after-sheet.py').read())
make_sheet('$work/cat.png', ['block2_conv2', 'block2_conv1:3'], '$work/sheet.png', '$options')"
}

# print_example N: of README's section on scripts for GIMP 3
print_example ()
{
  awk -v n="$1" '/^#/ { here = /Scripts for GIMP 3/ }
    here && /^```/ { inside = !inside; i += inside; next }
    inside && i == n' "$here/../../README.md"
}

check_readme ()
{
  photo="(gimp-file-load RUN-NONINTERACTIVE \"$work/cat.png\")"
  check "README: named arguments" run_gimp -b "$photo $(print_example 1)
    (gimp-file-save RUN-NONINTERACTIVE (vector-ref (gimp-get-images) 0) \"$work/named.png\" -1)"
  check "README: arguments in their order" run_gimp -b "$photo $(print_example 2)
    (gimp-file-save RUN-NONINTERACTIVE (vector-ref (car (gimp-get-images)) 0)
                    \"$work/ordered.png\" -1)"
  check "README: Python" run_python -b "from gi.repository import Gio
Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path('$work/cat.png'))
$(print_example 3)
Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path('$work/python.png'), None)"
  draw readme dream "$work/cat.png" --objective block2_conv2 --seed 42 --steps 5
  for way in named ordered python; do
    as_ppm $way.png
    check "README: $way arguments make the command's dream" same_pixels $way readme
  done
}

options='steps=1 scales=1 jitter=2'
texture_options='steps=2 scales=1'

mkdir "$work/photos" "$work/dreams" "$work/textures" "$work/materials"
convert -size 40x32 gradient:orange-navy -depth 8 "PNG24:$work/photos/a cat.png"
convert -size 32x40 gradient:black-white -colorspace Gray "$work/photos/dog.v2.png"
convert -size 32x32 -seed 1 plasma:red-blue -colors 5 -type Palette "$work/photos/parrot.gif"
cp "$work/photos/a cat.png" "$work/cat.png"
"run_examples_$GIMP_MAJOR"

check "dream-folder: a photo has become a dream of its size" \
  has_size 40x32 "$work/dreams/a cat.png"
check "dream-folder: so has a gray one" has_size 32x40 "$work/dreams/dog.v2.png"
check "dream-folder: and one with a palette" has_size 32x32 "$work/dreams/parrot.png"
cp "$work/dreams/a cat.png" "$work/dream.png"
as_ppm dream.png
draw expected dream "$work/cat.png" --objective block2_conv2 --seed 1 --steps 1 --scales 1 \
  --jitter 2
check "dream-folder: it is the command's dream" same_pixels dream expected

for filter in 2 3; do
  cp "$work/textures/block2_conv1-$filter.png" "$work/texture-$filter.png"
  as_ppm texture-$filter.png
  draw expected-$filter render --layer block2_conv1 --filter $filter --recipe keras \
    --size 32x32 --seed 1 --steps 1 --scales 1 --jitter 2 --seamless xy
  check "seamless-textures: filter $filter is the command's" \
    same_pixels texture-$filter expected-$filter
done

check "texture-folder: a gray picture has become a texture" \
  has_size 48x48 "$work/materials/dog.v2.png"
cp "$work/materials/a cat.png" "$work/material.png"
as_ppm material.png
draw expected-material texture "$work/cat.png" --size 48x48 --seed 1 --steps 2 --scales 1 \
  --seamless xy
check "texture-folder: one in colors is the command's" same_pixels material expected-material

[ "$GIMP_MAJOR" = 2 ] || check_readme

check "before-after-sheet: three pictures with margins" has_size 152x48 "$work/sheet.png"
convert "$work/cat.png" -depth 8 "$work/cat.ppm"
convert "$work/sheet.png" -crop 40x32+8+8 +repage -depth 8 "$work/before.ppm"
convert "$work/sheet.png" -crop 40x32+56+8 +repage -depth 8 "$work/after.ppm"
convert "$work/sheet.png" -crop 8x48+144+0 +repage -depth 8 "$work/margin.ppm"
convert -size 8x48 xc:white -depth 8 "$work/white.ppm"
check "before-after-sheet: the photo comes first" same_pixels before cat
check "before-after-sheet: then its dream" same_pixels after expected
check "before-after-sheet: the margin is white" same_pixels margin white

finish
