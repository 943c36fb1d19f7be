/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for work folders of sheets: the first byte tells which of their
 * files the rest is; before a table or a picture comes the checksum of their job. */

#include "input.h"
#include "sheet/sheet-cell-file.h"
#include "sheet/sheet-cells.h"
#include "sheet/sheet-job.h"
#include "sheet/sheet-names.h"

#include <string.h>

#include "sheet/checksum.h"

static void
use_job (const gchar *contents, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvSheetJob) job = fv_sheet_job_parse (contents, length, "job", &error);
  g_autoptr (FvSheetJob) again = NULL;
  g_autofree gchar *text = NULL, *checksum = NULL, *twice = NULL, *record = NULL;
  FvSettings settings;

  g_assert_true ((job == NULL) == (error != NULL));
  if (job == NULL)
    return;
  checksum = fv_sheet_job_get_checksum (job);
  text = fv_sheet_job_to_text (job);
  again = fv_sheet_job_parse (text, strlen (text), "job", NULL);
  g_assert_true (again != NULL && fv_sheet_job_check_same (job, again, "", NULL));
  twice = fv_sheet_job_get_checksum (again);
  g_assert_true (g_str_equal (checksum, twice));
  if (fv_sheet_job_init_settings (job, &settings, NULL) &&
      fv_sheet_job_check_settings (job, &settings, NULL))
    record = fv_sheet_job_make_record (job, &settings);
}

/* What a table's cells are compared with */
typedef struct
{
  const gchar *job;
  gint n_right;
} Table;

static void
use_cell (const FvCell *cell, const gchar *checksum, gpointer data)
{
  Table *table = data;
  g_autofree gchar *right = fv_sheet_cells_get_checksum (cell, table->job);

  table->n_right += g_str_equal (checksum, right);
}

static void
use_table (const gchar *contents, const gchar *job)
{
  Table table = { job, 0 };

  if (fv_sheet_cells_is_table (contents))
    fv_sheet_cells_parse (contents, use_cell, &table);
}

static void
use_picture (const gchar *contents, gsize length, const gchar *job)
{
  FvCell cell = { .filter = 3, .width = 5, .height = 4 };
  g_autoptr (GError) error = NULL;

  g_assert_true (fv_sheet_cell_decode (&cell, job, contents, length, &error) ==
                 (error == NULL));
  g_assert_true ((cell.bytes == NULL) == (error != NULL));
  fv_cell_clear (&cell);
}

static void
use_file (gchar kind, const gchar *contents, gsize length)
{
  g_autofree gchar *job = g_strndup (contents, FV_CHECKSUM_LENGTH);

  if (length < FV_CHECKSUM_LENGTH)
    return;
  contents += FV_CHECKSUM_LENGTH;
  length -= FV_CHECKSUM_LENGTH;
  if (kind == 't')
    use_table (contents, job);
  else
    use_picture (contents, length, job);
}

static void
use_name (const gchar *name)
{
  FvShard shard;

  if (fv_sheet_name_find_table (name, &shard) || fv_sheet_name_find_part (name, &shard))
    g_assert_true (fv_sheet_name_find_picture (name) < 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  g_autofree gchar *contents = NULL;
  gsize length = n_bytes - 1;

  if (n_bytes == 0)
    return 0;
  contents = g_malloc0 (n_bytes);
  memcpy (contents, bytes + 1, length);
  if (bytes[0] == 'j')
    use_job (contents, length);
  else if (bytes[0] == 't' || bytes[0] == 'p')
    use_file (bytes[0], contents, length);
  else
    use_name (contents);
  return 0;
}
