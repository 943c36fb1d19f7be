#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Filter sheets in a GIMP without windows.

. "$(dirname "$0")/../common.sh"

need gimp convert compare
set_up

run_scheme sheet.scm
check "a cell as a layer is the filter's picture" same_pixels cell cell-again
check "layers, flattened, are the flat sheet" same_pixels gimp-layers gimp-flat
check "labels are below the layers" same_pixels labels-layers labels-flat

finish
