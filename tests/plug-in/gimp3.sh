# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests have to know of GIMP 3; gimp2.sh knows the same of GIMP 2.10.

gimp_library=gimp-3.0
shortcuts=shortcutsrc
plug_in_folder=plug-in/for-gimp3
# A list of layers asks it for small pictures of those in floating point, which it lacks.
# GTK itself complains once where a path is completed in its dialog for files as that closes.
complaint_of_gimp='_gimp_pixbuf_from_data): should not be reached\|WIDGET_REALIZED_FOR_EVENT'

run_console ()
{
  timeout 3000 gimp-console -i --batch-interpreter plug-in-script-fu-eval "$@" --quit
}

# run_python ARGUMENT…: the same, with Python instead of Script-Fu
run_python ()
{
  timeout 3000 gimp-console -i --batch-interpreter python-fu-eval "$@" --quit </dev/null
}

# GTK 3 has them in itself.
accessibility_modules ()
{
  :
}

load_accessibility_modules ()
{
  :
}

# What a new user is asked, or told, would be in the dialogs' way.
write_settings ()
{
  echo "(config-version \"$(gimp --version | sed 's/.* //')\")"
  printf '(%s)\n' 'show-welcome-dialog no' 'check-updates no' 'color-profile-policy keep'
}

write_shortcut ()
{
  echo "(action \"$2\" \"$1\")"
}

# A menu of plug-ins has no letter, and this one is the last.
open_neural ()
{
  press Up Right
}

# enter_file FILE: in the dialog that asks for one, which has the focus. A key brings up the
# entry for the place.
enter_file ()
{
  press ctrl+l
  type_text "$1"
  activate Open
}
