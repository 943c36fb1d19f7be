/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of a sheet's finished cells: cells.csv. */

#ifndef FV_SHEET_CELLS_H
#define FV_SHEET_CELLS_H

#include "featvis.h"

#define FV_SHEET_TABLE_HEADER        "filter,loss,stuck,waking,seed,file,checksum\n"
#define FV_SHEET_TABLE_HEADER_LENGTH (sizeof FV_SHEET_TABLE_HEADER - 1)

/* Told each cell of a table, which has neither size nor picture, and the checksum in its
 * line. */
typedef void (*FvTableFunc) (const FvCell *cell, const gchar *checksum,
                             gpointer user_data);

gboolean fv_sheet_cells_is_table (const gchar *contents);
void fv_sheet_cells_parse (const gchar *contents, FvTableFunc func, gpointer user_data);
gchar *fv_sheet_cells_get_checksum (const FvCell *cell, const gchar *job);
gboolean fv_sheet_cells_begin (gint table, GError **error);
gboolean fv_sheet_cells_append (gint table, const FvCell *cell, const gchar *checksum,
                                GError **error);

#endif /* FV_SHEET_CELLS_H */
