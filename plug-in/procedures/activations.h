/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ACTIVATIONS_H
#define PLUG_IN_ACTIVATIONS_H

#include "procedure/procedure.h"

extern const Procedure activations_procedure;

#endif /* PLUG_IN_ACTIVATIONS_H */
