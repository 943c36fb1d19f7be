#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Masks, modes and locks of layers, profiles and resolutions of images, and attacks, in a
# GIMP without windows.

. "$(dirname "$0")/../common.sh"

need gimp python3
set_up

# tiff KIND A B: compares the files A.tif and B.tif
tiff ()
{
  python3 "$here/tiff.py" "$1" "$work/$2.tif" "$work/$3.tif"
}

python3 "$here/../profile.py" "$work/profile.icc"
run_scheme layers.scm images.scm attacks.scm

for kind in dream filter heat channel itself; do
  check "$kind: what a mask hides does not matter" \
    tiff visible hidden-red-$kind hidden-blue-$kind
done
check "what a mask hides differs in them" \
  sh -c "! cmp '$work/hidden-red-itself.tif' '$work/hidden-blue-itself.tif'"
check "filter: what is transparent does not matter" \
  tiff visible transparent-red-filter transparent-blue-filter
for name in wide-u8 wide-float; do
  check "$name: the new image has the new layer's pixels" tiff same $name-image $name-layer
done
check "below a heat map are the photo's own" tiff same wide-u8-photo wide-u8-below

finish
