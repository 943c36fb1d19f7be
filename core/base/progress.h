/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PROGRESS_H
#define FV_PROGRESS_H

#include "featvis.h"

/* How far some work is, which is counted as #FvEstimate has it. */
typedef struct
{
  FvProgressFunc func; /* NULL if nobody wants to know */
  gpointer user_data;
  gdouble work; /* all of it */
  gdouble done;
} FvProgress;

void fv_progress_add (FvProgress *progress, gdouble work);

#endif /* FV_PROGRESS_H */
