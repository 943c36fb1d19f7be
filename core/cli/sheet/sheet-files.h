/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of a work folder, which is open: whatever a symbolic link in it points to,
 * and what is no regular file, is neither read, nor written, nor removed. */

#ifndef FV_SHEET_FILES_H
#define FV_SHEET_FILES_H

#include "featvis.h"
#include "system/folder.h"

FvSystemFolder *fv_sheet_files_make_folder (const gchar *path, GError **error);
FvSystemFolder *fv_sheet_files_open_folder (const gchar *path, GError **error);
GPtrArray *fv_sheet_files_list (const FvSystemFolder *folder);
gint fv_sheet_files_open (const FvSystemFolder *folder, const gchar *name,
                          FvSystemMode mode, GError **error);
gboolean fv_sheet_files_read (const FvSystemFolder *folder, const gchar *name, gsize most,
                              gchar **contents, gsize *length, GError **error);
gboolean fv_sheet_files_write (const FvSystemFolder *folder, const gchar *part,
                               const gchar *name, gboolean replaces,
                               const gchar *contents, gsize length, GError **error);

#endif /* FV_SHEET_FILES_H */
