#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The letters that go with Alt: no two widgets that are to be seen at once answer to the
# same one, on any page of the dialogs. The plug-in looks itself: see plug-in/mnemonics.c.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up
export FEATVIS_WEIGHTS=sample FEATVIS_MNEMONICS="$work/letters"

# told TITLE LETTERS: a dialog of that title was looked at when all of these letters,
# which are in the order of the alphabet, went with something
told ()
{
  pattern=$(echo "$2" | sed 's/./&.*/g')
  sed -n "s/^$1: //p" "$work/letters" | while read -r letters; do
    echo "$letters" | grep -o . | sort | tr -d '\n'
    echo
  done | grep -q "$pattern"
}

# look KEY TITLE LETTERS: the dialog that the key opens
look ()
{
  open_by_key "$1" "^$2\$" && focus "^$2\$" && wait_for 60 told "$2" "$3"
}

begin_gimp
check "Visualize" look F2 'Visualize VGG16 Filter' ADEFHILMOPQRSTWYZ
press alt+a
check "Visualize, all filters" wait_for 60 told 'Visualize VGG16 Filter' ADEHLMOQRY
press alt+d
press alt+m
keep_pressing Escape "$dialog"
check "Dream" look F3 Dream ABDEGHIMOPQRSTUWY
press alt+a
check "Dream, all filters" wait_for 60 told Dream ADEHLMOQRUY
press alt+d
press alt+m
keep_pressing Escape '^Dream$'
check "Filter Sheet" look F5 'Filter Sheet' EFHILOPRTWZ
keep_pressing Escape '^Filter Sheet$'
check "Activations" look F9 Activations EHLOPRTW
keep_pressing Escape '^Activations$'
check "Heat Map" look F7 'Heat Map' FHLOPRTW
keep_pressing Escape '^Heat Map$'
check "Run Again" look F4 'Run Again From Layer' CGHLR
keep_pressing Escape '^Run Again'
sed 's/^/# /' "$work/letters"
check "no letter goes with two widgets" sh -c "! grep 'two widgets' '$work/gimp.log'"

finish
