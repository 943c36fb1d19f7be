/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_VIEW_H
#define PLUG_IN_BROWSER_VIEW_H

#include "browser-head.h"

void browser_watch_view (Browser *browser, GtkAdjustment *adjustment);
void browser_look_soon (Browser *browser);
void browser_forget_view (Browser *browser);

#endif /* PLUG_IN_BROWSER_VIEW_H */
