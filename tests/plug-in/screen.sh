# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests of the dialogs share: a GIMP on a virtual screen, whose widgets are used by
# their names, as by a screen reader, and keys where these are what is tested.
#
# GIMP is made to tell in its window's title how many layers the image has, and which
# one is active; $title is another format of it. SCREENSHOTS=FOLDER keeps pictures of the
# screen, which is of the size $screen.

main='^[12] layers?: '
dialog='^Visualize VGG16 Filter$'

# What this needs to be installed
need_screen ()
{
  need gimp Xvfb xdotool openbox convert dbus-daemon
  for file in /etc/xdg/openbox/rc.xml /usr/libexec/at-spi2-registryd \
    /usr/lib/*/girepository-1.0/Gio-2.0.typelib $(accessibility_modules); do
    [ -e "$file" ] && continue
    echo "1..0 # SKIP $file is not installed"
    exit 0
  done
}

# The server stays as it is when its last client goes: else xdotool, which asks whether the
# window manager is there, may take the connection of that one with it as it leaves.
start_screen ()
{
  start_service display Xvfb -displayfd 3 -noreset -screen 0 "${screen:-1280x900}x24" \
    3>"$work/display"
  wait_for_service test -s "$work/display" || return 1
  DISPLAY=:$(cat "$work/display")
  export DISPLAY
  write_window_manager_settings >"$work/openbox.xml"
  start_service window-manager openbox --config-file "$work/openbox.xml"
  wait_for_service xdotool get_desktop && xdotool mousemove 1279 1 && start_widgets
}

# The server tells of a new keyboard when xdotool presses the first key, and whenever it types
# what no key has. A window manager that then binds its keys anew lacks some of them for a
# moment, such as alt+F4 right then, which nothing but it knows.
write_window_manager_settings ()
{
  sed 's|<keyboard>|&<rebindOnMappingNotify>no</rebindOnMappingNotify>|' /etc/xdg/openbox/rc.xml
}

# A bus for accessibility, of which only this test knows, and the program that uses it
start_widgets ()
{
  start_service bus dbus-daemon --nofork --print-address=3 --address="unix:path=$work/bus" \
    --config-file=/usr/share/defaults/at-spi2/accessibility.conf 3>"$work/address"
  wait_for_service test -s "$work/address" || return 1
  AT_SPI_BUS_ADDRESS=$(cat "$work/address")
  export AT_SPI_BUS_ADDRESS
  load_accessibility_modules
  unset NO_AT_BRIDGE DBUS_SESSION_BUS_ADDRESS

  start_service registry /usr/libexec/at-spi2-registryd
  wait_for_service grep -q running "$work/registry.log" || return 1

  mkfifo "$work/requests" "$work/answers"
  "$here/widgets.py" "$limit" <"$work/requests" >"$work/answers" 2>>"$work/widgets.log" &
  processes="$processes $!"
  exec 8>"$work/requests" 9<"$work/answers"
}

# start_gimp [FILE]: shows the photo in the file, or else one of its own. It has no more
# plug-ins than the tests need, as it starts each of them, and no list of them: where GIMP
# knows the plug-in from its last start, the menu Neural has no letter.
start_gimp ()
{
  PLUG_IN_LIST=
  [ ! -f "$profile/pluginrc" ] || mv "$profile/pluginrc" "$work/pluginrc"
  convert -size 96x80 gradient:orange-navy "$work/photo.png"
  link_plug_ins
  {
    echo "(image-title-format \"${title:-%L: %n}\")"
    echo "(plug-in-path \"$profile/plug-ins:$work/plug-ins\")"
    write_settings
  } >"$profile/gimprc"
  write_shortcuts >"$profile/$shortcuts"
  gimp --new-instance --no-splash --no-data --no-fonts "${1:-$work/photo.png}" \
    8>&- 9<&- >"$work/gimp.log" 2>&1 &
  gimp=$!
  processes="$processes $gimp"
}

# A plug-in is a file, or a folder with it.
link_plug_ins ()
{
  plug_ins=$(pkg-config --variable=gimplibdir $gimp_library)/plug-ins
  mkdir -p "$work/plug-ins"
  for plug_in in file-png file-jpeg help web-browser; do
    ln -sfn "$plug_ins/$plug_in" "$work/plug-ins/$plug_in"
  done
}

write_shortcuts ()
{
  write_shortcut F2 plug-in-visualize-vgg16-filter
  write_shortcut F3 plug-in-vgg16-dream
  write_shortcut F4 plug-in-vgg16-repeat
  write_shortcut F5 plug-in-vgg16-filter-sheet
  write_shortcut F12 plug-in-vgg16-texture
  write_shortcut F7 plug-in-vgg16-heatmap
  write_shortcut "<Control>F12" plug-in-vgg16-style
  write_shortcut F9 plug-in-vgg16-activations
}

keep_screen ()
{
  [ -z "$SCREENSHOTS" ] || import -window root "$SCREENSHOTS/$1.png"
}

# Windows

# has_window TEXT: a window with that in its title is to be seen
has_window ()
{
  xdotool search --onlyvisible --name "$1"
}

# has_windows CLASS N: as many windows of a program are to be seen; menus are some
has_windows ()
{
  [ "$(xdotool search --onlyvisible --class "$1" | wc -l)" = "$2" ]
}

has_no_window ()
{
  ! has_window "$1"
}

# is_active TITLE: such a window has the focus, or is asked to take it
is_active ()
{
  xdotool getactivewindow getwindowname | grep -qE -- "$1" && return
  xdotool search --onlyvisible --name "$1" windowactivate
  return 1
}

focus ()
{
  wait_for is_active "$1"
}

# take_picture TITLE FILE: of the window. Without one, import would wait for a click.
take_picture ()
{
  pictured=$(xdotool search --onlyvisible --name "$1" | head -n 1)
  [ -n "$pictured" ] && import -window "$pictured" "$2"
}

# Widgets: those of the windows whose title is like $window

# ask VERB WORD…: what widgets.py knows. What it told is then in $answer.
ask ()
{
  request=$1$tab$window
  shift
  for word; do
    request=$request$tab$word
  done
  : >"$work/widgets.log"
  printf '%s\n' "$request" >&8
  read -r result answer <&9
  [ "$result" = ok ] && return
  waited_in_vain=$request
  echo "$request: $answer"
  cat "$work/widgets.log"
  return 1
}

# activate NAME: presses the button
activate ()
{
  ask activate "$1"
}

set_text ()
{
  ask set_text "$1" "$2"
}

# set_options TEXT: in the dialog's options, which are opened
set_options ()
{
  ask expand Options && set_text Options "$1"
}

set_value ()
{
  ask set_value "$1" "$2"
}

# choose NAME ITEM: in a combo box
choose ()
{
  ask choose "$1" "$2"
}

# focus_on NAME: as a click on it would do
focus_on ()
{
  focus "$window" && ask focus_on "$1"
}

# turn_wheel NAME N: with the pointer over the widget, so many steps up
turn_wheel ()
{
  ask place "$1" || return 1
  # shellcheck disable=SC2086 # two numbers
  xdotool mousemove $answer click --repeat "$2" 4
}

turn_to ()
{
  ask turn_to "$1"
}

# is NAME STATE: such as sensitive or not-sensitive
is ()
{
  ask is "$1" "$2"
}

# tells TEXT: something in the window says so
tells ()
{
  ask tells "$1"
}

# lacks TEXT: nothing says so
lacks ()
{
  ask lacks "$1"
}

# has_text NAME TEXT
has_text ()
{
  ask has_text "$1" "$2"
}

# use_window TITLE: waits for it; its widgets are those that are used from now on
use_window ()
{
  window=$1
  wait_for has_window "$window"
}

# is_gone [TITLE]: the window closes
is_gone ()
{
  wait_for has_no_window "${1:-$window}"
}

# menu MENU ENTRY…: in the menu of GIMP's window
menu ()
{
  kept_window=$window
  window=$main
  ask menu "$@"
  result=$?
  window=$kept_window
  return $result
}

# open_entry ENTRY TITLE: the dialog of an entry of Filters, Neural
open_entry ()
{
  menu Filters '^Neural' "$1" && use_window "$2"
}

# open_by_key KEY TITLE: by a shortcut
open_by_key ()
{
  focus "$main" && press "$1" && use_window "$2"
}

# open_again: the dialog that was open last
open_again ()
{
  menu Filters '^Re-Show' && use_window "$dialog"
}

# reset: the defaults, which are there when what had been changed has gone
reset ()
{
  set_options reset=me && activate Reset && is Options not-expanded
}

# undo_to TITLE: undo, and see the image that it leads to
undo_to ()
{
  menu Edit '^Undo' && wait_for has_window "$1"
}

# saved NAME: the image in the window, which is that of photo.xcf, as the file NAME.xcf, when
# it has been saved anew
saved ()
{
  cp "$work/photo.xcf" "$work/before.xcf"
  menu File '^Save(\.\.\.)?$' &&
    wait_for sh -c "! cmp '$work/photo.xcf' '$work/before.xcf'" &&
    cp "$work/photo.xcf" "$work/$1.xcf"
}

# close_image TITLE: without saving it
close_image ()
{
  focus "$1"
  kept_main=$main
  main=$1
  menu File '^Close View'
  main=$kept_main
  use_window '^Close ' && activate 'Discard Changes' && is_gone "$1"
}

# Keys: for the window that has the focus

press ()
{
  for key; do
    xdotool key "$key"
  done
}

# type_text TEXT
type_text ()
{
  xdotool type --delay 20 -- "$1"
}

# open_menu: Filters, Neural, by its keys
open_menu ()
{
  focus "$main" && window=$main || return 1
  press alt+r
  wait_for has_windows gimp 2 || return 1
  open_neural
  wait_for has_windows gimp 3
}

# open_by_keys LETTER TITLE: the entry of that menu with the letter
open_by_keys ()
{
  open_menu || return 1
  keep_screen menu
  press "$1"
  use_window "$2"
}

# What most of the tests begin with: GIMP shows its photo
begin_gimp ()
{
  check "there is a screen with a window manager" start_screen
  start_gimp
  check "GIMP shows the image" wait_for has_window '^1 layer: photo.png'
}

# And the menu opens the dialog
begin_dialog ()
{
  check "the menu opens the dialog" open_entry '^Visualize VGG16' "$dialog"
}

plug_ins ()
{
  pgrep -f "$profile/plug-ins/visualize-vgg16-filter"
}

no_plug_ins ()
{
  ! plug_ins
}

# ends [TITLE]: the window closes, and its process has ended
ends ()
{
  is_gone "$@" && wait_for no_plug_ins
}

# What GTK and GIMP's library say of the plug-in, but for what is a fault of their own
no_complaints ()
{
  ! grep -E 'visualize-vgg16-filter.*(CRITICAL|ERROR)' "$work/gimp.log" |
    grep -v "$complaint_of_gimp"
}
