/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DRAWABLE_H
#define PLUG_IN_DRAWABLE_H

#include <gegl.h>

gint drawable_get_width (gint32 drawable);
gint drawable_get_height (gint32 drawable);
void drawable_get_offsets (gint32 drawable, gint *x, gint *y);
gboolean drawable_get_selected (gint32 drawable, gint *x, gint *y, gint *width,
                                gint *height);
gboolean drawable_is_gray (gint32 drawable);
gboolean drawable_has_alpha (gint32 drawable);
const Babl *drawable_get_format (gint32 drawable);
gboolean drawable_has_colors_of_profile (void);

GeglBuffer *drawable_get_buffer (gint32 drawable);
GeglBuffer *drawable_get_seen_buffer (gint32 drawable);
void drawable_merge_filters (gint32 drawable);
GeglBuffer *drawable_get_shadow_buffer (gint32 drawable);
gboolean drawable_merge_shadow (gint32 drawable);
gboolean drawable_update (gint32 drawable, gint x, gint y, gint width, gint height);

guchar *drawable_get_thumbnail (gint32 drawable, gint x, gint y, gint width, gint height,
                                gint *shown_width, gint *shown_height);
const Babl *drawable_get_thumbnail_format (gint32 drawable);

gint32 channel_new (gint32 image, const gchar *name);

#endif /* PLUG_IN_DRAWABLE_H */
