/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ITEMS_H
#define PLUG_IN_ITEMS_H

#include "gimp/host/item.h"

gint32 item_find_drawable (gint32 image, const gchar *name);
gint32 item_find_layer_below (gint32 image, gint32 layer);

#endif /* PLUG_IN_ITEMS_H */
