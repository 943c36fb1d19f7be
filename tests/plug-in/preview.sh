#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The preview and the run that shows itself, as a person sees them: a draft that changes
# with the settings; a run that is stopped and kept, cancelled, or left alone by closing
# its window, its image or GIMP; two dialogs at once; weights that vanish.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up

plain='^1 layer: photo.png'
long='steps=100000 scales=1'

# see NAME: keeps a picture of the dialog's preview
see ()
{
  window=$(xdotool search --onlyvisible --name "$dialog" | head -n 1)
  import -window "$window" -crop 280x280+20+70 +repage "$work/$1.ppm"
}

# has_picture NAME: there is more than one color
has_picture ()
{
  see "$1" && [ "$(convert "$work/$1.ppm" -format '%[fx:standard_deviation > 0.03]' info:)" = 1 ]
}

# changed_from NAME: the preview is not as it was then
changed_from ()
{
  has_picture now && ! same_pixels now "$1"
}

settled ()
{
  see before && sleep 1 && see after && same_pixels before after
}

open_again ()
{
  focus "$main"
  press ctrl+shift+f
  wait_for 30 has_window "$dialog" && focus "$dialog"
}

# start_run OPTIONS: in the open dialog, after a reset
start_run ()
{
  press alt+r alt+p
  type_text "$1"
  press alt+o
  sleep 2
}

plug_ins ()
{
  pgrep -f "$GIMP2_DIRECTORY/plug-ins/visualize-vgg16-filter"
}

no_plug_ins ()
{
  ! plug_ins
}

# What there is in the user's folders, but for what GIMP itself writes
list_files ()
{
  find "$HOME" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$GIMP2_DIRECTORY/plug-ins" -type f ! -name recently-used.xbel | sort
  find "$GIMP2_DIRECTORY" -maxdepth 1 -name '*visualize*'
}

begin_gimp
list_files >"$work/files-before"

# Drafts

begin_dialog
check "a draft appears" wait_for 30 has_picture first
check "it comes to an end" wait_for 60 settled
see first
keep_screen preview
press alt+l Down
check "another layer changes it" wait_for 30 changed_from first
check "that comes to an end, too" wait_for 60 settled
see second
press alt+t Down
sleep 2
see third
check "the output does not change it" same_pixels second third
press alt+s Down
check "the photo takes the place of the noise" wait_for 30 changed_from second
check "it is changed, too" wait_for 60 settled
keep_screen preview-photo
see changed
press alt+u
check "Unchanged shows the photo as it was" wait_for 10 changed_from changed
keep_screen preview-unchanged
press alt+p
type_text 'steps=0'
sleep 1
press alt+o
check "OK does not accept what has no draft" has_window "$dialog"

# Stop and keep

focus "$dialog"
start_run "$long"
check "the dialog stays while the picture grows" has_window "$dialog"
see growing
check "the picture is seen as it grows" wait_for 30 changed_from growing
keep_screen running
press alt+k
check "Stop and Keep closes the dialog" wait_for 20 has_no_window "$dialog"
check "what there was is the layer" wait_for 30 \
  has_window '^2 layers: VGG16 block3_conv1 filter 0, seed [1-9][0-9]*, stopped after step [1-9]'
keep_screen kept
focus "$main"
press ctrl+z
check "one undo removes it" wait_for 30 has_window "$plain"

# Cancel, and closing the window

for way in cancel close; do
  check "the dialog opens again ($way)" open_again
  start_run "$long"
  if [ $way = cancel ]; then press alt+c; else press alt+F4; fi
  check "$way ends the run" wait_for 20 has_no_window "$dialog"
  sleep 1
  check "$way leaves the image as it was" has_window "$plain"
  check "$way leaves no process behind" wait_for 20 no_plug_ins
done
press ctrl+y
sleep 1
check "what was undone can still be redone" wait_for 10 has_window '^2 layers: .*stopped after'
press ctrl+z
check "and undone" wait_for 30 has_window "$plain"
list_files >"$work/files-after"
check "no file was left behind" diff "$work/files-before" "$work/files-after"

# A picture that is too small, and the button that helps

check "the dialog opens for a small picture" open_again
press alt+r alt+z
type_text 8
press Tab
sleep 1
keep_screen small
press alt+o
check "OK does not accept it" has_window "$dialog"
press alt+x
sleep 1
keep_screen enlarged
press alt+o
check "the button gives it a size that works" \
  wait_for 60 has_window '^2 layers: VGG16 block3_conv1 filter 0, seed [1-9]'
focus "$main"
press ctrl+z
check "that is undone, too" wait_for 30 has_window "$plain"

# A filter that is stuck, and the button that wakes it

choose_stuck_filter ()
{
  press alt+w
  type_text sample
  press alt+l Home alt+f
  type_text 1
  press Tab
}

check "the dialog opens for a filter that is stuck" open_again
press alt+r
choose_stuck_filter
sleep 2
see stuck
keep_screen stuck
press alt+x
check "the button wakes it" wait_for 30 changed_from stuck
keep_screen awake
keep_pressing Escape "$dialog"

# A run that fails is told in the dialog, which stays

cp "$FEATVIS_WEIGHTS" "$work/passing.safetensors"
check "the dialog opens for weights that vanish" open_again
press alt+r alt+w
type_text "$work/passing.safetensors"
sleep 2
rm "$work/passing.safetensors"
press alt+p
type_text 'steps=3 scales=1'
press alt+o
sleep 3
keep_screen vanished
check "the dialog stays" has_window "$dialog"
press Escape
check "and can be closed" wait_for 20 has_no_window "$dialog"

# Two at once

check "a first dialog opens" open_again
start_run "$long"
focus "$main"
press ctrl+shift+f
check "a second one opens beside it" wait_for 30 sh -c \
  "[ \$(xdotool search --onlyvisible --name '$dialog' | wc -l) = 2 ]"
keep_screen two
keep_pressing Escape "$dialog"
check "both are closed" has_no_window "$dialog"
check "and leave the image as it was" has_window "$plain"

# The image is closed in mid-run

check "the dialog opens for an image that is closed" open_again
start_run "$long"
focus "$main"
press ctrl+w
sleep 1
keep_screen closed
focus "$dialog"
press alt+k
check "the dialog ends" wait_for 20 has_no_window "$dialog"
check "the picture is in a new image" wait_for 20 \
  has_window '^1 layer: VGG16 block3_conv1 filter 0, .*stopped after step [1-9]'
sleep 1
keep_screen closed-kept
check "no process is left" wait_for 20 no_plug_ins

# GIMP is quit in mid-run

gimp_has_gone ()
{
  ! kill -0 "$gimp" && no_plug_ins
}

keep_pressing Return '^GIMP Message$'
check "the dialog opens in a GIMP that is quit" open_again
start_run "$long"
focus "$main"
press ctrl+q
wait_for 20 has_window '^Quit GIMP$'
keep_screen quit
keep_pressing alt+d '^Quit GIMP$'
check "GIMP ends, and the plug-in with it" wait_for 30 gimp_has_gone

check "GTK has nothing to complain of" \
  sh -c "! grep -E 'visualize-vgg16-filter.*(CRITICAL|ERROR)' '$work/gimp.log'"

finish
