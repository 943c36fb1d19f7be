/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_FETCH_DIALOG_H
#define PLUG_IN_FETCH_DIALOG_H

#include <gtk/gtk.h>

gboolean fetch_dialog_ask (GtkWidget *parent, const gchar *network);

#endif /* PLUG_IN_FETCH_DIALOG_H */
