/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chosen filters as the text of an objective: "block3_conv1:5*0.5 + block3_conv1:7". */

#include "picks.h"

#include <math.h>
#include <string.h>

#define DIGITS    "%.2f"
#define PRECISION 0.005

/* Whether it counts for anything. */
gboolean
picks_count (const Pick *pick)
{
  return fabs (pick->weight) >= PRECISION;
}

/* Without what would not change it: a weight of 1, zeros at its end */
static void
add_weight (GString *text, gdouble weight)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (fabs (weight - 1.0) < PRECISION)
    return;

  g_ascii_formatd (number, sizeof number, DIGITS, weight);
  for (gsize n = strlen (number); number[n - 1] == '0' || number[n - 1] == '.'; n--)
    {
      gboolean is_whole = number[n - 1] == '.';

      number[n - 1] = '\0';
      if (is_whole)
        break;
    }
  g_string_append_printf (text, "*%s", number);
}

/* The objective that mixes them. What counts for nothing is left out. */
gchar *
picks_to_objective (const Pick *picks, gint n_picks, const gchar *separator)
{
  GString *text = g_string_new (NULL);

  for (gint i = 0; i < n_picks; i++)
    {
      if (!picks_count (&picks[i]))
        continue;
      g_string_append_printf (text, "%s%s:%d", text->len > 0 ? separator : "",
                              picks[i].layer, picks[i].filter);
      add_weight (text, picks[i].weight);
    }
  return g_string_free (text, FALSE);
}

/* Whether a text is a layer's name, and no more: with what files use to part its words,
 * but for what may be arithmetic. */
static gboolean
is_layer (const gchar *name)
{
  gsize length = strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_/.");

  return length > 0 && name[length] == '\0' && length < sizeof ((Pick *)NULL)->layer;
}

static gboolean
parse_pick (gchar *text, Pick *pick)
{
  gchar *colon = strchr (text, ':');
  gint64 filter;
  gchar *end;

  if (!colon)
    return FALSE;

  *colon = '\0';
  g_strstrip (text);
  filter = g_ascii_strtoll (colon + 1, &end, 10);
  *pick = (Pick){ .filter = (gint)filter, .weight = 1.0 };
  if (!is_layer (text) || end == colon + 1 || filter < 0 || filter > G_MAXINT)
    return FALSE;

  g_strlcpy (pick->layer, text, sizeof pick->layer);
  while (g_ascii_isspace (*end))
    end++;
  if (*end == '*')
    pick->weight = g_ascii_strtod (end + 1, &end);
  while (g_ascii_isspace (*end))
    end++;
  return *end == '\0' && fabs (pick->weight) <= PICKS_MAXIMUM_WEIGHT;
}

/* Finds out which filters an objective mixes, at most PICKS_MAXIMUM of them. Returns
 * their number: 0 if it is not only of filters. */
gint
picks_parse (const gchar *objective, Pick *picks)
{
  gchar **words = g_strsplit (objective, "+", -1);
  gint n_picks = (gint)g_strv_length (words);

  if (n_picks > PICKS_MAXIMUM)
    n_picks = 0;
  for (gint i = 0; i < n_picks; i++)
    if (!parse_pick (words[i], &picks[i]))
      n_picks = 0;
  g_strfreev (words);
  return n_picks;
}
