#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Pictures of each page of the dialogs, in each language, to be looked at:
#
#   sh tests/plug-in/dialog/screenshots.sh FOLDER [LANGUAGE…]
#
# The languages are en, ko and ja if none are named; Korean and Japanese need a font, such
# as Debian's fonts-noto-cjk. $FEATVIS_WEIGHTS may name a weights file; else the sample
# network is used. PHOTO=FILE is the picture in GIMP, else the gallery's raccoon.

[ $# -gt 0 ] || { sed -n 's/^#  //p' "$0" >&2; exit 2; }
mkdir -p "$1" || exit 1
kept=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- en ko ja

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

source=$here/../..
photo=${PHOTO:-$here/../gallery/raccoon.jpg}
weights=$FEATVIS_WEIGHTS
screen=1366x768
title='GIMP: %n'
main='^GIMP'

# A plug-in that finds its translations and help pages
install_plug_in ()
{
  meson setup "$work/build" "$source" --prefix "$work/root" >/dev/null &&
    ninja -C "$work/build" --quiet &&
    meson install -C "$work/build" --quiet --tags runtime,i18n &&
    PLUG_IN=$work/build/$plug_in_folder/visualize-vgg16-filter
}

# The window of the plug-in, whatever its title is in this language: the largest one that is
# not GIMP's, as tooltips are windows, too
find_dialog ()
{
  for window in $(xdotool search --onlyvisible --name .); do
    case $(xdotool getwindowname "$window") in
      GIMP*) ;;
      *) echo "$(xdotool getwindowgeometry --shell "$window" | sed -n 's/^WIDTH=//p') $window" ;;
    esac
  done | sort -n | sed -n '$s/.* //p'
}

has_dialog ()
{
  [ -n "$(find_dialog)" ]
}

has_no_dialog ()
{
  ! has_dialog
}

# look NAME: a picture of the dialog for comparison
look ()
{
  found=$(find_dialog)
  [ -n "$found" ] && import -window "$found" "$work/$1.ppm"
}

# What moves in the dialog has come to its end.
is_still ()
{
  look before && sleep 1 && look after && same_pixels before after
}

has_changed ()
{
  look after && ! same_pixels before after
}

# open_with KEY: the dialog that the key is the shortcut of
open_with ()
{
  focus "$main" && press "$1" && wait_for has_dialog && wait_for is_still && return
  echo "screenshots.sh: $1 opens no dialog" >&2
  return 1
}

# keep NAME: the dialog as it is
keep ()
{
  import -window "$(find_dialog)" "$kept/$language-$1.png"
}

close_dialog ()
{
  xdotool windowactivate "$(find_dialog)"
  press Escape
  wait_for has_no_dialog
}

# turn_page KEY: to the page of that letter
turn_page ()
{
  look before
  press "$1"
  wait_for has_changed
  wait_for is_still
}

# The pages of a dialog with a preview
keep_pages ()
{
  keep "$1"
  turn_page alt+a
  keep "$1-filters"
  turn_page alt+d
  keep "$1-details"
  turn_page alt+m
}

# start_run: a long one, of which something is to be seen
start_run ()
{
  turn_page alt+p
  press ctrl+a
  type_text 'steps=100000'
  press alt+o
  for change in 1 2 3 4 5; do
    look before
    wait_for has_changed
  done
}

has_question ()
{
  [ "$(xdotool getactivewindow)" != "$found" ]
}

# A run that is to be ended asks what for; Discard is the choice before the one in focus.
discard_run ()
{
  found=$(find_dialog)
  xdotool windowactivate --sync "$found"
  press Escape
  wait_for has_question
  press shift+Tab Return
  wait_for has_no_dialog
}

take_pictures ()
{
  open_with F2 && keep_pages visualize
  start_run
  keep visualize-run
  discard_run
  open_with F3 && keep_pages dream
  close_dialog
  for page in F12=texture ctrl+F12=style F5=sheet F9=activations F7=heatmap F4=repeat; do
    open_with "${page%%=*}" && keep "${page#*=}" && close_dialog
  done
}

processes=
need_screen
need meson
PLUG_IN=/dev/null # until it is installed
set_up
if [ -n "$weights" ]; then export FEATVIS_WEIGHTS=$weights; else unset FEATVIS_WEIGHTS; fi
install_plug_in || exit 1
start_screen || exit 1
for language; do
  export LANGUAGE=$language
  rm -rf "$profile/pluginrc"
  install "$PLUG_IN" "$profile/plug-ins/$name/$name"
  xdotool mousemove 1 1
  start_gimp "$photo"
  wait_for has_window "$main" || exit 1
  take_pictures
  kill "$gimp"
  wait_for has_no_window "$main"
done
