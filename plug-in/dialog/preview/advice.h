/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ADVICE_H
#define PLUG_IN_ADVICE_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_advice;

void advice_show_stuck (Dialog *dialog);

#endif /* PLUG_IN_ADVICE_H */
