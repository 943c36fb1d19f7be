/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_H
#define PLUG_IN_DIALOG_H

#include <glib.h>

gboolean dialog_ask (gint32 image, gint32 drawable, gpointer parameters, GError **error);

#endif /* PLUG_IN_DIALOG_H */
