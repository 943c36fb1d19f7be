/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of a sheet's finished cells: cells.csv. */

#ifndef FV_SHEET_CELLS_H
#define FV_SHEET_CELLS_H

#include "featvis.h"

/* Told each cell of a table; @cell has neither size nor picture. */
typedef void (*FvTableFunc) (const FvCell *cell, gpointer user_data);

gchar *fv_sheet_cells_get_picture_name (gint filter);
gboolean fv_sheet_cells_read (const gchar *file, FvTableFunc func, gpointer user_data,
                              GError **error);
gint fv_sheet_cells_open (const gchar *file, GError **error);
gboolean fv_sheet_cells_append (gint table, const FvCell *cell, GError **error);

#endif /* FV_SHEET_CELLS_H */
