#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Results that are made again from their records, in a GIMP without windows.

. "$(dirname "$0")/../common.sh"

need gimp python3
set_up

run_scheme repeat.scm

# same A B: to the last bit
same ()
{
  python3 "$here/tiff.py" same "$work/$1.tif" "$work/$2.tif"
}

check "noise: the same to the last bit" same noise noise-again
check "noise: so it is on another image" same noise noise-elsewhere
check "a mixture: so it is" same mixture mixture-again
check "a sheet: so it is" same sheet sheet-again
check "a photo: so it is" same photo photo-again
check "a photo: so it is in the drawable itself" same photo photo-itself
check "a frame: so it is" same frame frame-again
check "with a guide: so it is" same guided guided-again

finish
