/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: lists of filters, and the sheets that show them */

#include <math.h>
#include <string.h>

#include "contract.h"
#include "../helpers.h"

#define LAST "block1_conv2"

/* Lists ---------------------------------------------------------------------------------
 */

static const FvLayer layer = { LAST, 8, 1, 5 };

static gboolean
parse (const gchar *text, gint *n_filters, GError **error)
{
  g_autofree gint *filters = NULL;

  return fv_filters_parse (text, &layer, fv_recipe_get (0), &filters, n_filters, error);
}

static void
assert_not_parsed (const gchar *text, FvError code, const gchar *words)
{
  GError *error = NULL;
  gint n_filters = -1;

  g_assert_false (parse (text, &n_filters, &error));
  assert_error (&error, code, words);
  g_assert_cmpint (n_filters, ==, -1);
}

static void
test_filters_parse (void)
{
  g_autofree gchar *many = make_long_text ("1,", 1000000);
  g_autofree gchar *digits = make_long_text ("1", 1000000);
  const FvLayer empty = { LAST, 0, 1, 5 };
  gint *filters, n_filters;

  g_assert_true (parse (NULL, &n_filters, NULL));
  g_assert_cmpint (n_filters, ==, 8);
  g_assert_true (parse ("7,0-6", &n_filters, NULL));
  assert_not_parsed ("", FV_ERROR_SETTING, "neither a number nor a range");
  assert_not_parsed (NOT_UTF8, FV_ERROR_SETTING, "neither a number nor a range");
  assert_not_parsed ("-1", FV_ERROR_SETTING, "neither a number nor a range");
  assert_not_parsed (digits, FV_ERROR_SETTING, "…");
  assert_not_parsed (many, FV_ERROR_SETTING, "filter 1 comes twice");
  assert_not_parsed ("3,2-4", FV_ERROR_SETTING, "filter 3 comes twice");
  assert_not_parsed ("4-2", FV_ERROR_SETTING, "goes backwards");
  assert_not_parsed ("8", FV_ERROR_FILTER, "the filters 0 to 7");
  assert_not_parsed ("0-18446744073709551614", FV_ERROR_FILTER, "the filters 0 to 7");
  ASSERT_REFUSED (
      fv_filters_parse ("1", NULL, fv_recipe_get (0), &filters, &n_filters, NULL));
  ASSERT_REFUSED (
      fv_filters_parse ("1", &empty, fv_recipe_get (0), &filters, &n_filters, NULL));
  g_assert_true (fv_filters_parse ("1", &layer, NULL, &filters, &n_filters, NULL));
  g_free (filters);
  ASSERT_REFUSED (fv_filters_parse (NULL, &layer, NULL, &filters, &n_filters, NULL));
  ASSERT_REFUSED (
      fv_filters_parse ("1", &layer, fv_recipe_get (0), NULL, &n_filters, NULL));
  ASSERT_REFUSED (
      fv_filters_parse ("1", &layer, fv_recipe_get (0), &filters, NULL, NULL));
}

static void
test_filters_to_string (void)
{
  const gint filters[] = { 3, 5, 6, G_MAXINT, 0 };
  g_autofree gchar *text = fv_filters_to_string (filters, G_N_ELEMENTS (filters));
  g_autofree gchar *nothing = fv_filters_to_string (NULL, 0);

  g_assert_cmpstr (text, ==, "3,5-6,2147483647,0");
  g_assert_cmpstr (nothing, ==, "");
  ASSERT_REFUSED (fv_filters_to_string (NULL, 1));
  ASSERT_REFUSED (fv_filters_to_string (filters, -1));
}

/* Cells ---------------------------------------------------------------------------------
 */

static FvNetwork *
make_small_network (void)
{
  return make_network (&fv_vgg16, LAST, 8);
}

static FvAscent
make_ascent (void)
{
  FvAscent ascent = { .layer = LAST, .width = 6, .height = 5 };

  fv_settings_init (&ascent.settings, FV_TASK_SHEET, fv_recipe_find ("book", NULL),
                    FV_START_NOISE);
  ascent.settings.steps = 1;
  ascent.settings.threads = 2;
  return ascent;
}

static gboolean
count_cell (FvCell *cell, gpointer data, G_GNUC_UNUSED GError **error)
{
  gint *n_cells = data;

  fv_cell_clear (cell);
  return ++*n_cells > 0;
}

static void
assert_not_rendered (const FvAscent *ascent, const gint *filters, gint n_filters,
                     FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  GError *error = NULL;
  gint n_cells = 0;

  g_assert_false (fv_sheet_render (network, ascent, filters, n_filters, count_cell,
                                   &n_cells, NULL, &error));
  assert_error (&error, code, words);
  g_assert_cmpint (n_cells, ==, 0); /* not one cell is made in vain */
}

static void
test_sheet_render (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  FvAscent ascent = make_ascent ();
  const FvTerm term = { FV_TERM_LAYER, LAST, 0, 1.0 };
  const gint twice[] = { 3, 3 }, beyond[] = { 0, 1, 8 }, negative[] = { 0, -1 };
  gint n_cells = 0;

  g_assert_true (
      fv_sheet_render (network, &ascent, NULL, 0, count_cell, &n_cells, NULL, NULL));
  g_assert_true (
      fv_sheet_render (network, &ascent, twice, 2, count_cell, &n_cells, NULL, NULL));
  g_assert_cmpint (n_cells, ==, 2);
  assert_not_rendered (&ascent, beyond, 3, FV_ERROR_FILTER, "from 0 to 7");
  assert_not_rendered (&ascent, negative, 2, FV_ERROR_FILTER, "from 0 to 7");
  ASSERT_REFUSED (
      fv_sheet_render (network, &ascent, twice, -1, count_cell, &n_cells, NULL, NULL));
  ASSERT_REFUSED (
      fv_sheet_render (network, &ascent, NULL, 1, count_cell, &n_cells, NULL, NULL));
  ASSERT_REFUSED (fv_sheet_render (network, &ascent, twice, 2, NULL, NULL, NULL, NULL));
  ASSERT_REFUSED (
      fv_sheet_render (network, NULL, twice, 2, count_cell, NULL, NULL, NULL));
  ASSERT_REFUSED (
      fv_sheet_render (NULL, &ascent, twice, 2, count_cell, NULL, NULL, NULL));
  ascent.settings.margin = -1; /* which would be found out when all cells were made */
  assert_not_rendered (&ascent, twice, 2, FV_ERROR_SETTING, "margin");
  ascent = make_ascent ();
  ascent.terms = &term;
  ascent.n_terms = 1;
  ASSERT_REFUSED (
      fv_sheet_render (network, &ascent, twice, 2, count_cell, &n_cells, NULL, NULL));
}

static void
test_cell_clear (void)
{
  FvCell cell = { 0 };

  fv_cell_clear (&cell);
  fv_cell_clear (&cell);
  ASSERT_CRITICAL (fv_cell_clear (NULL));
}

/* Sheets --------------------------------------------------------------------------------
 */

#define N_CELLS 5

static void
fill_cells (FvCell *cells, gint n_cells)
{
  for (gint i = 0; i < n_cells; i++)
    cells[i] = (FvCell){ .filter = i, .width = 4, .height = 3, .loss = i };
}

static gboolean
arrange (FvSheet *sheet, const FvCell *cells, gint n_cells, const gchar *options,
         GError **error)
{
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_SHEET, fv_recipe_get (0), FV_START_NOISE);
  g_assert_true (fv_settings_parse (&settings, options, NULL));
  return fv_sheet_arrange (sheet, cells, n_cells, &settings, error);
}

static void
assert_not_arranged (const FvCell *cells, gint n_cells, const gchar *options,
                     FvError code, const gchar *words)
{
  FvSheet sheet = { .width = 7 };
  GError *error = NULL;

  g_assert_false (arrange (&sheet, cells, n_cells, options, &error));
  assert_error (&error, code, words);
  g_assert_cmpint (sheet.width, ==, 7); /* untouched */
}

static void
assert_settings (const FvCell *cells)
{
  static const gint numbers[] = { -1, G_MAXINT, G_MININT };
  const gsize fields[] = {
    G_STRUCT_OFFSET (FvSettings, best),    G_STRUCT_OFFSET (FvSettings, order),
    G_STRUCT_OFFSET (FvSettings, columns), G_STRUCT_OFFSET (FvSettings, margin),
    G_STRUCT_OFFSET (FvSettings, fill),    G_STRUCT_OFFSET (FvSettings, labels)
  };
  FvSheet sheet;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
      {
        FvSettings settings;
        GError *error = NULL;

        fv_settings_init (&settings, FV_TASK_SHEET, fv_recipe_get (0), FV_START_NOISE);
        *(gint *)((gchar *)&settings + fields[i]) = numbers[k];
        g_assert_false (fv_sheet_arrange (&sheet, cells, N_CELLS, &settings, &error));
        assert_error (&error, FV_ERROR_SETTING, "Option");
      }
}

static void
test_sheet_arrange (void)
{
  FvCell cells[N_CELLS];
  FvSheet sheet;

  fill_cells (cells, N_CELLS);
  g_assert_true (arrange (&sheet, cells, N_CELLS, "", NULL));
  fv_sheet_clear (&sheet);
  assert_settings (cells);
  assert_not_arranged (cells, N_CELLS, "columns=4096 margin=1000", FV_ERROR_SIZE,
                       "no side may be longer than 262144");
  assert_not_arranged (cells, 0, "", FV_ERROR_STUCK, "nothing to show");
  assert_not_arranged (NULL, 0, "order=index", FV_ERROR_STUCK, "nothing to show");
  ASSERT_REFUSED (arrange (&sheet, NULL, 1, "", NULL));
  ASSERT_REFUSED (arrange (&sheet, cells, -1, "", NULL));
  ASSERT_REFUSED (arrange (NULL, cells, N_CELLS, "", NULL));
  ASSERT_REFUSED (fv_sheet_arrange (&sheet, cells, N_CELLS, NULL, NULL));
  cells[3].width++;
  ASSERT_REFUSED (arrange (&sheet, cells, N_CELLS, "", NULL));
  cells[0].height = 0;
  ASSERT_REFUSED (arrange (&sheet, cells, 1, "", NULL));
}

static void
test_sheet_count_columns (void)
{
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  g_assert_cmpint (fv_sheet_count_columns (&settings, 5), ==, 16); /* the book's */
  settings.columns = 0;
  g_assert_cmpint (fv_sheet_count_columns (&settings, 1), ==, 1);
  g_assert_cmpint (fv_sheet_count_columns (&settings, 64), ==, 8);
  g_assert_cmpint (fv_sheet_count_columns (&settings, 65), ==, 9);
  ASSERT_CRITICAL (fv_sheet_count_columns (&settings, 0));
  ASSERT_CRITICAL (fv_sheet_count_columns (NULL, 1));
}

static void
test_sheet_count_kept (void)
{
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_SHEET, fv_recipe_get (0), FV_START_NOISE);
  g_assert_cmpint (fv_sheet_count_kept (&settings, 0), ==, 0);
  g_assert_cmpint (fv_sheet_count_kept (&settings, 8), ==, 4);
  g_assert_cmpint (fv_sheet_count_kept (&settings, 9), ==, 9);
  settings.best = 5;
  g_assert_cmpint (fv_sheet_count_kept (&settings, 8), ==, 5);
  g_assert_cmpint (fv_sheet_count_kept (&settings, 3), ==, 3);
  settings.best = 0;
  settings.order = FV_SHEET_INDEX;
  g_assert_cmpint (fv_sheet_count_kept (&settings, 8), ==, 8);
  ASSERT_CRITICAL (fv_sheet_count_kept (&settings, -1));
  ASSERT_CRITICAL (fv_sheet_count_kept (NULL, 1));
}

static void
test_sheet_clear (void)
{
  FvSheet sheet = { 0 };

  fv_sheet_clear (&sheet);
  fv_sheet_clear (&sheet);
  ASSERT_CRITICAL (fv_sheet_clear (NULL));
}

static void
test_sheet_new_black (void)
{
  FvSheet sheet = { .width = 262144, .height = 1 };
  guint8 *bytes = fv_sheet_new_black (&sheet, NULL);

  g_assert_cmpint (bytes[3 * 262144 - 1], ==, 0);
  fv_memory_free (bytes);
  sheet.height = -1;
  ASSERT_REFUSED (fv_sheet_new_black (&sheet, NULL));
  sheet.height = G_MAXINT;
  ASSERT_REFUSED (fv_sheet_new_black (&sheet, NULL));
  ASSERT_REFUSED (fv_sheet_new_black (NULL, NULL));
}

static void
test_sheet_draw_cell (void)
{
  FvCell cells[N_CELLS];
  FvSheet sheet;
  guint8 *bytes;

  fill_cells (cells, N_CELLS); /* which have no bytes, as stuck ones */
  g_assert_true (arrange (&sheet, cells, N_CELLS, "labels=yes best=5", NULL));
  bytes = fv_sheet_new_black (&sheet, NULL);
  for (gint i = 0; i < sheet.n_places; i++)
    g_assert_true (fv_sheet_draw_cell (&sheet, bytes, i, &cells[i], NULL));
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, -1, cells, NULL));
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, sheet.n_places, cells, NULL));
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, 0, NULL, NULL));
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, NULL, 0, cells, NULL));
  ASSERT_REFUSED (fv_sheet_draw_cell (NULL, bytes, 0, cells, NULL));
  cells[4].width = sheet.width; /* beyond the right edge, but in the first column */
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, 1, &cells[4], NULL));
  cells[4].width = -1;
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, 1, &cells[4], NULL));
  cells[3].height = G_MAXINT;
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, 1, &cells[3], NULL));
  fv_memory_free (bytes);
  fv_sheet_clear (&sheet);
  ASSERT_REFUSED (fv_sheet_draw_cell (&sheet, bytes, 0, cells, NULL));
}

static void
test_sheet_draw (void)
{
  FvCell cells[N_CELLS];
  FvSheet sheet;
  guint8 *bytes;

  fill_cells (cells, N_CELLS);
  g_assert_true (arrange (&sheet, cells, N_CELLS, "", NULL));
  bytes = fv_sheet_draw (&sheet, cells, NULL);
  g_assert_nonnull (bytes);
  fv_memory_free (bytes);
  ASSERT_REFUSED (fv_sheet_draw (&sheet, NULL, NULL));
  ASSERT_REFUSED (fv_sheet_draw (NULL, cells, NULL));
  fv_sheet_clear (&sheet);
  ASSERT_REFUSED (fv_sheet_draw (&sheet, cells, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_filters_parse", test_filters_parse);
  g_test_add_func ("/contract/fv_filters_to_string", test_filters_to_string);
  g_test_add_func ("/contract/fv_sheet_render", test_sheet_render);
  g_test_add_func ("/contract/fv_cell_clear", test_cell_clear);
  g_test_add_func ("/contract/fv_sheet_arrange", test_sheet_arrange);
  g_test_add_func ("/contract/fv_sheet_count_kept", test_sheet_count_kept);
  g_test_add_func ("/contract/fv_sheet_count_columns", test_sheet_count_columns);
  g_test_add_func ("/contract/fv_sheet_clear", test_sheet_clear);
  g_test_add_func ("/contract/fv_sheet_new_black", test_sheet_new_black);
  add_labels_test ("/contract/fv_sheet_draw_cell", test_sheet_draw_cell);
  g_test_add_func ("/contract/fv_sheet_draw", test_sheet_draw);
  return g_test_run ();
}
