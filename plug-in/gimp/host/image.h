/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_IMAGE_H
#define PLUG_IN_IMAGE_H

#include <babl/babl.h>
#include <glib.h>

#define IMAGE_MAXIMUM_SIDE 524288 /* pixels: GIMP takes no larger image */
#define IMAGE_PRECISION_U8 150    /* not linear; all versions of GIMP number it so */

gint32 *images_list (gint *n_images);
gint32 image_load (const gchar *file);
gint32 image_add_visible (gint32 image);
gint32 image_new (gint width, gint height, gboolean is_gray, gint precision);
void image_enable_undo (gint32 image);
void image_show (gint32 image);
void image_delete (gint32 image);

gboolean image_is_valid (gint32 image);
gint image_get_width (gint32 image);
gint image_get_height (gint32 image);
gboolean image_is_gray (gint32 image);
gboolean image_is_indexed (gint32 image);
gint image_get_precision (gint32 image);
const Babl *image_get_space (gint32 image);
void image_copy_profile (gint32 from, gint32 to);
void image_copy_resolution (gint32 from, gint32 to);

gint32 *image_get_layers (gint32 image, gint *n_layers);
gint32 *image_get_selected_layers (gint32 image, gint *n_layers);
void image_set_selected_layers (gint32 image, const gint32 *layers, gint n_layers);
gint32 image_find_drawable (gint32 image, const gchar *name);
gint image_get_item_position (gint32 image, gint32 item);
gboolean image_insert_layer (gint32 image, gint32 layer, gint32 parent, gint position);
gboolean image_insert_channel (gint32 image, gint32 channel);
void image_remove_channel (gint32 image, gint32 channel);

gboolean image_has_floating_selection (gint32 image);
gboolean image_has_selection (gint32 image);
gint32 image_get_selection (gint32 image);
gint32 image_save_selection (gint32 image);
void image_select_rectangle (gint32 image, gint x, gint y, gint width, gint height);
gboolean image_select_item (gint32 image, gint32 item);

void image_begin_undo_group (gint32 image);
void image_end_undo_group (gint32 image);

#endif /* PLUG_IN_IMAGE_H */
