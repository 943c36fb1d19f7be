/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a work folder to a sheet. */

#include "sheet-stitch.h"

#include <glib/gi18n-lib.h>

#include "pictures/picture.h"
#include "shared/waking.h"

/* The sheet's picture, with one cell in memory at a time */
static guint8 *
draw (const FvSheetFolder *folder, const FvSheet *sheet, GError **error)
{
  fv_autofree guint8 *bytes = fv_sheet_new_black (sheet, error);

  for (gint i = 0; bytes != NULL && i < sheet->n_places; i++)
    {
      gint index = sheet->places[i].cell;
      g_auto (FvCell) cell = folder->cells[index]; /* which have no pictures */

      if ((!cell.is_stuck &&
           !fv_sheet_folder_read_picture (folder, index, &cell, error)) ||
          !fv_sheet_draw_cell (sheet, bytes, i, &cell, error))
        return NULL;
    }
  return g_steal_pointer (&bytes);
}

static gboolean
is_stuck (const FvCell *cell, G_GNUC_UNUSED guint64 seed)
{
  return cell->is_stuck;
}

static gboolean
is_woken (const FvCell *cell, guint64 seed)
{
  return !cell->is_stuck && fv_waking_is_any (&cell->waking, seed);
}

/* The filters of those cells of which @is_so is true */
static gchar *
list_cells (const FvSheetFolder *folder, FvShard shard,
            gboolean (*is_so) (const FvCell *cell, guint64 seed))
{
  g_autofree gchar *seed = fv_sheet_job_get_string (folder->job, "seed");
  g_autofree gint *filters = g_new (gint, folder->job->n_filters);
  gint n = 0;

  for (gint i = shard.index; i < folder->job->n_filters; i += shard.n)
    if (is_so (&folder->cells[i], g_ascii_strtoull (seed, NULL, 10)))
      filters[n++] = folder->job->filters[i];
  return fv_filters_to_string (filters, n);
}

/**
 * fv_sheet_print_cells:
 * @folder: a work folder
 * @shard: the part of it that this is about
 * @n_cells: how many cells to tell of
 * @is_black: whether the cells of stuck filters are black, or left out
 *
 * Prints lines that scripts read, and tells people of filters that are stuck, or were.
 */
void
fv_sheet_print_cells (const FvSheetFolder *folder, FvShard shard, gint n_cells,
                      gboolean is_black)
{
  g_autofree gchar *stuck = list_cells (folder, shard, is_stuck);
  g_autofree gchar *woken = list_cells (folder, shard, is_woken);

  g_print ("cells %d\n", n_cells);
  if (stuck[0] != '\0')
    {
      g_print ("stuck %s\n", stuck);
      g_printerr (is_black
                      ? _ ("These filters are stuck, and their cells are black: %s.\n")
                      : _ ("These filters are stuck, and left out: %s.\n"),
                  stuck);
    }
  if (woken[0] != '\0')
    {
      g_print ("woken %s\n", woken);
      g_printerr (_ ("These filters did not respond, and were woken: %s.\n"), woken);
    }
}

static gdouble
get_best_loss (const FvSheetFolder *folder, const FvSheet *sheet)
{
  gdouble best = -G_MAXDOUBLE;

  for (gint i = 0; i < sheet->n_places; i++)
    if (!folder->cells[sheet->places[i].cell].is_stuck)
      best = MAX (best, folder->cells[sheet->places[i].cell].loss);
  return best;
}

/* The filters whose cells are in that state, as text, "" for none */
static gchar *
list (const FvSheetFolder *folder, FvCellState state)
{
  gint n;
  g_autofree gint *filters =
      fv_sheet_folder_list (folder, (FvShard){ 0, 1 }, state, FALSE, &n);

  return fv_filters_to_string (filters, n);
}

static gboolean
check_complete (const FvSheetFolder *folder, GError **error)
{
  g_autofree gchar *changed = list (folder, FV_CELL_CHANGED);
  g_autofree gchar *missing = list (folder, FV_CELL_MISSING);

  if (changed[0] != '\0')
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("In the work folder “%s” the cells of these filters are not as they "
                    "were made: %s. Make them again with --resume."),
                 folder->path, changed);
  else if (missing[0] != '\0')
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("The work folder “%s” lacks the cells of these filters: %s. Make "
                    "them with --resume or the remaining shards."),
                 folder->path, missing);
  return changed[0] == '\0' && missing[0] == '\0';
}

static gboolean
write_sheet (const FvSheetFolder *folder, const FvSheet *sheet,
             const FvSettings *settings, const gchar *output, GError **error)
{
  g_autofree gchar *base = fv_sheet_job_make_record (folder->job, settings);
  g_autofree gchar *woken = list_cells (folder, (FvShard){ 0, 1 }, is_woken);
  g_autofree gchar *record =
      woken[0] != '\0' ? g_strdup_printf ("%swoken=%s\n", base, woken) : g_strdup (base);
  fv_autofree guint8 *bytes = draw (folder, sheet, error);

  return bytes != NULL && fv_picture_write (output, bytes, sheet->width, sheet->height,
                                            NULL, record, error);
}

/**
 * fv_sheet_stitch:
 * @folder: a work folder
 * @settings: the sheet's layout
 * @output: where to write the picture
 * @loss: (out): the highest loss of the cells that are shown
 * @error: %FV_ERROR_FILE when cells are missing, or a file cannot be read or written; or
 *   as fv_sheet_arrange() sets it
 *
 * Puts the cells together in one picture, and tells how many they are.
 *
 * Returns: whether the picture was written
 */
gboolean
fv_sheet_stitch (const FvSheetFolder *folder, const FvSettings *settings,
                 const gchar *output, gdouble *loss, GError **error)
{
  g_auto (FvSheet) sheet = { 0 };
  gboolean success;

  if (!check_complete (folder, error) ||
      !fv_sheet_arrange (&sheet, folder->cells, folder->job->n_filters, settings, error))
    return FALSE;
  success = write_sheet (folder, &sheet, settings, output, error);
  if (success)
    fv_sheet_print_cells (folder, (FvShard){ 0, 1 }, sheet.n_places,
                          settings->order == FV_SHEET_INDEX);
  *loss = get_best_loss (folder, &sheet);
  return success;
}
