/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LAYER_H
#define PLUG_IN_LAYER_H

#include <glib.h>

gint32 layer_new (gint32 image, const gchar *name, gint width, gint height,
                  gboolean has_alpha);
gint32 layer_new_group (gint32 image, const gchar *name);
void layer_move (gint32 layer, gint x, gint y);
void layer_set_opacity (gint32 layer, gdouble opacity);
void layer_copy_opacity (gint32 from, gint32 to);
gboolean layer_passes_through (gint32 group);
void layer_copy_mode (gint32 from, gint32 to);
void layer_mix_perceptually (gint32 layer);

gint32 layer_get_mask (gint32 layer);
gint32 layer_add_white_mask (gint32 layer);
gint32 layer_find_by_mask (gint32 mask);
gboolean layer_applies_mask (gint32 layer);
void layer_use_mask (gint32 layer, gboolean is_applied);

#endif /* PLUG_IN_LAYER_H */
