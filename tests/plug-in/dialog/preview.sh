#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The preview and the run that shows itself, as a person sees them: a draft that changes
# with the settings; a run that is stopped and kept, cancelled, or left alone by closing
# its window, its image or GIMP; two dialogs at once; weights that vanish.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

plain='^1 layer: photo.png'
long='steps=100000 scales=1'
# After many steps, only another scale changes the picture.
growing='steps=2000 scales=20 scale-factor=1.05'

# see NAME: keeps a picture of the dialog's preview
see ()
{
  take_picture "$dialog" "$work/window.png" &&
    convert "$work/window.png" -crop 280x280+20+70 +repage "$work/$1.ppm"
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

is_still ()
{
  see before && see after && same_pixels before after
}

# settled: the draft has come to its end, and is painted
settled ()
{
  tells '^Draft, [0-9]' && wait_for is_still
}

# start_run OPTIONS: in the open dialog, after a reset; it has begun when it can be stopped
start_run ()
{
  reset && set_options "$1" && activate OK && is 'Stop and Keep' sensitive
}

# has_dialogs N
has_dialogs ()
{
  [ "$(xdotool search --onlyvisible --name "$dialog" | wc -l)" = "$1" ]
}

# close_photo: the image, which may have to be discarded
close_photo ()
{
  menu File '^Close View' && wait_for sh -c "
    xdotool search --onlyvisible --name '^Close ' ||
      ! xdotool search --onlyvisible --name '$plain'" || return 1
  if has_window '^Close ' >/dev/null; then
    use_window '^Close ' && activate 'Discard Changes'
    window=$dialog
  fi
  is_gone "$plain"
}

# What there is in the user's folders, but for what GIMP itself writes
list_files ()
{
  find "$HOME" "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$profile/plug-ins" -type f ! -name recently-used.xbel | sort
  find "$profile" -maxdepth 1 -name '*visualize*'
}

begin_gimp
list_files >"$work/files-before"

# Drafts

begin_dialog
check "a draft appears" wait_for has_picture first
check "it comes to an end" settled
see first
keep_screen preview
check "another layer can be chosen" choose Layer block3_conv2
check "it changes the draft" wait_for changed_from first
check "that comes to an end, too" settled
see second
check "another output can be chosen" choose Output 'New image'
check "then the draft is as before" settled
see third
check "the output does not change it" same_pixels second third
check "the photo can be chosen" choose 'Start from' 'Current layer'
check "it takes the place of the noise" wait_for changed_from second
check "it is changed, too" settled
keep_screen preview-photo
see changed
check "it can be compared" activate Unchanged
check "Unchanged shows the photo as it was" wait_for changed_from changed
keep_screen preview-unchanged
check "there are options without a draft" set_options 'steps=0'
check "OK does not accept what has no draft" is OK not-sensitive

# Stop and keep

check "a run begins, and the dialog stays while the picture grows" start_run "$growing"
see growing
check "the picture is seen as it grows" wait_for changed_from growing
keep_screen running
check "it can be stopped" activate 'Stop and Keep'
check "Stop and Keep closes the dialog" is_gone
check "what there was is the layer" wait_for \
  wait_for has_window '^2 layers: VGG16 block3_conv1 filter 0, seed [1-9][0-9]*, stopped after step [1-9]'
keep_screen kept
check "one undo removes it" undo_to "$plain"

# Cancel, and closing the window, which asks

close_by_key ()
{
  focus "$dialog" && press alt+F4 && use_window '^Stop$' && activate Discard &&
    window=$dialog
}

for way in 'activate Cancel' close_by_key; do
  check "the dialog opens again ($way)" open_again
  check "a run begins ($way)" start_run "$long"
  # shellcheck disable=SC2086 # with its argument
  check "it can be ended ($way)" $way
  check "the dialog closes, and no process is left behind ($way)" ends
  check "the image is as it was ($way)" wait_for has_window "$plain"
done
check "what was undone can still be redone" menu Edit '^Redo'
check "the layer is back" wait_for has_window '^2 layers: .*stopped after'
check "and undone" undo_to "$plain"
list_files >"$work/files-after"
check "no file was left behind" diff "$work/files-before" "$work/files-after"

# A picture that is too small, and the button that helps

check "the dialog opens for a small picture" open_again
check "it can be reset" reset
check "the size can be set" set_value Size 8
check "OK does not accept it" is OK not-sensitive
keep_screen small
check "a button sets a larger one" activate 'Use .* Pixels'
check "OK accepts that" is OK sensitive
keep_screen enlarged
check "OK can be pressed" activate OK
check "the button gave it a size that works" \
  wait_for has_window '^2 layers: VGG16 block3_conv1 filter 0, seed [1-9]'
check "that is undone, too" undo_to "$plain"

# A filter that does not respond to noise, which is stuck where nothing wakes it by itself,
# and the button that does

choose_stuck_filter ()
{
  reset && set_text 'Weights file' sample && choose Layer '^block1_conv1' &&
    set_value Filter 1 && set_options colors=faithful
}

check "the dialog opens for a filter that is stuck" open_again
check "such a filter can be chosen" choose_stuck_filter
check "a button is there to wake it" is 'Fix: Measure before the ReLU' sensitive
see stuck
keep_screen stuck
check "it can be pressed" activate 'Fix: Measure before the ReLU'
check "the button wakes it" wait_for changed_from stuck
keep_screen awake
check "the dialog can be cancelled" activate Cancel
check "then it closes" is_gone

# A run that fails is told in the dialog, which stays

cp "$FEATVIS_WEIGHTS" "$work/passing.safetensors"
check "the dialog opens for weights that vanish" open_again
check "it can be reset" reset
check "they can be named" set_text 'Weights file' "$work/passing.safetensors"
check "and are found" tells passing.safetensors
check "there is a draft by them" settled
check "the options can be set" set_options 'steps=3 scales=1'
rm "$work/passing.safetensors"
check "OK can be pressed" activate OK
check "the failure is told" tells 'passing.safetensors.*(No such file|cannot|could not|not )'
keep_screen vanished
check "the dialog stays" wait_for has_window "$dialog"
check "and can be cancelled" activate Cancel
check "it closes then" ends

# Two at once

check "a first dialog opens" open_again
check "it runs" start_run "$long"
check "a second one can be opened" menu Filters '^Re-Show'
check "it opens beside the first" wait_for has_dialogs 2
keep_screen two
check "one can be cancelled" activate Cancel
check "it closes" wait_for has_dialogs 1
check "the other one can be cancelled" activate Cancel
check "both are closed" ends
check "and leave the image as it was" wait_for has_window "$plain"

# The image is closed in mid-run

check "the dialog opens for an image that is closed" open_again
check "a run begins for it" start_run "$long"
check "the image is closed" close_photo
keep_screen closed
check "the run can be stopped" activate 'Stop and Keep'
check "the dialog ends" is_gone
check "the picture is in a new image" wait_for \
  wait_for has_window '^1 layer: VGG16 block3_conv1 filter 0, .*stopped after step [1-9]'
keep_screen closed-kept
check "no process is left" wait_for no_plug_ins

# GIMP is quit in mid-run

gimp_has_gone ()
{
  ! kill -0 "$gimp" && no_plug_ins
}

check "the dialog opens in a GIMP that is quit" open_again
check "a run begins in it" start_run "$long"
check "GIMP is told to quit" menu File '^Quit'
check "it asks first" use_window '^Quit GIMP$'
keep_screen quit
check "the image can be discarded" activate 'Discard Changes'
check "GIMP ends, and the plug-in with it" wait_for gimp_has_gone

check "GTK has nothing to complain of" no_complaints

finish
