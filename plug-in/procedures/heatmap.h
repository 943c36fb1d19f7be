/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_HEATMAP_H
#define PLUG_IN_HEATMAP_H

#include "procedure/procedure.h"

extern const Procedure heatmap_procedure;

#endif /* PLUG_IN_HEATMAP_H */
