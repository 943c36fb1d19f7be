/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WEIGHTS_BAR_H
#define PLUG_IN_WEIGHTS_BAR_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_weights_bar;

#endif /* PLUG_IN_WEIGHTS_BAR_H */
