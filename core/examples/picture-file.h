/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures in files, for the examples: see picture-file.c. */

#ifndef PICTURE_FILE_H
#define PICTURE_FILE_H

#include <featvis.h>

FvImage *read_picture (const gchar *file, GError **error);
gboolean write_picture (const gchar *file, const guint8 *bytes, gint width, gint height,
                        GError **error);

#endif /* PICTURE_FILE_H */
