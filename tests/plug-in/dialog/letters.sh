#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The letters that go with Alt: no two widgets that are to be seen at once answer to the
# same one, on any page of the dialogs. The plug-in looks itself: see plug-in/checks/mnemonics.c.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
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

# look ENTRY TITLE LETTERS: the dialog of that entry of the menu
look ()
{
  open_entry "^$1" "^$2\$" && wait_for told "$2" "$3"
}

# look_at_filters TITLE LETTERS: the page with all filters of the dialog
look_at_filters ()
{
  turn_to 'All Filters' && wait_for told "$1" "$2"
}

# look_at_text LETTERS: the main page of Dream, where the objective is written
look_at_text ()
{
  choose Objective 'Written as text' && wait_for told Dream "$1"
}

leave ()
{
  activate Cancel && is_gone
}

begin_gimp
check "Visualize" look 'Visualize VGG16' 'Visualize VGG16 Filter' ADEFHILMOPQRSTWYZ
check "Visualize, all filters" look_at_filters 'Visualize VGG16 Filter' ADEHLMOQRY
check "it can be left" leave
check "Dream" look Dream Dream ABDEHILMOPQRSTUWY
check "Dream, an objective as a text" look_at_text ABDEGHIMOPQRSTUWXY
check "Dream, all filters" look_at_filters Dream ADEHLMOQRUY
check "it can be left, too" leave
check "Texture" look 'Texture' 'Texture From Selection' ADEHMOPQRTWYZ
check "it can be left, as well" leave
check "Style" look 'Style' 'Style From Image' ADGHMPRTWY
check "so it can" leave
check "Filter Sheet" look 'Filter Sheet' 'Filter Sheet' EFHILOPRTWZ
check "it closes" leave
check "Activations" look Activations Activations EHLOPRTW
check "they close" leave
check "Heat Map" look 'Heat Map' 'Heat Map' FHLOPRTW
check "it closes, too" leave
check "Run Again" look 'Run Again' 'Run Again From Layer' CGHLR
check "that closes" leave
sed 's/^/# /' "$work/letters"
check "no letter goes with two widgets" sh -c "! grep 'two widgets' '$work/gimp.log'"

finish
