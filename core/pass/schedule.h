/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SCHEDULE_H
#define FV_SCHEDULE_H

#include "plan.h"

/* Rows that are done next: forward, rows @first … @end - 1 of a step; backward, of the
 * gradient of its input number @input. */
typedef struct
{
  FvDirection direction;
  FvPassStep *step;
  gint input;
  gint first;
  gint end;
} FvRows;

void fv_schedule_measure (FvPlan *plan);
void fv_schedule_begin (FvPlan *plan);
gboolean fv_schedule_next (const FvPlan *plan, gboolean backward, FvRows *rows);
void fv_schedule_note (const FvRows *rows);

#endif /* FV_SCHEDULE_H */
