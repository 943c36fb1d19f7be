/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_STYLE_H
#define PLUG_IN_STYLE_H

#include "procedure/procedure.h"

extern const Procedure style_procedure;

#endif /* PLUG_IN_STYLE_H */
