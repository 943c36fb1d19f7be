/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sheet-job.h"

#include <glib/gi18n-lib.h>

#include "checksum.h"

#define GROUP "sheet"

#define MOST_FILTERS 65536 /* of a layer, in a file */
#define LARGEST_CELL 262144

/* Of what a work folder's files hold; folders without it are of versions before 2. */
#define FORMAT_KEY "format"
#define FORMAT     2

/* Making ---------------------------------------------------------------------------- */

static void
set_string (FvSheetJob *job, const gchar *key, const gchar *value)
{
  g_autofree gchar *text = g_utf8_make_valid (value ? value : "", -1);

  g_key_file_set_string (job->keys, GROUP, key, text);
}

static void
set_file (FvSheetJob *job, const gchar *key, const gchar *file)
{
  g_autofree gchar *name = g_filename_display_name (file);

  set_string (job, key, name);
}

static gboolean
set_weights (FvSheetJob *job, const FvWeights *weights, GError **error)
{
  const gchar *file = fv_weights_get_file (weights);
  g_autofree gchar *checksum = g_str_equal (file, FV_SAMPLE)
                                   ? g_strdup (FV_SAMPLE)
                                   : fv_file_get_checksum (file, error);

  set_string (job, "network", fv_weights_get_title (weights));
  set_file (job, "weights", file);
  set_string (job, "weights-checksum", checksum);
  return checksum != NULL;
}

static gboolean
set_start (FvSheetJob *job, const FvAscentOptions *options, const FvAscent *ascent,
           GError **error)
{
  g_autofree gchar *checksum = NULL;

  set_file (job, "start", options->start ? options->start : "noise");
  set_string (job, "start-kind",
              ascent->start == FV_START_IMAGE    ? "image"
              : ascent->start == FV_START_TENSOR ? "tensor"
                                                 : "noise");
  if (ascent->start != FV_START_NOISE)
    {
      checksum = fv_file_get_checksum (options->start, error);
      if (checksum == NULL)
        return FALSE;
    }
  set_string (job, "start-checksum", checksum);
  return TRUE;
}

/**
 * fv_sheet_job_make_options:
 * @settings: of a sheet
 *
 * Returns: (transfer full): those that cells depend on, as text
 */
gchar *
fv_sheet_job_make_options (const FvSettings *settings)
{
  FvSettings of_cell = *settings;

  of_cell.task = FV_TASK_ASCENT;
  return fv_settings_to_string (&of_cell);
}

static void
set_ascent (FvSheetJob *job, const FvAscentOptions *options, const FvAscent *ascent)
{
  g_autofree gchar *filters = fv_filters_to_string (job->filters, job->n_filters);
  g_autofree gchar *settings = fv_sheet_job_make_options (&ascent->settings);

  g_key_file_set_integer (job->keys, GROUP, FORMAT_KEY, FORMAT);
  set_string (job, "version", FV_VERSION);
  set_string (job, "convention", options->convention);
  set_string (job, "layer", ascent->layer);
  set_string (job, "filters", filters);
  g_key_file_set_uint64 (job->keys, GROUP, "seed", ascent->seed);
  set_string (job, "recipe", ascent->settings.recipe->name);
  set_string (job, "options", settings);
  g_key_file_set_integer (job->keys, GROUP, "width", job->width);
  g_key_file_set_integer (job->keys, GROUP, "height", job->height);
}

/**
 * fv_sheet_job_new:
 * @options: what was given on the command line
 * @ascent: what was made of it
 * @weights: the weights to use
 * @filters: (array length=n_filters): the filters
 * @n_filters: how many they are
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the job, or %NULL
 */
FvSheetJob *
fv_sheet_job_new (const FvAscentOptions *options, const FvAscent *ascent,
                  const FvWeights *weights, const gint *filters, gint n_filters,
                  GError **error)
{
  g_autoptr (FvSheetJob) job = g_new0 (FvSheetJob, 1);

  job->keys = g_key_file_new ();
  job->filters = g_memdup2 (filters, n_filters * sizeof (gint));
  job->n_filters = n_filters;
  fv_ascent_get_size (ascent, &job->width, &job->height);
  set_ascent (job, options, ascent);
  if (!set_weights (job, weights, error) || !set_start (job, options, ascent, error))
    return NULL;
  return g_steal_pointer (&job);
}

/* Reading and writing ---------------------------------------------------------------- */

/**
 * fv_sheet_job_get_string:
 * @job: a job
 * @key: one of its keys
 *
 * Returns: (transfer full): its value, "" if it has none
 */
gchar *
fv_sheet_job_get_string (const FvSheetJob *job, const gchar *key)
{
  gchar *value = g_key_file_get_string (job->keys, GROUP, key, NULL);

  return value ? value : g_strdup ("");
}

static void
set_damaged (const gchar *file, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file “%s” is damaged. Remove its folder, and begin again."), file);
}

static gboolean
parse_keys (FvSheetJob *job)
{
  g_autofree gchar *filters = fv_sheet_job_get_string (job, "filters");
  const FvLayer layer = { "", MOST_FILTERS, 1 };

  job->width = g_key_file_get_integer (job->keys, GROUP, "width", NULL);
  job->height = g_key_file_get_integer (job->keys, GROUP, "height", NULL);
  return job->width > 0 && job->width <= LARGEST_CELL && job->height > 0 &&
         job->height <= LARGEST_CELL &&
         fv_filters_parse (filters, &layer, NULL, &job->filters, &job->n_filters, NULL);
}

/* Work of another version is not gone on with: what it has for proof is another. */
static gboolean
check_format (const FvSheetJob *job, const gchar *file, GError **error)
{
  if (g_key_file_get_integer (job->keys, GROUP, FORMAT_KEY, NULL) == FORMAT)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file “%s” was made by another version of featvis, whose work "
                  "cannot be gone on with. Finish it with that version, or begin anew in "
                  "another folder."),
               file);
  return FALSE;
}

/**
 * fv_sheet_job_parse:
 * @contents: what fv_sheet_job_to_text() made
 * @length: how many bytes
 * @file: name of the file that they are of
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the job, or %NULL
 */
FvSheetJob *
fv_sheet_job_parse (const gchar *contents, gsize length, const gchar *file,
                    GError **error)
{
  g_autoptr (FvSheetJob) job = g_new0 (FvSheetJob, 1);

  job->keys = g_key_file_new ();
  if (!g_utf8_validate (contents, length, NULL) ||
      !g_key_file_load_from_data (job->keys, contents, length, G_KEY_FILE_NONE, NULL) ||
      !g_key_file_has_group (job->keys, GROUP))
    {
      set_damaged (file, error);
      return NULL;
    }
  if (!check_format (job, file, error))
    return NULL;
  if (!parse_keys (job))
    {
      set_damaged (file, error);
      return NULL;
    }
  return g_steal_pointer (&job);
}

/**
 * fv_sheet_job_to_text:
 * @job: a job
 *
 * Returns: (transfer full): what fv_sheet_job_parse() takes
 */
gchar *
fv_sheet_job_to_text (const FvSheetJob *job)
{
  return g_key_file_to_data (job->keys, NULL, NULL);
}

/* Use -------------------------------------------------------------------------------- */

/**
 * fv_sheet_job_init_settings:
 * @job: the job of a work folder
 * @settings: (out caller-allocates): the settings that its cells were made with, and the
 *   recipe's layout
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether @settings were filled in
 */
gboolean
fv_sheet_job_init_settings (const FvSheetJob *job, FvSettings *settings, GError **error)
{
  g_autofree gchar *name = fv_sheet_job_get_string (job, "recipe"),
                   *options = fv_sheet_job_get_string (job, "options"),
                   *start = fv_sheet_job_get_string (job, "start-kind");
  const FvRecipe *recipe = fv_recipe_find (name, error);
  gboolean success;

  if (recipe == NULL)
    return FALSE;
  fv_settings_init (settings, FV_TASK_SHEET, recipe,
                    g_str_equal (start, "image") ? FV_START_IMAGE : FV_START_NOISE);
  settings->task = FV_TASK_ASCENT; /* the options are those of a cell */
  success = fv_settings_parse (settings, options, error);
  settings->task = FV_TASK_SHEET;
  return success;
}

/**
 * fv_sheet_job_make_record:
 * @job: the job of a work folder
 * @settings: of the sheet
 *
 * Returns: (transfer full): lines of key=value, with everything needed to make the sheet
 *   again; the same however the cells were made
 */
gchar *
fv_sheet_job_make_record (const FvSheetJob *job, const FvSettings *settings)
{
  const gchar *const keys[] = { "network", "weights", "convention", "layer",
                                "filters", "start",   "seed" };
  g_autofree gchar *options = fv_settings_to_string (settings);
  GString *record = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree gchar *value = fv_sheet_job_get_string (job, keys[i]);

      g_string_append_printf (record, "%s=%s\n", keys[i], value);
    }
  g_string_append_printf (
      record, "size=%dx%d\nrecipe=%s\noptions=%s\n", job->width + 2 * settings->crop,
      job->height + 2 * settings->crop, settings->recipe->name, options);
  return g_string_free (record, FALSE);
}

/**
 * fv_sheet_job_free:
 * @job: (nullable): a job
 */
void
fv_sheet_job_free (FvSheetJob *job)
{
  if (job == NULL)
    return;
  g_key_file_unref (job->keys);
  g_free (job->filters);
  g_free (job);
}
