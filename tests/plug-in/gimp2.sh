# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests have to know of GIMP 2.10; gimp3.sh knows the same of GIMP 3.

gimp_library=gimp-2.0
shortcuts=menurc
plug_in_folder=plug-in # in the folder that it is built in
complaint_of_gimp='^$'

# run_console ARGUMENT…: without windows; it quits at the end. Only one that hangs reaches
# the limit, however slow the machine.
run_console ()
{
  timeout 3000 gimp -i "$@" -b '(gimp-quit 0)'
}

# The files, each a module of GTK 2, that make its widgets known
accessibility_modules ()
{
  echo /usr/lib/*/gtk-2.0/modules/libatk-bridge.so /usr/lib/*/gtk-2.0/modules/libgail.so
}

load_accessibility_modules ()
{
  export GTK_MODULES=gail:atk-bridge
}

# For gimprc
write_settings ()
{
  :
}

# write_shortcut KEY PROCEDURE
write_shortcut ()
{
  echo "(gtk_accel_path \"<Actions>/plug-in/$2\" \"$1\")"
}

# open_neural: in the menu of filters
open_neural ()
{
  press e
}

# enter_file FILE: in the dialog that asks for one, which has the focus. GTK 2 keeps the entry
# for the place, once a key has brought it up.
has_location=
enter_file ()
{
  [ -n "$has_location" ] || press ctrl+l
  has_location=yes
  set_text Location "$1" && activate Open
}
