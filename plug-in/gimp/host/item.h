/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ITEM_H
#define PLUG_IN_ITEM_H

#include <glib.h>

gboolean item_exists (gint32 item);
gboolean item_is_drawable (gint32 item);
gboolean item_is_layer (gint32 item);
gboolean item_is_layer_mask (gint32 item);
gboolean item_is_group (gint32 item);
gboolean item_is_generated (gint32 item);

gchar *item_get_name (gint32 item);
void item_set_name (gint32 item, const gchar *name);
void item_hide (gint32 item);
gboolean item_is_content_locked (gint32 item);
gint32 item_get_image (gint32 item);
gint32 item_get_parent (gint32 item);
gint32 *item_get_children (gint32 group, gint *n_children);
void item_delete (gint32 item);

#endif /* PLUG_IN_ITEM_H */
