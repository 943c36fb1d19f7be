/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SEED_ROW_H
#define PLUG_IN_SEED_ROW_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_seed_row;

#endif /* PLUG_IN_SEED_ROW_H */
