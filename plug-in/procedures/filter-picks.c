/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The filters that are chosen for a picture: one is layer and filter themselves, several
 * are an objective among the options. */

#include "filter-private.h"
#include "parameters/options.h"

#include <string.h>

gint
filter_get_picks (const Job *job, Pick *picks)
{
  const FilterParameters *parameters = job->parameters;
  g_autofree gchar *rest = NULL;
  g_autofree gchar *objective = options_take (parameters->options, "objective", &rest);

  if (objective)
    {
      gint n_layers = 0;
      const FvLayer *layers =
          job->weights ? fv_weights_get_layers (job->weights, &n_layers) : NULL;

      return picks_parse (objective, layers, n_layers, picks);
    }

  *picks = (Pick){ .filter = parameters->filter, .weight = 1.0 };
  g_strlcpy (picks->layer, parameters->layer, sizeof picks->layer);
  return 1;
}

/* The first one that counts for something, or NULL. */
static const Pick *
find_first (const Pick *picks, gint n_picks)
{
  for (gint i = 0; i < n_picks; i++)
    if (picks_count (&picks[i]))
      return &picks[i];

  return NULL;
}

/* The only one that counts for something, and that is to grow, or NULL. */
static const Pick *
find_single (const Pick *picks, gint n_picks)
{
  const Pick *single = NULL;

  for (gint i = 0; i < n_picks; i++)
    if (picks_count (&picks[i]))
      {
        if (single || picks[i].weight < 0.0)
          return NULL;
        single = &picks[i];
      }
  return single;
}

/* Layer and filter are those of a mixture's first filter, so that they are there when it
 * comes to be alone. */
gboolean
filter_set_picks (gpointer data, const Pick *picks, gint n_picks)
{
  FilterParameters *parameters = data;
  const Pick *first = find_first (picks, n_picks);
  g_autofree gchar *objective = picks_to_objective (picks, n_picks, "+");
  g_autofree gchar *options = options_put (
      parameters->options, "objective", find_single (picks, n_picks) ? NULL : objective);

  if (!first || strlen (options) > sizeof parameters->options / PICKS_ROOM)
    return FALSE;

  g_strlcpy (parameters->options, options, sizeof parameters->options);
  g_strlcpy (parameters->layer, first->layer, sizeof parameters->layer);
  parameters->filter = first->filter;
  return TRUE;
}
