/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PARASITES_H
#define PLUG_IN_PARASITES_H

#include <glib.h>

void parasite_attach_to_item (gint32 item, const gchar *name, const gchar *text);
void parasite_attach_to_image (gint32 image, const gchar *name, const gchar *text);
gchar *parasite_read (gint32 item, const gchar *name, gsize *size);

#endif /* PLUG_IN_PARASITES_H */
