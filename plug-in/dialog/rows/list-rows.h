/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LIST_ROWS_H
#define PLUG_IN_LIST_ROWS_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_layers_row;
extern const DialogRowKind dialog_filters_row;

#endif /* PLUG_IN_LIST_ROWS_H */
