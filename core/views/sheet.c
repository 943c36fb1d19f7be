/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sheets: where the cells lie in one picture, and drawing them there.
 *
 * The layouts are those of the published scripts: see recipe.c. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "label.h"
#include "base/memory.h"
#include "picture/image.h"
#include "settings/settings.h"

/* Order ---------------------------------------------------------------------------- */

typedef struct
{
  const FvCell *cells;
  FvSheetOrder order;
} FvComparison;

/* For indices of cells: the highest loss first, then by number */
static gint
compare_cells (gconstpointer a, gconstpointer b, gpointer data)
{
  const FvComparison *comparison = data;
  const FvCell *one = &comparison->cells[*(const gint *)a];
  const FvCell *other = &comparison->cells[*(const gint *)b];

  if (comparison->order == FV_SHEET_BEST && one->loss != other->loss)
    return one->loss > other->loss ? -1 : 1;
  return (one->filter > other->filter) - (one->filter < other->filter);
}

/**
 * fv_sheet_count_kept:
 * @settings: of %FV_TASK_SHEET: best, order
 * @n_candidates: how many cells there are that show a filter
 *
 * Returns: how many of them a sheet shows; without a number of the best ones, as many as
 *   fill the largest square, as the Keras script has it
 */
gint
fv_sheet_count_kept (const FvSettings *settings, gint n_candidates)
{
  gint side;

  g_return_val_if_fail (settings != NULL && n_candidates >= 0, 0);
  if (settings->best > 0)
    return MIN (settings->best, n_candidates);
  if (settings->order == FV_SHEET_INDEX)
    return n_candidates;
  side = (gint)floor (sqrt (n_candidates));
  return side * side;
}

/* The indices of the cells that are shown, from first to last */
static GArray *
choose_cells (const FvCell *cells, gint n_cells, const FvSettings *settings)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (gint));
  FvComparison comparison = { cells, settings->order };

  for (gint i = 0; i < n_cells; i++)
    if (settings->order == FV_SHEET_INDEX || !cells[i].is_stuck)
      g_array_append_val (chosen, i);
  g_array_sort_with_data (chosen, compare_cells, &comparison);
  g_array_set_size (chosen, fv_sheet_count_kept (settings, (gint)chosen->len));
  return chosen;
}

static gboolean
check_chosen (const GArray *chosen, const FvCell *cells, GError **error)
{
  for (guint i = 0; i < chosen->len; i++)
    if (!cells[g_array_index (chosen, gint, i)].is_stuck)
      return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_STUCK,
      _ ("All filters of the sheet are stuck, so that there is nothing to show. "
         "Try the option relu=before, another seed or start, or other filters."));
  return FALSE;
}

/* Places --------------------------------------------------------------------------- */

static gint64
get_side (gint n, gint64 side, gint margin)
{
  return n * side + (n - 1) * (gint64)margin;
}

/* Cells that there are, all of one size that pictures can have */
static gboolean
have_one_size (const FvCell *cells, gint n_cells)
{
  if (n_cells < 0 || (cells == NULL && n_cells > 0))
    return FALSE;
  for (gint i = 0; i < n_cells; i++)
    if (cells[i].width != cells->width || cells[i].height != cells->height ||
        !fv_size_check (cells->width, cells->height, NULL))
      return FALSE;
  return TRUE;
}

static gboolean
check_size (gint64 width, gint64 height, const FvSettings *settings, GError **error)
{
  if (width > FV_MAXIMUM_SIDE || height > FV_MAXIMUM_SIDE)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_SIZE,
          _ ("The sheet would be %.0f×%.0f pixels, and no side may be longer than "
             "%d. Choose fewer or smaller cells, or another number of columns."),
          (gdouble)width, (gdouble)height, FV_MAXIMUM_SIDE);
      return FALSE;
    }
  /* the picture, and as much again for who writes it to a file or an image */
  return fv_memory_check (FV_PROCESS_MEMORY + (guint64)width * height * 3 * 2,
                          settings->memory, error);
}

/**
 * fv_sheet_count_columns:
 * @settings: of %FV_TASK_SHEET or %FV_TASK_ACTIVATIONS
 * @n_cells: how many cells or maps there are, at least 1
 *
 * Returns: how many of them lie side by side: as many as are set, or without a number
 *   ⌈√n_cells⌉
 */
gint
fv_sheet_count_columns (const FvSettings *settings, gint n_cells)
{
  g_return_val_if_fail (settings != NULL && n_cells >= 1, 1);
  return settings->columns > 0 ? settings->columns : (gint)ceil (sqrt (n_cells));
}

/* The place of number @index of a sheet of @columns × @rows */
static FvSheetPlace
place_cell (const FvSettings *settings, gint index, gint columns, gint rows,
            gint cell_width, gint cell_height, gint cell)
{
  gboolean by_rows = settings->fill == FV_SHEET_ROWS;
  gint column = by_rows ? index % columns : index / rows;
  gint row = by_rows ? index / columns : index % rows;

  return (FvSheetPlace){ cell, column * (cell_width + settings->margin),
                         row * (cell_height + settings->margin) };
}

/**
 * fv_sheet_arrange:
 * @sheet: (out caller-allocates): where each cell lies, to be cleared with
 *   fv_sheet_clear(); untouched on failure
 * @cells: (array length=n_cells): the cells, all of one size; their pictures are not
 *   looked at
 * @n_cells: how many they are, 0 or more
 * @settings: of %FV_TASK_SHEET: best, order, columns, margin, fill, labels
 * @error: %FV_ERROR_STUCK when there is no cell to show that has a picture;
 *   %FV_ERROR_SIZE when a side would be longer than GIMP can have, 262144;
 *   %FV_ERROR_SETTING; %FV_ERROR_MEMORY
 *
 * Chooses cells and gives each its place. With %FV_SHEET_BEST and no number of cells,
 * those are shown that fill the largest square, n × n with n = ⌊√count⌋. The sheet is
 * columns × ⌈shown / columns⌉ cells large, and without a number of columns these are
 * ⌈√shown⌉.
 *
 * Returns: whether there is a sheet
 */
gboolean
fv_sheet_arrange (FvSheet *sheet, const FvCell *cells, gint n_cells,
                  const FvSettings *settings, GError **error)
{
  g_autoptr (GArray) chosen = NULL;
  gint n, columns, rows, label_height, cell_width, cell_height;
  gint64 width, height;

  g_return_val_if_fail (sheet != NULL && settings != NULL, FALSE);
  g_return_val_if_fail (have_one_size (cells, n_cells), FALSE);
  if (!fv_settings_check_for (settings, FV_TASK_SHEET, error))
    return FALSE;
  chosen = choose_cells (cells, n_cells, settings);
  if (!check_chosen (chosen, cells, error))
    return FALSE;
  n = chosen->len;
  columns = fv_sheet_count_columns (settings, n);
  label_height = settings->labels ? FV_LABEL_HEIGHT : 0;
  rows = (n + columns - 1) / columns;
  cell_width = cells->width;
  cell_height = cells->height + label_height;
  width = get_side (columns, cell_width, settings->margin);
  height = get_side (rows, cell_height, settings->margin);
  if (!check_size (width, height, settings, error))
    return FALSE;
  *sheet = (FvSheet){ width, height, label_height, n, g_new (FvSheetPlace, n) };
  for (gint i = 0; i < n; i++)
    sheet->places[i] = place_cell (settings, i, columns, rows, cell_width, cell_height,
                                   g_array_index (chosen, gint, i));
  return TRUE;
}

/**
 * fv_sheet_clear:
 * @sheet: a sheet
 *
 * Frees what it holds.
 */
void
fv_sheet_clear (FvSheet *sheet)
{
  g_return_if_fail (sheet != NULL);
  g_clear_pointer (&sheet->places, g_free);
}

/* Drawing -------------------------------------------------------------------------- */

/**
 * fv_sheet_new_black:
 * @sheet: a sheet
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): height × width × 3 bytes, R, G, B, all black, for
 *   fv_sheet_draw_cell(); to be freed with fv_memory_free()
 */
guint8 *
fv_sheet_new_black (const FvSheet *sheet, GError **error)
{
  gsize n_bytes;
  guint8 *bytes;

  g_return_val_if_fail (sheet != NULL, NULL);
  g_return_val_if_fail (fv_size_check (sheet->width, sheet->height, NULL), NULL);
  n_bytes = (gsize)sheet->width * sheet->height * 3;
  bytes = fv_memory_new (n_bytes, 1, error);
  if (bytes != NULL)
    memset (bytes, 0, n_bytes);
  return bytes;
}

/* The same in every language, as pictures are. */
static gboolean
draw_label (const FvSheet *sheet, guint8 *corner, const FvCell *cell, GError **error)
{
  gchar loss[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree gchar *text = NULL;

  g_ascii_formatd (loss, sizeof loss, "%.3g", cell->loss);
  text = g_strdup_printf ("%d: %s", cell->filter, loss);
  return fv_lettering_draw (text, corner, (gsize)sheet->width * 3, cell->width,
                            sheet->label_height, error);
}

static gboolean
is_place (const FvSheet *sheet, gint place)
{
  return sheet->places != NULL && place >= 0 && place < sheet->n_places;
}

static gboolean
fits (const FvSheet *sheet, const FvSheetPlace *place, const FvCell *cell)
{
  return place->x >= 0 && place->y >= 0 && cell->width >= 1 && cell->height >= 1 &&
         cell->width <= sheet->width - place->x &&
         cell->height <= sheet->height - sheet->label_height - place->y;
}

/**
 * fv_sheet_draw_cell:
 * @sheet: a sheet
 * @bytes: (inout): height × width × 3, R, G, B: the sheet's picture
 * @place: which of its places, from 0
 * @cell: the cell of that place, of the size of those that the sheet was arranged from
 * @error: %FV_ERROR_MEMORY
 *
 * Draws one cell, with its label if the sheet has labels. A cell without a picture is
 * left as it is.
 *
 * Returns: whether it was drawn
 */
gboolean
fv_sheet_draw_cell (const FvSheet *sheet, guint8 *bytes, gint place, const FvCell *cell,
                    GError **error)
{
  gsize row_size, cell_row_size;
  guint8 *corner;

  g_return_val_if_fail (sheet != NULL && bytes != NULL && cell != NULL, FALSE);
  g_return_val_if_fail (is_place (sheet, place), FALSE);
  g_return_val_if_fail (fits (sheet, &sheet->places[place], cell), FALSE);
  row_size = (gsize)sheet->width * 3;
  cell_row_size = (gsize)cell->width * 3;
  corner = bytes + sheet->places[place].y * row_size + sheet->places[place].x * 3;
  for (gint y = 0; cell->bytes != NULL && y < cell->height; y++)
    memcpy (corner + y * row_size, cell->bytes + y * cell_row_size, cell_row_size);
  return sheet->label_height == 0 ||
         draw_label (sheet, corner + cell->height * row_size, cell, error);
}

/**
 * fv_sheet_draw:
 * @sheet: a sheet
 * @cells: the cells that it was arranged from
 * @error: %FV_ERROR_MEMORY
 *
 * Draws all cells, on black.
 *
 * Returns: (transfer full): height × width × 3 bytes, R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_sheet_draw (const FvSheet *sheet, const FvCell *cells, GError **error)
{
  fv_autofree guint8 *bytes = NULL;

  g_return_val_if_fail (sheet != NULL && sheet->places != NULL && cells != NULL, NULL);
  bytes = fv_sheet_new_black (sheet, error);
  for (gint i = 0; bytes != NULL && i < sheet->n_places; i++)
    if (!fv_sheet_draw_cell (sheet, bytes, i, &cells[sheet->places[i].cell], error))
      return NULL;
  return g_steal_pointer (&bytes);
}
