/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A change of a photo, be it a dream or a style: the order in which its parts come. */

#include "dream-private.h"
#include "gimp/guide.h"

static void
clear_picture (gpointer data)
{
  DreamPicture *picture = data;

  g_clear_object (&picture->pixels);
}

/* Whatever belongs to GIMP is read here, before the work begins. */
static gboolean
dream_init (Dream *dream, const Job *job, const DreamKind *kind, GError **error)
{
  const Source *source = &job->source;

  dream->kind = kind;
  dream->job = job;
  dream->parameters = job->parameters;
  dream->pictures = g_array_new (FALSE, FALSE, sizeof (DreamPicture));
  g_array_set_clear_func (dream->pictures, clear_picture);
  if (!kind->plan (job, &dream->plan, error))
    return FALSE;

  if (dream->plan.ascent.guide &&
      !(dream->guide = guide_read (dream->plan.guide, dream->plan.guide_file, error)))
    return FALSE;
  return photo_read (&dream->photo, source,
                     dream->parameters->output == DREAM_OUTPUT_IMAGE, error);
}

static void
dream_clear (Dream *dream)
{
  ascent_plan_clear (&dream->plan);
  photo_clear (&dream->photo);
  g_clear_pointer (&dream->guide, fv_image_free);
  g_array_unref (dream->pictures);
}

/* Does the job of such a procedure. */
gboolean
dream_run (const Job *job, const DreamKind *kind, Outcome *outcome, GError **error)
{
  Dream dream = { 0 };
  gboolean success = dream_init (&dream, job, kind, error) &&
                     dream_work (&dream, error) && dream_place (&dream, outcome, error);

  dream_clear (&dream);
  return success;
}
