/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SHEET_STITCH_H
#define FV_SHEET_STITCH_H

#include "sheet-folder.h"

gboolean fv_sheet_stitch (const FvSheetFolder *folder, const FvSettings *settings,
                          const gchar *output, gdouble *loss, GError **error);
void fv_sheet_print_cells (const FvSheetFolder *folder, FvShard shard, gint n_cells,
                           gboolean is_black);

#endif /* FV_SHEET_STITCH_H */
