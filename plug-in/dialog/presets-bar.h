/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESETS_BAR_H
#define PLUG_IN_PRESETS_BAR_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_presets_bar;

const GPtrArray *presets_bar_get_presets (const Dialog *dialog);

#endif /* PLUG_IN_PRESETS_BAR_H */
