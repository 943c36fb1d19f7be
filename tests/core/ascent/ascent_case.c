/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ascent_case.h"

#include <string.h>

gboolean
record_step (const FvStep *step, gpointer data)
{
  Recorder *recorder = data;

  g_assert_cmpfloat (step->fraction, >, recorder->fraction);
  recorder->fraction = step->fraction;
  g_array_append_val (recorder->losses, step->loss);
  g_array_append_val (recorder->sizes, step->width);
  g_array_append_val (recorder->sizes, step->height);
  if (recorder->first == NULL)
    recorder->first = fv_image_copy (step->tensor, NULL);
  return (gint)recorder->losses->len != recorder->stop_at;
}

void
recorder_init (Recorder *recorder)
{
  *recorder = (Recorder){ g_array_new (FALSE, FALSE, sizeof (gdouble)),
                          g_array_new (FALSE, FALSE, sizeof (gint)) };
}

void
recorder_clear (Recorder *recorder)
{
  g_array_unref (recorder->losses);
  g_array_unref (recorder->sizes);
  fv_image_free (recorder->first);
}

void
fill_ascent (FvAscent *ascent, const gchar *recipe, const gchar *layer, gint filter,
             FvStart start, const gchar *options)
{
  *ascent = (FvAscent){ .layer = layer, .filter = filter, .start = start, .seed = SEED };
  fv_settings_init (&ascent->settings, FV_TASK_ASCENT, fv_recipe_find (recipe, NULL),
                    start);
  g_assert_true (fv_settings_parse (&ascent->settings, options, NULL));
}

void
assert_ascent_fails (const FvNetwork *network, const FvAscent *ascent, gint stop_at,
                     FvError code, const gchar *word)
{
  g_autoptr (GError) error = NULL;
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  recorder.stop_at = stop_at;
  g_assert_false (
      fv_ascend (network, ascent, record_step, &recorder, NULL, &result, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, word));
  if (stop_at > 0)
    g_assert_cmpint (recorder.losses->len, ==, stop_at);
  recorder_clear (&recorder);
}
