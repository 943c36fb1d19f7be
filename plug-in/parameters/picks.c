/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Chosen filters as the text of an objective: "block3_conv1:5*0.5 + block3_conv1:7";
 * and as people read them: "5 × 0.5 + 7". */

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

/* Reading */

/* What files use to part the words of a layer's name, but for what may be arithmetic */
#define NAME_CHARACTERS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_/."

static void
skip_spaces (const gchar **at)
{
  while (g_ascii_isspace (**at))
    (*at)++;
}

static gboolean
skip (const gchar **at, gchar expected)
{
  skip_spaces (at);
  if (**at != expected)
    return FALSE;
  (*at)++;
  return TRUE;
}

/* A name that stands in an objective, and the layer that it is of; the length in the
 * objective is 0 if there is none. */
typedef struct
{
  gsize length;
  const gchar *layer;
  gsize layer_length;
} Name;

/* Whether such a name stands there, and a filter's number behind it. */
static gboolean
is_name (const gchar *at, gsize length)
{
  const gchar *behind = at + length;

  return length > 0 && length < sizeof ((Pick *)NULL)->layer && skip (&behind, ':');
}

/* Takes a name that stands there, if it is longer than what was found. */
static void
try_name (const gchar *at, const gchar *name, const gchar *layer, Name *found)
{
  gsize length = strlen (name);

  if (length > found->length && strncmp (at, name, length) == 0 && is_name (at, length))
    *found = (Name){ length, layer, strlen (layer) };
}

/* The layer's name that stands there. Names may have any characters: where the layers are
 * known, it is the longest of theirs. */
static Name
find_name (const gchar *at, const FvLayer *layers, gint n_layers)
{
  const FvLayer *classes = fv_layers_find_classes (layers, n_layers);
  gsize length = strspn (at, NAME_CHARACTERS);
  Name found = { 0 };

  if (!layers && is_name (at, length))
    found = (Name){ length, at, length };
  for (gint i = 0; i < n_layers; i++)
    try_name (at, layers[i].name, layers[i].name, &found);
  if (classes)
    try_name (at, PICKS_CLASSES, classes->name, &found);
  return found;
}

/* Reads it, if there is one. */
static gboolean
read_name (const gchar **at, const FvLayer *layers, gint n_layers, Pick *pick)
{
  Name name;

  skip_spaces (at);
  name = find_name (*at, layers, n_layers);
  if (name.length == 0)
    return FALSE;

  memcpy (pick->layer, name.layer, MIN (name.layer_length, sizeof pick->layer - 1));
  *at += name.length;
  return TRUE;
}

static gboolean
read_factor (const gchar **at, gdouble *weight)
{
  gchar *end;
  gdouble factor = g_ascii_strtod (*at, &end);

  if (end == *at)
    return FALSE;
  *at = end;
  *weight *= factor;
  return TRUE;
}

static gboolean
read_filter (const gchar **at, Pick *pick)
{
  gchar *end;
  gint64 filter;

  skip_spaces (at);
  filter = g_ascii_strtoll (*at, &end, 10);
  if (!g_ascii_isdigit (**at) || filter > G_MAXINT)
    return FALSE;
  pick->filter = (gint)filter;
  *at = end;
  return TRUE;
}

/* A factor may stand before a filter, and behind it. */
static gboolean
read_pick (const gchar **at, const FvLayer *layers, gint n_layers, Pick *pick)
{
  if (!read_name (at, layers, n_layers, pick) &&
      (!read_factor (at, &pick->weight) || !skip (at, '*') ||
       !read_name (at, layers, n_layers, pick)))
    return FALSE;

  return skip (at, ':') && read_filter (at, pick) &&
         (!skip (at, '*') || read_factor (at, &pick->weight)) &&
         fabs (pick->weight) <= PICKS_MAXIMUM_WEIGHT;
}

/* What follows a filter, as a sign; 0 at the end. A number behind "-" is the last one of
 * a range of filters. */
static gint
read_sign (const gchar **at)
{
  if (skip (at, '+'))
    return 1;
  if (!skip (at, '-'))
    return 0;
  skip_spaces (at);
  return g_ascii_isdigit (**at) ? 0 : -1;
}

/* Finds out which filters an objective mixes, at most PICKS_MAXIMUM of them. The layers
 * are those that there are, or NULL where that is not known. Returns the filters' number:
 * 0 if it is not only of filters. */
gint
picks_parse (const gchar *objective, const FvLayer *layers, gint n_layers, Pick *picks)
{
  const gchar *at = objective;
  gint sign = skip (&at, '-') ? -1 : 1;
  gint n_picks = 0;

  while (sign != 0 && n_picks < PICKS_MAXIMUM)
    {
      picks[n_picks] = (Pick){ .weight = sign };
      if (!read_pick (&at, layers, n_layers, &picks[n_picks]))
        return 0;
      n_picks++;
      sign = read_sign (&at);
    }
  skip_spaces (&at);
  return sign == 0 && *at == '\0' ? n_picks : 0;
}

/* For people */

static void
describe_pick (GString *text, const Pick *pick, const gchar *layer)
{
  gdouble weight = pick->weight;

  if (text->len > 0)
    {
      g_string_append (text, weight < 0.0 ? " − " : " + ");
      weight = fabs (weight);
    }
  if (strcmp (pick->layer, layer) != 0)
    g_string_append_printf (text, "%s: ", pick->layer);
  if (weight < 0.0)
    g_string_append (text, "−");
  g_string_append_printf (text, "%d", pick->filter);
  if (fabs (fabs (weight) - 1.0) >= PRECISION)
    g_string_append_printf (text, " × %.3g", fabs (weight));
}

/* Such as "8 + 10 × 0.5". A layer is named before its first filter, but for the one that
 * is told elsewhere; "" for none. */
gchar *
picks_describe (const Pick *picks, gint n_picks, const gchar *layer)
{
  GString *text = g_string_new (NULL);

  for (gint i = 0; i < n_picks; i++)
    {
      describe_pick (text, &picks[i], layer);
      layer = picks[i].layer;
    }
  return g_string_free (text, FALSE);
}
