/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_COST_LINE_H
#define PLUG_IN_COST_LINE_H

#include "dialog/base/dialog-state.h"

extern const DialogPanel dialog_cost_line;

#endif /* PLUG_IN_COST_LINE_H */
