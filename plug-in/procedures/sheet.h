/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SHEET_H
#define PLUG_IN_SHEET_H

#include "procedure/procedure.h"

extern const Procedure sheet_procedure;

#endif /* PLUG_IN_SHEET_H */
