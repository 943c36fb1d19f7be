/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_GUIDE_FILE_H
#define PLUG_IN_GUIDE_FILE_H

#include <featvis.h>

gchar *guide_file_get_path (const gchar *text);
gchar *guide_file_get_state (const gchar *file);
gboolean guide_file_measure (const gchar *file, FvImage *extent, GError **error);
FvImage *guide_file_read (const gchar *file, GError **error);
FvImage *guide_file_read_small (const gchar *file, gint width, gint height);

#endif /* PLUG_IN_GUIDE_FILE_H */
