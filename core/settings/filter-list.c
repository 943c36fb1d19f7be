/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of filters as text: "3,5,9-12". */

#include "featvis.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"

/* shown: of the text, what sentences quote */
typedef struct
{
  const gchar *text;
  const gchar *shown;
  const FvLayer *layer;
  GArray *filters;  /* of gint */
  gboolean *chosen; /* by filter */
} FvListParser;

/* A sentence that names the list and one of its items */
static gboolean
set_malformed (const FvListParser *parser, const gchar *format, const gchar *item,
               GError **error)
{
  g_autofree gchar *shown = fv_text_shorten (item);

  g_set_error (error, FV_ERROR, FV_ERROR_SETTING, format, parser->shown, shown);
  return FALSE;
}

static gboolean
add_filter (FvListParser *parser, const gchar *item, guint64 filter, GError **error)
{
  if (filter >= (guint64)parser->layer->n_filters)
    {
      g_autofree gchar *shown = fv_text_shorten (item);

      g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
                   _ ("Layer %s has the filters 0 to %d, and “%s” of “%s” is not among "
                      "them. Choose others."),
                   parser->layer->name, parser->layer->n_filters - 1, shown,
                   parser->shown);
      return FALSE;
    }
  if (parser->chosen[filter])
    {
      g_autofree gchar *shown = fv_text_shorten (item);

      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The filters cannot be “%s”: with “%s” filter %d comes twice. Name "
                      "each once."),
                   parser->shown, shown, (gint)filter);
      return FALSE;
    }
  parser->chosen[filter] = TRUE;
  g_array_append_val (parser->filters, ((gint){ (gint)filter }));
  return TRUE;
}

static gboolean
parse_number (const gchar *text, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64 - 1, number, NULL);
}

static gboolean
parse_item (FvListParser *parser, const gchar *item, GError **error)
{
  g_auto (GStrv) ends = g_strsplit (item, "-", 2);
  guint64 first, last;

  if (ends[0] == NULL || !parse_number (ends[0], &first) ||
      !parse_number (ends[1] ? ends[1] : ends[0], &last))
    return set_malformed (
        parser,
        _ ("The filters cannot be “%s”: “%s” is neither a number nor a range. Write, for "
           "example, 0-63 or 3,5,9-12."),
        item, error);
  if (last < first)
    return set_malformed (
        parser,
        _ ("The filters cannot be “%s”: “%s” goes backwards. Write the smaller number "
           "first."),
        item, error);
  for (guint64 filter = first; filter <= last; filter++)
    if (!add_filter (parser, item, filter, error))
      return FALSE;
  return TRUE;
}

static gboolean
parse_items (FvListParser *parser, GError **error)
{
  g_auto (GStrv) items = g_strsplit (parser->text, ",", -1);

  if (items[0] == NULL) /* no text at all */
    return parse_item (parser, "", error);
  for (gint i = 0; items[i] != NULL; i++)
    if (!parse_item (parser, items[i], error))
      return FALSE;
  return TRUE;
}

static void
add_first (GArray *filters, const FvLayer *layer, const FvRecipe *recipe)
{
  gint n = recipe->sheet_filters > 0 ? MIN (recipe->sheet_filters, layer->n_filters)
                                     : layer->n_filters;

  for (gint i = 0; i < n; i++)
    g_array_append_val (filters, i);
}

/**
 * fv_filters_parse:
 * @text: (nullable): numbers and ranges with both ends, such as "3,5,9-12"; %NULL for as
 *   many of the first filters as the recipe's sheet shows
 * @layer: the filters' layer
 * @recipe: (nullable): the recipe; %NULL only with a text
 * @filters: (out) (transfer full) (array length=n_filters): the filters in that order
 * @n_filters: (out): how many they are, at least 1
 * @error: %FV_ERROR_SETTING when @text is malformed, or has a filter twice;
 *   %FV_ERROR_FILTER when the layer does not have one of them
 *
 * Returns: whether @filters and @n_filters were set
 */
gboolean
fv_filters_parse (const gchar *text, const FvLayer *layer, const FvRecipe *recipe,
                  gint **filters, gint *n_filters, GError **error)
{
  g_autoptr (GArray) list = NULL;
  g_autofree gboolean *chosen = NULL;
  g_autofree gchar *shown = NULL;

  g_return_val_if_fail (layer != NULL && layer->n_filters >= 1, FALSE);
  g_return_val_if_fail (text != NULL || recipe != NULL, FALSE);
  g_return_val_if_fail (filters != NULL && n_filters != NULL, FALSE);
  list = g_array_new (FALSE, FALSE, sizeof (gint));
  chosen = g_new0 (gboolean, layer->n_filters);
  shown = fv_text_shorten (text);
  if (text == NULL)
    add_first (list, layer, recipe);
  else if (!parse_items (&(FvListParser){ text, shown, layer, list, chosen }, error))
    return FALSE;
  *n_filters = list->len;
  *filters = g_memdup2 (list->data, list->len * sizeof (gint));
  return TRUE;
}

static gboolean
follows (gint filter, gint other)
{
  return (gint64)filter == (gint64)other + 1;
}

/**
 * fv_filters_to_string:
 * @filters: (array length=n_filters): filters in any order, each at least 0
 * @n_filters: how many they are
 *
 * Returns: (transfer full): them in that order, with ranges, as fv_filters_parse() takes
 *   them: "3,5,9-12"
 */
gchar *
fv_filters_to_string (const gint *filters, gint n_filters)
{
  GString *text;
  gint last;

  g_return_val_if_fail (n_filters >= 0 && (filters != NULL || n_filters == 0), NULL);
  text = g_string_new (NULL);
  for (gint i = 0; i < n_filters; i = last + 1)
    {
      for (last = i; last + 1 < n_filters && follows (filters[last + 1], filters[last]);)
        last++;
      g_string_append_printf (text, "%s%d", i > 0 ? "," : "", filters[i]);
      if (last > i)
        g_string_append_printf (text, "-%d", filters[last]);
    }
  return g_string_free (text, FALSE);
}
