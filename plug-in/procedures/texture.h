/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TEXTURE_H
#define PLUG_IN_TEXTURE_H

#include "procedure/procedure.h"

extern const Procedure texture_procedure;

#endif /* PLUG_IN_TEXTURE_H */
