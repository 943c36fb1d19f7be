/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_PICKS_H
#define PLUG_IN_BROWSER_PICKS_H

#include "browser-head.h"

GtkWidget *browser_make_picks (Browser *browser);
void browser_take_picks (Browser *browser);
void browser_choose (Browser *browser, const Pick *picks, gint n_picks);
void browser_finish_picks (Browser *browser);

#endif /* PLUG_IN_BROWSER_PICKS_H */
