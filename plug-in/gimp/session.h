/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SESSION_H
#define PLUG_IN_SESSION_H

#include <glib.h>

gboolean session_has_screen (void);
void session_update_displays (void);

#endif /* PLUG_IN_SESSION_H */
