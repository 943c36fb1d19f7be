/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_REDIRECT_H
#define FV_REDIRECT_H

#include "plan.h"

/* What becomes of a gradient that ReLUs block: see fv_mask_redirect()
 *
 * NONE: it is zero
 * MASKS: those masks of a chain that would block all of it let it pass
 * ALL: where the picture's whole gradient is zero, these and the targets' own ReLUs do */
typedef enum
{
  FV_REDIRECT_NONE,
  FV_REDIRECT_MASKS,
  FV_REDIRECT_ALL
} FvRedirect;

void fv_redirect_forget (FvPlan *plan);
gboolean fv_redirect_blocked (FvPlan *plan, FvRedirect redirect, gboolean is_chain,
                              const FvImage *gradient);

#endif /* FV_REDIRECT_H */
