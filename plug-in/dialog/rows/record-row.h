/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_RECORD_ROW_H
#define PLUG_IN_RECORD_ROW_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_record_row;

#endif /* PLUG_IN_RECORD_ROW_H */
