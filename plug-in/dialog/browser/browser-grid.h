/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_GRID_H
#define PLUG_IN_BROWSER_GRID_H

#include "browser-head.h"

GtkWidget *browser_make_grid (Browser *browser);
void browser_update_grid (Browser *browser);
void browser_stop_grid (Browser *browser);
void browser_free_grid (Browser *browser);

#endif /* PLUG_IN_BROWSER_GRID_H */
