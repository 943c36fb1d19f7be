/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_SELECTION_H
#define PLUG_IN_BROWSER_SELECTION_H

#include "browser-head.h"

void browser_show_selection (Browser *browser);
gint browser_read_selection (const Browser *browser, Pick *picks);

#endif /* PLUG_IN_BROWSER_SELECTION_H */
