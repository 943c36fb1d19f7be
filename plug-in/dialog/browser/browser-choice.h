/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_CHOICE_H
#define PLUG_IN_BROWSER_CHOICE_H

#include "browser-head.h"

void browser_watch_choice (Browser *browser);
void browser_forget_choice (Browser *browser);

#endif /* PLUG_IN_BROWSER_CHOICE_H */
