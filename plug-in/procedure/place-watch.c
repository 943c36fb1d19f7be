/* SPDX-License-Identifier: GPL-3.0-or-later */

/* While a picture is made, the user goes on in GIMP, and may close the image that it is
 * for. GIMP tells nobody: it has to be asked. */

#include "place-watch.h"

#define INTERVAL (G_USEC_PER_SEC / 2)

/* Begins before the work. */
void
place_watch_begin (PlaceWatch *watch, const Procedure *procedure, const Job *job)
{
  *watch = (PlaceWatch){ 0 };
  watch->is_needed =
      procedure->get_destination && procedure->get_destination (job, &watch->destination);
}

/* Looks if it is time. TRUE if there is something else to be told than before. */
gboolean
place_watch_look (PlaceWatch *watch)
{
  gint64 now = g_get_monotonic_time ();
  const gchar *before = watch->lost;

  if (!watch->is_needed || now < watch->next_time)
    return FALSE;

  watch->next_time = now + INTERVAL;
  watch->lost = destination_explain_loss (&watch->destination);
  return watch->lost != before;
}

/* What becomes of colors where the result will go. */
const Proof *
place_watch_get_proof (const PlaceWatch *watch)
{
  Destination destination = watch->destination;

  if (!watch->is_needed)
    return NULL;

  source_look (&destination.source);
  if (watch->lost && destination.kind != DESTINATION_DRAWABLE)
    destination.kind = DESTINATION_IMAGE;
  return destination_get_proof (&destination);
}
