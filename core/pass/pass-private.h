/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PASS_PRIVATE_H
#define FV_PASS_PRIVATE_H

#include "pass.h"

#include "base/workers.h"
#include "schedule.h"

/* What one pass is made of; for the files of the pass alone */
struct _FvPass
{
  FvPlan *plan;
  FvWorkers *workers;
  gfloat *shared;         /* by all steps, on the way back */
  FvSharedKernel *kernel; /* by all steps, if they do not keep theirs */
  GCancellable *stop;
  FvProgress *progress;
  gboolean is_chain;
  gboolean is_redirected; /* whether the last run was */

  /* while it runs */
  gboolean watches;   /* for masks that no gradient passes */
  gboolean measures;  /* styles, before the way back */
  gboolean remembers; /* contents */
  gfloat *activation; /* of the only tap, if that is all that is wanted; or else %NULL */
  GCancellable *cancellable;
};

void fv_pass_go_forward (FvPass *pass, const FvRows *rows);
void fv_pass_go_back (FvPass *pass, const FvRows *rows);

#endif /* FV_PASS_PRIVATE_H */
