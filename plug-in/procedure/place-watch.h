/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PLACE_WATCH_H
#define PLUG_IN_PLACE_WATCH_H

#include "procedure.h"

/* Looks now and then whether the result of a job can still go where it was to go. */
typedef struct
{
  Destination destination;
  gboolean is_needed;
  gint64 next_time;  /* when to look again */
  const gchar *lost; /* what a person is to be told; NULL if it can */
} PlaceWatch;

void place_watch_begin (PlaceWatch *watch, const Procedure *procedure, const Job *job);
gboolean place_watch_look (PlaceWatch *watch);
const Proof *place_watch_get_proof (const PlaceWatch *watch);

#endif /* PLUG_IN_PLACE_WATCH_H */
