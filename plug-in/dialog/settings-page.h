/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SETTINGS_PAGE_H
#define PLUG_IN_SETTINGS_PAGE_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_settings_page;

#endif /* PLUG_IN_SETTINGS_PAGE_H */
