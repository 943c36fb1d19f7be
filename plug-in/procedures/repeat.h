/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_REPEAT_H
#define PLUG_IN_REPEAT_H

#include "procedure/procedure.h"

extern const Procedure repeat_procedure;

#endif /* PLUG_IN_REPEAT_H */
