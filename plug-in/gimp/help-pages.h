/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_HELP_PAGES_H
#define PLUG_IN_HELP_PAGES_H

#include <glib.h>

const gchar *help_get_folder (void);
void help_show (const gchar *id, gpointer data);

#endif /* PLUG_IN_HELP_PAGES_H */
