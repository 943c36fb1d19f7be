/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DREAM_H
#define PLUG_IN_DREAM_H

#include "procedure/procedure.h"

extern const Procedure dream_procedure;

#endif /* PLUG_IN_DREAM_H */
