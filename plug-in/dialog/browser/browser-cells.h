/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_CELLS_H
#define PLUG_IN_BROWSER_CELLS_H

#include "browser-head.h"

/* Columns of the store, a row of which is a cell */
enum
{
  BROWSER_COLUMN_FILTER,
  BROWSER_COLUMN_LABEL,
  BROWSER_COLUMN_PICTURE,
  BROWSER_COLUMN_TOOLTIP,
  BROWSER_COLUMN_RANK,
  BROWSER_COLUMN_IS_READY,
  BROWSER_N_COLUMNS
};

/* Shows thumbnails in a browser's cells, as they are made. */
extern const ThumbnailsView browser_cells_view;

void browser_make_cells (Browser *browser);
void browser_fill_cells (Browser *browser);
void browser_count_cells (const Browser *browser);

#endif /* PLUG_IN_BROWSER_CELLS_H */
