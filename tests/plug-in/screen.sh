# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests of the dialogs share: a GIMP on a virtual screen, and keys for it.
#
# GIMP is made to tell in its window's title how many layers the image has, and which
# one is active; $title is another format of it. SCREENSHOTS=FOLDER keeps pictures of the
# screen, which is of the size $screen.

main='^[12] layers?: '
dialog='^Visualize VGG16 Filter$'

start_screen ()
{
  Xvfb -displayfd 1 -screen 0 "${screen:-1280x900}x24" >"$work/display" 2>/dev/null &
  processes="$processes $!"
  wait_for 30 test -s "$work/display" || return 1
  DISPLAY=:$(cat "$work/display")
  export DISPLAY
  for try in 1 2 3; do
    openbox >/dev/null 2>&1 &
    processes="$processes $!"
    wait_for 10 xdotool get_desktop && return 0
  done
  return 1
}

# start_gimp [FILE]: shows the photo in the file, or else one of its own
start_gimp ()
{
  convert -size 96x80 gradient:orange-navy "$work/photo.png"
  echo "(image-title-format \"${title:-%L: %n}\")" >"$GIMP2_DIRECTORY/gimprc"
  for shortcut in F5=plug-in-vgg16-filter-sheet F9=plug-in-vgg16-activations \
    F7=plug-in-vgg16-heatmap F3=plug-in-vgg16-dream F4=plug-in-vgg16-repeat \
    F2=plug-in-visualize-vgg16-filter; do
    echo "(gtk_accel_path \"<Actions>/plug-in/${shortcut#*=}\" \"${shortcut%%=*}\")"
  done >"$GIMP2_DIRECTORY/menurc"
  timeout 400 gimp --new-instance --no-splash --no-data --no-fonts "${1:-$work/photo.png}" \
    >"$work/gimp.log" 2>&1 &
  gimp=$!
  processes="$processes $gimp"
}

keep_screen ()
{
  [ -z "$SCREENSHOTS" ] || import -window root "$SCREENSHOTS/$1.png"
}

# has_window TEXT: a window with that in its title is to be seen
has_window ()
{
  xdotool search --onlyvisible --name "$1"
}

has_no_window ()
{
  ! has_window "$1"
}

focus ()
{
  xdotool search --onlyvisible --name "$1" windowactivate --sync
}

press ()
{
  for key; do
    xdotool key --delay 50 "$key"
    sleep 0.3
  done
}

# type_text TEXT: into the field that has the focus, instead of what is there
type_text ()
{
  press ctrl+a
  xdotool type --delay 50 -- "$1"
  sleep 0.5
}

# set_field KEY TEXT: the field that the key brings the focus to
set_field ()
{
  press "$1"
  type_text "$2"
}

# keep_pressing KEY WINDOW: until the window has gone
keep_pressing ()
{
  for try in $(seq 60); do
    has_window "$2" >/dev/null || return 0
    focus "$2"
    press "$1"
  done
  return 1
}

# open_dialog [LETTER TITLE]: the keys are those of the menu: Filters, Neural, Visualize
# VGG16 Filter…, or the entry with that letter. A slow machine may lose some, so that they
# are tried again.
open_dialog ()
{
  for try in 1 2 3 4 5; do
    focus "$main"
    press alt+r e
    keep_screen "menu-$try"
    press "${1:-v}"
    wait_for 15 has_window "${2:-$dialog}" && return 0
    press Escape Escape Escape
  done
  return 1
}

# open_by_key KEY TITLE: the same by a shortcut. The letters of a menu that has been used
# before are not unique.
open_by_key ()
{
  for try in 1 2 3 4 5; do
    focus "$main"
    press "$1"
    wait_for 15 has_window "$2" && return 0
  done
  return 1
}

# After a failure that makes all that follows pointless
give_up ()
{
  sed 's/^/# /' "$work/gimp.log"
  finish
  exit 1
}

# What most of the tests begin with: GIMP shows its photo
begin_gimp ()
{
  check "there is a screen with a window manager" start_screen
  start_gimp
  check "GIMP shows the image" wait_for 120 has_window '^1 layer: photo.png'
  has_window "$main" >/dev/null || give_up
}

# And the menu opens the dialog, which has the focus then
begin_dialog ()
{
  check "the menu opens the dialog" open_dialog
  has_window "$dialog" >/dev/null || give_up
  focus "$dialog"
}
