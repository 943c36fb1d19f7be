/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether two jobs give the same cells, and where they differ, for people. */

#include "sheet-job.h"

#include <glib/gi18n-lib.h>

#include "checksum.h"

/* The keys that decide what the cells look like. Folders of files may differ from machine
 * to machine. */
static const gchar *const deciding_keys[] = {
  "version", "weights-checksum", "convention", "layer", "filters", "start-checksum",
  "seed",    "recipe",           "options",    "width", "height",
};

/**
 * fv_sheet_job_get_checksum:
 * @job: a job
 *
 * Returns: (transfer full): text that is another for a job whose cells look otherwise
 */
gchar *
fv_sheet_job_get_checksum (const FvSheetJob *job)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (deciding_keys); i++)
    {
      g_autofree gchar *value = fv_sheet_job_get_string (job, deciding_keys[i]);

      g_string_append_printf (text, "%s=%s\n", deciding_keys[i], value);
    }
  return fv_text_get_checksum (text->str);
}

/* For people: a key with its value, and of a file its name too */
static gchar *
describe_key (const FvSheetJob *job, const gchar *key)
{
  g_autofree gchar *value = fv_sheet_job_get_string (job, key);
  g_auto (GStrv) parts = g_strsplit (key, "-", 2);
  g_autofree gchar *file = fv_sheet_job_get_string (job, parts[0]);

  if (parts[1] == NULL)
    return g_strdup_printf ("%s=%s", key, value);
  return g_strdup_printf ("%s=%s (%.20s)", parts[0], file, value);
}

/* The first of some options that the others do not have, %NULL if there is none */
static gchar *
find_difference (const gchar *options, const gchar *others)
{
  g_auto (GStrv) mine = g_strsplit (options, " ", -1);
  g_auto (GStrv) its = g_strsplit (others, " ", -1);

  for (gint i = 0; mine[i] != NULL; i++)
    if (!g_strv_contains ((const gchar *const *)its, mine[i]))
      return g_strdup (mine[i]);
  return NULL;
}

/* What differs, as it is in @job; %NULL if nothing does */
static gchar *
describe_difference (const FvSheetJob *job, const FvSheetJob *other)
{
  for (guint i = 0; i < G_N_ELEMENTS (deciding_keys); i++)
    {
      const gchar *key = deciding_keys[i];
      g_autofree gchar *mine = fv_sheet_job_get_string (job, key),
                       *its = fv_sheet_job_get_string (other, key);

      if (g_str_equal (mine, its))
        continue;
      return g_str_equal (key, "options") ? find_difference (mine, its)
                                          : describe_key (job, key);
    }
  return NULL;
}

/**
 * fv_sheet_job_check_same:
 * @job: what is to be done
 * @other: the job of a work folder
 * @folder: that folder
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether both give the same cells
 */
gboolean
fv_sheet_job_check_same (const FvSheetJob *job, const FvSheetJob *other,
                         const gchar *folder, GError **error)
{
  g_autofree gchar *mine = describe_difference (job, other);
  g_autofree gchar *its = describe_difference (other, job);

  if (mine == NULL && its == NULL)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("The work folder “%s” was begun with %s, and this is %s. Choose another "
         "folder, or the same as before."),
      folder, its ? its : "", mine ? mine : "");
  return FALSE;
}

/**
 * fv_sheet_job_check_settings:
 * @job: the job of a work folder
 * @settings: of a sheet
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether the folder's cells were made with them, apart from the layout
 */
gboolean
fv_sheet_job_check_settings (const FvSheetJob *job, const FvSettings *settings,
                             GError **error)
{
  g_autofree gchar *its = fv_sheet_job_get_string (job, "options");
  g_autofree gchar *mine = fv_sheet_job_make_options (settings);
  g_autofree gchar *difference = find_difference (mine, its);
  g_autofree gchar *its_difference = find_difference (its, mine);

  if (difference == NULL)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SETTING,
      _ ("The folder’s cells were made with %s, and --join cannot change that to "
         "%s. Leave that option out."),
      its_difference ? its_difference : its, difference);
  return FALSE;
}
