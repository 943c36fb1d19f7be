/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LOSS_WATCH_H
#define PLUG_IN_LOSS_WATCH_H

#include "procedure.h"

/* Looks now and then whether the result of a job can still go where it was to go. */
typedef struct
{
  Destination destination;
  gboolean is_needed;
  gint64 next_time;  /* when to look again */
  const gchar *loss; /* what a person is to be told; NULL if it can */
} LossWatch;

void loss_watch_begin (LossWatch *watch, const Procedure *procedure, const Job *job);
gboolean loss_watch_look (LossWatch *watch);
const Proof *loss_watch_get_proof (const LossWatch *watch);

#endif /* PLUG_IN_LOSS_WATCH_H */
