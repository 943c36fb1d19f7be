/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sheets: layouts against the published scripts, pixel by pixel, and labels. */

#include <string.h>

#include "featvis.h"
#include "helpers.h"
#include "base/memory.h"

#define CELL 7 /* side in pixels */

/* Cells of one colour each, whose losses are in no order, with some stuck */
static FvCell *
make_cells (gint n, gint side)
{
  FvCell *cells = g_new0 (FvCell, n);

  for (gint i = 0; i < n; i++)
    {
      gint filter = (i * 7) % n; /* not in order: n has no factor 7 */

      cells[i] = (FvCell){ .filter = filter,
                           .width = side,
                           .height = side,
                           .is_stuck = filter % 10 == 9,
                           .loss = filter % 10 == 9 ? 0 : (filter * 13) % 50 };
      if (cells[i].is_stuck)
        continue;
      cells[i].bytes = fv_memory_new (side * side, 3, NULL);
      memset (cells[i].bytes, filter + 1, side * side * 3);
    }
  return cells;
}

static void
free_cells (FvCell *cells, gint n)
{
  for (gint i = 0; i < n; i++)
    fv_cell_clear (&cells[i]);
  g_free (cells);
}

static FvSettings
make_settings (const gchar *recipe, const gchar *options)
{
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_SHEET, fv_recipe_find (recipe, NULL),
                    FV_START_NOISE);
  g_assert_true (fv_settings_parse (&settings, options, NULL));
  return settings;
}

static void
arrange_and_draw (FvSheet *sheet, guint8 **bytes, const FvCell *cells, gint n,
                  const gchar *recipe, const gchar *options)
{
  FvSettings settings = make_settings (recipe, options);
  GError *error = NULL;

  fv_sheet_arrange (sheet, cells, n, &settings, &error);
  g_assert_no_error (error);
  *bytes = fv_sheet_draw (sheet, cells, &error);
  g_assert_no_error (error);
}

/* The picture that a grid of filters must give, pixel by pixel; -1 is a black cell */
static void
assert_grid (const FvSheet *sheet, const guint8 *bytes, const gint *grid, gint columns,
             gint rows, gint side, gint margin)
{
  g_assert_cmpint (sheet->width, ==, columns * side + (columns - 1) * margin);
  g_assert_cmpint (sheet->height, ==, rows * side + (rows - 1) * margin);
  for (gint y = 0; y < sheet->height; y++)
    for (gint x = 0; x < sheet->width; x++)
      {
        gint column = x / (side + margin), row = y / (side + margin);
        gboolean inside = x % (side + margin) < side && y % (side + margin) < side;
        gint expected = inside ? grid[row * columns + column] + 1 : 0;

        for (gint c = 0; c < 3; c++)
          g_assert_cmpint (bytes[((gsize)y * sheet->width + x) * 3 + c], ==, expected);
      }
}

/* results[i · 69 …, j · 69 …] = filter i + 8 · j */
static void
test_book (void)
{
  FvCell *cells = make_cells (64, 64);
  gint grid[64];
  FvSheet sheet;
  guint8 *bytes;

  for (gint i = 0; i < 8; i++)
    for (gint j = 0; j < 8; j++)
      grid[i * 8 + j] = (i + 8 * j) % 10 == 9 ? -1 : i + 8 * j;
  arrange_and_draw (&sheet, &bytes, cells, 64, "book", "");
  g_assert_cmpint (sheet.width, ==, 547);
  assert_grid (&sheet, bytes, grid, 8, 8, 64, 5);
  fv_memory_free (bytes);
  fv_sheet_clear (&sheet);
  free_cells (cells, 64);
}

typedef struct
{
  gint filter;
  gint loss;
} Kept;

static gint
compare_kept (gconstpointer a, gconstpointer b)
{
  const Kept *one = a, *other = b;

  return one->loss != other->loss ? other->loss - one->loss : one->filter - other->filter;
}

/* The script's order of 53 cells, of which five are stuck: 48 are left, so n is 6. */
static void
make_keras_grid (gint *grid)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (Kept));

  for (gint filter = 0; filter < 53; filter++)
    if (filter % 10 != 9)
      {
        Kept cell = { filter, (filter * 13) % 50 };

        g_array_append_val (kept, cell);
      }
  g_assert_cmpuint (kept->len, ==, 48);
  g_array_sort (kept, compare_kept);
  for (gint i = 0; i < 48; i++)
    grid[i] = g_array_index (kept, Kept, i).filter;
}

static void
test_keras (void)
{
  FvCell *cells = make_cells (53, CELL);
  gint grid[48];
  FvSheet sheet;
  guint8 *bytes;

  make_keras_grid (grid);
  arrange_and_draw (&sheet, &bytes, cells, 53, "keras", "");
  g_assert_cmpint (sheet.n_places, ==, 36);
  assert_grid (&sheet, bytes, grid, 6, 6, CELL, 5);
  fv_memory_free (bytes);
  fv_sheet_clear (&sheet);
  free_cells (cells, 53);
}

/* Any shape: (best, columns, margin, fill) → columns × rows */
static void
test_shapes (void)
{
  const struct
  {
    const gchar *options;
    gint columns, rows, n, margin;
  } shapes[] = {
    { "best=5", 3, 2, 5, 5 },
    { "best=5 fill=columns", 3, 2, 5, 5 },
    { "best=5 columns=2 margin=0", 2, 3, 5, 0 },
    { "best=1 columns=4 margin=11", 4, 1, 1, 11 },
    { "best=1000", 7, 7, 48, 5 },
    { "columns=10", 10, 4, 36, 5 },
    { "columns=10 fill=columns", 10, 4, 36, 5 },
  };
  FvCell *cells = make_cells (53, CELL);
  gint order[48];

  make_keras_grid (order);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gint columns = shapes[i].columns, rows = shapes[i].rows;
      g_autofree gint *grid = g_new (gint, columns * rows);
      FvSheet sheet;
      guint8 *bytes;

      for (gint k = 0; k < columns * rows; k++)
        grid[k] = -1;
      for (gint k = 0; k < shapes[i].n; k++)
        grid[strstr (shapes[i].options, "fill") ? k % rows * columns + k / rows : k] =
            order[k];
      arrange_and_draw (&sheet, &bytes, cells, 53, "keras", shapes[i].options);
      assert_grid (&sheet, bytes, grid, columns, rows, CELL, shapes[i].margin);
      fv_memory_free (bytes);
      fv_sheet_clear (&sheet);
    }
  free_cells (cells, 53);
}

static void
test_refused (void)
{
  const struct
  {
    gint side;
    const gchar *options;
    FvError code;
    const gchar *word;
  } sheets[] = {
    { 5000, "columns=53 order=index", FV_ERROR_SIZE, "265260" },
    { 5000, "columns=1 order=index", FV_ERROR_SIZE, "262144" },
    { 1000, "memory=30", FV_ERROR_MEMORY, "30 MiB" },
  };
  FvCell cells[53];
  FvSheet sheet = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (sheets); i++)
    {
      FvSettings settings = make_settings ("keras", sheets[i].options);
      g_autoptr (GError) error = NULL;

      for (gint k = 0; k < 53; k++)
        cells[k] = (FvCell){ k, sheets[i].side, sheets[i].side };
      g_assert_false (fv_sheet_arrange (&sheet, cells, 53, &settings, &error));
      g_assert_error (error, FV_ERROR, (gint)sheets[i].code);
      g_assert_nonnull (strstr (error->message, sheets[i].word));
      g_assert_null (sheet.places);
    }
}

static void
test_all_stuck (void)
{
  const gchar *orders[] = { "order=best", "order=index" };
  FvCell cells[2] = { { 0, 4, 4, TRUE }, { 1, 4, 4, TRUE } };
  FvSheet sheet;

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      FvSettings settings = make_settings ("keras", orders[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (fv_sheet_arrange (&sheet, cells, 2, &settings, &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_STUCK);
    }
}

/* Labels ----------------------------------------------------------------------------- */

static gint
count_lit (const guint8 *bytes, gint n)
{
  gint n_lit = 0;

  for (gint i = 0; i < n; i++)
    n_lit += bytes[i * 3] > 127;
  return n_lit;
}

/* A strip in an image: gray text in it, and nothing around it touched. */
static void
test_lettering (void)
{
  const gint width = 60, height = 16, row = 80 * 3;
  guint8 image[24][80][3];
  gint n_lit = 0;

  memset (image, 200, sizeof image);
  g_assert_true (fv_lettering_draw ("17: 1.25", image[4][10], row, width, height, NULL));
  for (gint y = 0; y < 24; y++)
    for (gint x = 0; x < 80; x++)
      {
        const guint8 *pixel = image[y][x];

        g_assert_true (pixel[0] == pixel[1] && pixel[1] == pixel[2]);
        if (y >= 4 && y < 4 + height && x >= 10 && x < 10 + width)
          n_lit += pixel[0] > 127;
        else
          g_assert_cmpint (pixel[0], ==, 200);
      }
  g_assert_cmpint (n_lit, >, 20);
  g_assert_cmpint (n_lit, <, width * height / 2);
}

/* What does not fit is left out; one column is as narrow as a strip can be. */
static void
test_lettering_narrow (void)
{
  guint8 strip[16][200][3], narrow[16][200][3];

  memset (narrow, 0, sizeof narrow);
  g_assert_true (
      fv_lettering_draw ("many words that are long", strip[0][0], 600, 200, 16, NULL));
  g_assert_true (
      fv_lettering_draw ("many words that are long", narrow[0][0], 600, 50, 16, NULL));
  g_assert_cmpint (count_lit (narrow[0][0], 16 * 200), >, 0);
  g_assert_cmpint (count_lit (narrow[0][0], 16 * 200), <,
                   count_lit (strip[0][0], 16 * 200));
  for (gint y = 0; y < 16; y++)
    g_assert_cmpint (count_lit (narrow[y][50], 150), ==, 0);
  g_assert_true (fv_lettering_draw ("many", strip[0][0], 600, 1, 1, NULL));
}

/* Each cell has a strip below it; everything else is as without labels. */
static void
test_labels (void)
{
  FvCell *cells = make_cells (5, 40);
  FvSheet plain, labelled;
  guint8 *without, *with;
  gint strip;

  arrange_and_draw (&plain, &without, cells, 5, "keras", "columns=2 order=index");
  arrange_and_draw (&labelled, &with, cells, 5, "keras",
                    "columns=2 order=index labels=yes");
  strip = labelled.label_height;
  g_assert_cmpint (labelled.width, ==, plain.width);
  g_assert_cmpint (labelled.height, ==, plain.height + 3 * strip);
  for (gint i = 0; i < 5; i++)
    {
      const FvSheetPlace *place = &labelled.places[i];
      gint row = i / 2, n_lit = 0;

      g_assert_cmpint (place->y, ==, plain.places[i].y + row * strip);
      for (gint y = 0; y < 40; y++)
        g_assert_cmpmem (with + ((place->y + y) * labelled.width + place->x) * 3, 120,
                         without + ((plain.places[i].y + y) * plain.width + place->x) * 3,
                         120);
      for (gint y = 40; y < 40 + strip; y++)
        n_lit += count_lit (with + ((place->y + y) * labelled.width + place->x) * 3, 40);
      g_assert_cmpint (n_lit, >, 0);
    }
  fv_memory_free (without);
  fv_memory_free (with);
  fv_sheet_clear (&plain);
  fv_sheet_clear (&labelled);
  free_cells (cells, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sheet/book", test_book);
  g_test_add_func ("/sheet/keras", test_keras);
  g_test_add_func ("/sheet/shapes", test_shapes);
  g_test_add_func ("/sheet/refused", test_refused);
  g_test_add_func ("/sheet/all-stuck", test_all_stuck);
  add_labels_test ("/sheet/lettering", test_lettering);
  add_labels_test ("/sheet/lettering-narrow", test_lettering_narrow);
  add_labels_test ("/sheet/labels", test_labels);
  return g_test_run ();
}
