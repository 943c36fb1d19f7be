/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_GUIDE_H
#define PLUG_IN_GUIDE_H

#include "source.h"

gboolean guide_check (gint32 guide, gboolean is_chosen, GError **error);
gboolean guide_check_size (const FvImage *guide, GError **error);

/* The guide is the file, or where that is NULL, the drawable. */
gboolean guide_measure (gint32 drawable, const gchar *file, FvImage *extent,
                        GError **error);
gchar *guide_get_name (gint32 drawable, const gchar *file);
FvImage *guide_read (gint32 drawable, const gchar *file, GError **error);
FvImage *guide_read_example (const Source *source, GError **error);

/* For a preview, at most as large as that scale has it; NULL if it cannot be read. Its
 * own scale is told by *scale. */
FvImage *guide_read_small (gint32 drawable, const gchar *file, gdouble *scale);
FvImage *guide_read_small_example (const Source *source, gdouble *scale);

#endif /* PLUG_IN_GUIDE_H */
