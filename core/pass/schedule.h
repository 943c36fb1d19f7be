/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SCHEDULE_H
#define FV_SCHEDULE_H

#include "plan.h"

/* Rows @first … @end - 1 of what is done at once: of a stage, or of a tap */
typedef struct
{
  FvDirection direction;
  gint map;   /* that is convolved: also the stage's number */
  FvTap *tap; /* NULL for the stage */
  gint first;
  gint end;
} FvRows;

void fv_schedule_begin (FvPlan *plan);
gboolean fv_schedule_next (const FvPlan *plan, gboolean backward, FvRows *rows);
void fv_schedule_note (FvPlan *plan, const FvRows *rows);
void fv_schedule_measure (FvPlan *plan);

#endif /* FV_SCHEDULE_H */
