/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ROW_KINDS_H
#define PLUG_IN_ROW_KINDS_H

#include "dialog/base/dialog-state.h"

const DialogRowKind *row_kind_get (ArgumentKind kind);

#endif /* PLUG_IN_ROW_KINDS_H */
