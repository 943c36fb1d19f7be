/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A sheet: the pictures of many filters in one, the best first, with the time that is
 * left.
 *
 *   cc sheet.c picture-file.c -o sheet \
 *     $(pkg-config --cflags --libs featvis gdk-pixbuf-2.0)
 *   ./sheet block3_conv1 0-15 sheet.png
 */

#include <locale.h>

#include "picture-file.h"

typedef struct
{
  FvCell *cells;
  gint n_cells;
  gint n_filters;
  gint64 begin;
} Sheet;

static void
sheet_clear (Sheet *sheet)
{
  for (gint i = 0; i < sheet->n_cells; i++)
    fv_cell_clear (&sheet->cells[i]);
  g_free (sheet->cells);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

/* Cells come from several threads, but one at a time, so that no lock is needed. */
static gboolean
on_cell (FvCell *cell, gpointer data, GError **error)
{
  Sheet *sheet = data;
  gdouble seconds = (gdouble)(g_get_monotonic_time () - sheet->begin) / G_USEC_PER_SEC;

  (void)error;
  sheet->cells[sheet->n_cells++] = *cell;
  g_printerr ("\r%d of %d, %.0f seconds left ", sheet->n_cells, sheet->n_filters,
              seconds / sheet->n_cells * (sheet->n_filters - sheet->n_cells));
  return TRUE;
}

static gboolean
write_sheet (const Sheet *made, const FvSettings *settings, const gchar *output,
             GError **error)
{
  g_auto (FvSheet) sheet = { 0 };
  fv_autofree guint8 *bytes = NULL;

  return fv_sheet_arrange (&sheet, made->cells, made->n_cells, settings, error) &&
         (bytes = fv_sheet_draw (&sheet, made->cells, error)) != NULL &&
         write_picture (output, bytes, sheet.width, sheet.height, error);
}

static gboolean
make_sheet (const gchar *layer, const gchar *text, const gchar *output, GError **error)
{
  FvAscent ascent = { .layer = layer, .width = 64, .height = 64, .seed = 42 };
  const FvRecipe *recipe = fv_recipe_get_usual (FV_TASK_SHEET);
  g_autoptr (FvWeights) weights = fv_weights_find (NULL, error);
  g_autoptr (FvNetwork) network = NULL;
  g_autofree gint *filters = NULL;
  g_auto (Sheet) sheet = { .begin = g_get_monotonic_time () };
  const FvLayer *layers;
  gint n_layers;

  network = weights != NULL ? fv_weights_load (weights, layer, error) : NULL;
  if (network == NULL)
    return FALSE;
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_filters_parse (text, fv_layer_find (layers, n_layers, layer), recipe, &filters,
                         &sheet.n_filters, error))
    return FALSE;
  sheet.cells = g_new0 (FvCell, sheet.n_filters);
  fv_settings_init (&ascent.settings, FV_TASK_SHEET, recipe, FV_START_NOISE);
  if (!fv_settings_parse (&ascent.settings, "steps=10 labels=yes", error) ||
      !fv_sheet_render (network, &ascent, filters, sheet.n_filters, on_cell, &sheet, NULL,
                        error))
    return FALSE;
  g_printerr ("\n");
  return write_sheet (&sheet, &ascent.settings, output, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  if (argc != 4)
    {
      g_printerr ("Usage: sheet LAYER FILTERS OUTPUT.png\n");
      return 2;
    }
  if (make_sheet (argv[1], argv[2], argv[3], &error))
    return 0;
  g_printerr ("sheet: %s\n", error->message);
  return 1;
}
