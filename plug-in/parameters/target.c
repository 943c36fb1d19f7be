/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an objective is about: a whole layer, filters, a class, what the photo excites.
 * Sums of these, ranges of filters and factors of layers remain texts. */

#include "target.h"

#include <string.h>

#define SPACES " \t\n\v\f\r"

static const gchar *const ranks[] = {
  [TARGET_STRONG] = "@strong:",
  [TARGET_WEAK] = "@weak:",
  [TARGET_AVERAGE] = "@average:",
};

/* Whether it is about what the photo excites. */
gboolean
target_is_excited (TargetKind kind)
{
  return kind == TARGET_STRONG || kind == TARGET_WEAK || kind == TARGET_AVERAGE;
}

static gboolean
set_layer (Target *target, TargetKind kind, const FvLayer *layer)
{
  if (!layer || strlen (layer->name) >= sizeof target->layer)
    return FALSE;

  g_strlcpy (target->layer, layer->name, sizeof target->layer);
  target->kind = kind;
  return TRUE;
}

/* "@strong:8", behind the layer's name */
static gboolean
parse_rank (Target *target, const FvLayer *layer, const gchar *text)
{
  for (TargetKind kind = TARGET_STRONG; kind <= TARGET_AVERAGE; kind++)
    {
      gsize length = strlen (ranks[kind]);
      gint64 n_filters;

      if (strncmp (text, ranks[kind], length) == 0 &&
          g_ascii_string_to_signed (text + length, 10, 1, layer->n_filters, &n_filters,
                                    NULL))
        {
          target->n_filters = (gint)n_filters;
          return set_layer (target, kind, layer);
        }
    }
  return FALSE;
}

/* Without the spaces, which may stand between its parts. */
static gboolean
parse_excited (Target *target, const gchar *objective, const FvLayer *layers,
               gint n_layers)
{
  g_auto (GStrv) words = g_strsplit_set (objective, SPACES, -1);
  g_autofree gchar *text = g_strjoinv (NULL, words);

  for (gint i = 0; i < n_layers; i++)
    {
      gsize length = strlen (layers[i].name);

      if (strncmp (text, layers[i].name, length) == 0 &&
          parse_rank (target, &layers[i], text + length))
        return TRUE;
    }
  return FALSE;
}

/* Whether the filter is that of a class, whose name is known. */
static gboolean
is_class (const Pick *pick, const FvLayer *layers, gint n_layers)
{
  const FvLayer *classes = fv_layers_find_classes (layers, n_layers);

  return classes && strcmp (pick->layer, classes->name) == 0 && pick->weight == 1.0 &&
         fv_layer_get_class_name (classes, pick->filter) != NULL;
}

static void
set_picks (Target *target, const Pick *picks, gint n_picks)
{
  target->kind = TARGET_FILTERS;
  target->n_picks = n_picks;
  memcpy (target->picks, picks, n_picks * sizeof *picks);
}

/* Finds out what an objective is about; the layers are those that there are. What is not
 * of its kind stays in the target as it was. */
void
target_parse (Target *target, const gchar *objective, const FvLayer *layers,
              gint n_layers)
{
  g_autofree gchar *name = g_strstrip (g_strdup (objective));
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = picks_parse (objective, layers, n_layers, picks);

  if (n_picks == 1 && is_class (picks, layers, n_layers))
    {
      target->kind = TARGET_CLASS;
      target->class_index = picks->filter;
    }
  else if (n_picks > 0)
    set_picks (target, picks, n_picks);
  else if (!set_layer (target, TARGET_LAYER, fv_layer_find (layers, n_layers, name)) &&
           !parse_excited (target, objective, layers, n_layers))
    target->kind = TARGET_TEXT;
}

/* The objective; NULL where only its text tells what it is. */
gchar *
target_to_objective (const Target *target)
{
  switch (target->kind)
    {
    case TARGET_LAYER:
      return g_strdup (target->layer);

    case TARGET_FILTERS:
      return picks_to_objective (target->picks, target->n_picks, " + ");

    case TARGET_CLASS:
      return g_strdup_printf (PICKS_CLASSES ":%d", target->class_index);

    case TARGET_TEXT:
      return NULL;

    default:
      return g_strdup_printf ("%s%s%d", target->layer, ranks[target->kind],
                              target->n_filters);
    }
}
