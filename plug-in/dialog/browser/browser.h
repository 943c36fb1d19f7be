/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_BROWSER_H
#define PLUG_IN_BROWSER_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_browser;

#endif /* PLUG_IN_BROWSER_H */
