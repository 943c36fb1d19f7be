/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture of a sheet's cell in a file of its own, which proves whose it is. */

#ifndef FV_SHEET_CELL_FILE_H
#define FV_SHEET_CELL_FILE_H

#include "featvis.h"

gchar *fv_sheet_cell_get_checksum (const FvCell *cell, const gchar *job);
gboolean fv_sheet_cell_encode (const FvCell *cell, const gchar *job, const gchar *record,
                               gchar **contents, gsize *length, GError **error);
gboolean fv_sheet_cell_decode (FvCell *cell, const gchar *job, const gchar *contents,
                               gsize length, GError **error);
gboolean fv_sheet_cell_is_of_job (const gchar *contents, gsize length, const gchar *job);
gsize fv_sheet_cell_get_largest_file (const FvCell *cell);

#endif /* FV_SHEET_CELL_FILE_H */
