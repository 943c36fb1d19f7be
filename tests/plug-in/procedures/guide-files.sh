#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Guides, examples and styles that are picture files, in a GIMP without windows: the command's
# pixels for the same files.

. "$(dirname "$0")/../common.sh"

need gimp convert compare python3
set_up
files=$work/files
pictures=$here/../core/cli/pictures.py
mkdir "$files"
convert -size 40x56 -seed 3 plasma:green-yellow -depth 8 "PNG24:$files/my bark.png"
convert -size 56x40 -seed 4 plasma:red-blue -depth 8 "PNG24:$files/model.png"
cp "$files/model.png" "$files/gone.png"
convert -size 40x48 -seed 5 plasma:black-white -colors 7 "$files/flat.gif"
convert -size 40x48 -seed 6 plasma:orange-navy -depth 16 "$files/fine.tif"
convert -size 40x48 -seed 8 plasma:orange-navy "$work/plain.jpg"
python3 "$here/../profile.py" "$work/wide.icc"
python3 "$pictures" profile "$work/plain.jpg" "$work/wide.icc" "$files/wide.jpg"
printf 'no picture' >"$files/broken.png"

# A photo that is upright by its orientation alone
convert -size 48x40 -seed 7 plasma:brown-white "$work/lying.jpg"
python3 "$pictures" orient "$work/lying.jpg" 6 "$files/turned.jpg"

run_scheme guide-layers.scm guide-files.scm

# texture NAME EXAMPLE: the command's texture of the file, as NAME.ppm
texture ()
{
  draw "$1" texture "$2" --seed 42 --steps 3 --scales 2 --size 48x40
}

texture texture "$files/my bark.png"
check "an example: the pixels are the command's" same_pixels gimp-texture texture
check "again by its record: so they are" same_pixels gimp-texture-again texture
texture layers "$work/merged.png"
check "layers: they are seen as one picture" same_pixels gimp-layers layers
for file in turned.jpg flat.gif fine.tif wide.jpg; do
  check "$file: the pixels are those of a layer" same_pixels "file-$file" "layer-$file"
done
draw style style "$work/photo.png" --style "$files/model.png" --steps 3 --scales 2 --strength 0.5
check "a style: the pixels are the command's" same_pixels gimp-style style
check "again by its record, too: so they are" same_pixels gimp-style-again style
draw dream dream "$work/photo.png" --guide "$files/model.png" --seed 42 --steps 2 --scales 2 \
  --jitter 4 --objective block2_conv2
check "a dream's guide: the pixels are the command's" same_pixels gimp-dream dream
check "again by its record, as well: so they are" same_pixels gimp-dream-again dream

finish
