/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WIRING_H
#define FV_WIRING_H

#include "plan.h"

void fv_wiring_make (FvPlan *plan, const FvNetwork *network, const FvPassTarget *target,
                     FvPassManner manner);

#endif /* FV_WIRING_H */
