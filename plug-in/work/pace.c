/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast this machine is at each kind of work, learnt from all that was done: drafts
 * tell it of the whole picture, and each run of the next one. Small pictures take longer
 * for each multiplication than large ones, so that what is known is known for a size; for
 * another size, it is what lies between the nearest ones. */

#include "pace.h"

#include <math.h>
#include <string.h>

/* Sizes that differ by less are one: the newer takes the older's place. */
#define SAME_SIZE 1.1

static GMutex lock; /* of every pace */

/* What this process has learnt, and those before it in this session. */
Pace *
pace_get_common (void)
{
  static Pace common = { .version = PACE_VERSION };

  return &common;
}

void
pace_copy (const Pace *pace, Pace *copy)
{
  g_mutex_lock (&lock);
  *copy = *pace;
  g_mutex_unlock (&lock);
}

static gboolean
is_sound (const Pace *pace)
{
  if (pace->version != PACE_VERSION || pace->n_points < 0 ||
      pace->n_points > PACE_N_POINTS)
    return FALSE;
  for (gint i = 0; i < pace->n_points; i++)
    {
      const PacePoint *point = &pace->points[i];

      if (!memchr (point->kind, '\0', sizeof point->kind) || !(point->work > 0.0) ||
          !(point->first > 0.0) || !(point->next > 0.0))
        return FALSE;
    }
  return TRUE;
}

/* Takes what was kept. FALSE if that is not what this version of the plug-in keeps. */
gboolean
pace_set (Pace *pace, const Pace *other)
{
  if (!is_sound (other))
    return FALSE;

  g_mutex_lock (&lock);
  *pace = *other;
  g_mutex_unlock (&lock);
  return TRUE;
}

static gboolean
is_same (const PacePoint *a, const PacePoint *b)
{
  return strcmp (a->kind, b->kind) == 0 && a->work < SAME_SIZE * b->work &&
         b->work < SAME_SIZE * a->work;
}

/* Removes what the new point takes the place of: the same size, or else the oldest if
 * there is no more room. Returns how many points stay. */
static gint
make_room (Pace *pace, const PacePoint *point)
{
  gint n = 0;

  for (gint i = 0; i < pace->n_points; i++)
    if (!is_same (&pace->points[i], point))
      pace->points[n++] = pace->points[i];
  return MIN (n, PACE_N_POINTS - 1);
}

/* A step of that kind and work took so many seconds. */
void
pace_note (Pace *pace, const gchar *kind, gdouble work, gdouble first, gdouble next)
{
  PacePoint point = { .work = work, .first = first, .next = next };

  if (!(work > 0.0 && first > 0.0 && next > 0.0))
    return;

  g_strlcpy (point.kind, kind, sizeof point.kind);
  g_mutex_lock (&lock);
  pace->n_points = make_room (pace, &point);
  memmove (pace->points + 1, pace->points, pace->n_points * sizeof point);
  pace->points[0] = point;
  pace->n_points++;
  g_mutex_unlock (&lock);
}

/* Looks for the nearest sizes on both sides. */
static void
find_neighbours (const Pace *pace, const PacePoint *wanted, const PacePoint **below,
                 const PacePoint **above)
{
  *below = *above = NULL;
  for (gint i = 0; i < pace->n_points; i++)
    {
      const PacePoint *point = &pace->points[i];

      if (strcmp (point->kind, wanted->kind) != 0)
        continue;
      if (point->work <= wanted->work && (!*below || point->work > (*below)->work))
        *below = point;
      if (point->work >= wanted->work && (!*above || point->work < (*above)->work))
        *above = point;
    }
}

/* What a step of that work takes. Beyond the sizes that are known, a multiplication takes
 * as long as at the nearest. FALSE if nothing is known of the kind. */
gboolean
pace_find (const Pace *pace, const gchar *kind, gdouble work, PacePoint *found)
{
  const PacePoint *below, *above;
  gdouble t = 0.0;

  memset (found, 0, sizeof *found);
  found->work = work;
  g_strlcpy (found->kind, kind, sizeof found->kind);
  g_mutex_lock (&lock);
  find_neighbours (pace, found, &below, &above);
  if (below && above && above->work > below->work)
    t = log (work / below->work) / log (above->work / below->work);
  below = below ? below : above;
  above = above ? above : below;
  if (below)
    {
      found->first = work * ((1.0 - t) * below->first / below->work +
                             t * above->first / above->work);
      found->next =
          work * ((1.0 - t) * below->next / below->work + t * above->next / above->work);
    }
  g_mutex_unlock (&lock);
  return found->next > 0.0;
}
