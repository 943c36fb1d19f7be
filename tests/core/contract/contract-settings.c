/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: settings and recipes */

#include <locale.h>
#include <math.h>
#include <string.h>

#include "contract.h"

static const FvRecipe *
get_recipe (void)
{
  return fv_recipe_get (0);
}

static FvSettings
make_settings (FvTask task)
{
  FvSettings settings;

  fv_settings_init (&settings, task, get_recipe (), FV_START_NOISE);
  return settings;
}

static void
test_recipe_get (void)
{
  gint n = 0;

  g_assert_null (fv_recipe_get (-1));
  g_assert_null (fv_recipe_get (G_MININT));
  g_assert_null (fv_recipe_get (G_MAXINT));
  while (fv_recipe_get (n) != NULL)
    n++;
  g_assert_cmpint (n, >=, 4);
}

static void
test_recipe_list (void)
{
  g_autofree gchar *names = fv_recipe_list ("|");
  g_auto (GStrv) each = g_strsplit (names, "|", -1);

  for (gint i = 0; each[i] != NULL; i++)
    g_assert_cmpstr (each[i], ==, fv_recipe_get (i)->name);
  ASSERT_REFUSED (fv_recipe_list (NULL));
}

static void
test_recipe_find (void)
{
  static const gchar *const names[] = { "", "Keras", " keras", NOT_UTF8 };
  g_autofree gchar *long_name = make_long_text ("keras", 100000);
  GError *error = NULL;

  g_assert_true (fv_recipe_find ("keras", NULL) == get_recipe ());
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_null (fv_recipe_find (names[i], &error));
      assert_error (&error, FV_ERROR_SETTING, "Choose one of: keras, book");
    }
  g_assert_null (fv_recipe_find (NULL, &error));
  assert_error (&error, FV_ERROR_SETTING, "“”");
  g_assert_null (fv_recipe_find (long_name, &error));
  assert_error (&error, FV_ERROR_SETTING, "…");
}

/* Each task has one; those of textures and styles are no choice of others. */
static void
test_recipe_get_usual (void)
{
  g_assert_true (fv_recipe_get_usual (FV_TASK_ASCENT) == get_recipe ());
  g_assert_cmpstr (fv_recipe_get_usual (FV_TASK_DREAM)->name, ==, "deepdream");
  for (FvTask task = FV_TASK_TEXTURE; task <= FV_TASK_STYLE; task++)
    {
      const FvRecipe *recipe = fv_recipe_get_usual (task);
      FvSettings settings;

      g_assert_true (recipe->is_quasi_newton);
      g_assert_null (fv_recipe_find (recipe->name, NULL));
      fv_settings_init (&settings, task, recipe, FV_START_NOISE);
      g_assert_true (fv_settings_set (&settings, "guide-scale", "2", NULL));
      g_assert_cmpfloat (settings.guide_scale, ==, 2.0);
    }
}

/* The same layers give the same text, which is understood. */
static void
test_task_write_objective (void)
{
  static const gchar *const texts[] = {
    "block1_conv1@style + block1_conv2@style + block2_conv1@style + block2_conv2@style + "
    "block3_conv1@style + block2_conv2@statistics + block3_conv1@statistics",
    "block2_conv1@style + block3_conv1@style + block4_conv1@style + block4_conv2@content",
  };
  gint n_layers;
  g_autofree FvLayer *layers = fv_layers_list ("VGG16", &n_layers);
  GError *error = NULL;

  for (FvTask task = FV_TASK_TEXTURE; task <= FV_TASK_STYLE; task++)
    {
      g_autofree gchar *text = fv_task_write_objective (task, layers, n_layers, NULL);
      g_autofree gchar *of_first = fv_task_write_objective (task, layers, 1, NULL);
      g_autoptr (FvTerms) terms = fv_terms_parse (text, layers, n_layers, NULL);

      g_assert_cmpstr (text, ==, texts[task - FV_TASK_TEXTURE]);
      g_assert_nonnull (terms);
      g_assert_true (g_str_has_prefix (of_first, "block1_conv1@style"));
      g_assert_null (fv_task_write_objective (task, NULL, 0, &error));
      assert_error (&error, FV_ERROR_LAYER, "tells a style");
    }
  ASSERT_REFUSED (fv_task_write_objective (FV_TASK_DREAM, layers, n_layers, NULL));
  ASSERT_REFUSED (fv_task_write_objective (FV_TASK_STYLE, NULL, 1, NULL));
}

static void
test_recipe_get_label (void)
{
  g_assert_nonnull (fv_recipe_get_label (get_recipe ()));
  ASSERT_REFUSED (fv_recipe_get_label (NULL));
}

static void
test_setting_get_info (void)
{
  FvSettingInfo info = { NULL };

  g_assert_true (fv_setting_get_info (0, &info));
  g_assert_cmpstr (info.name, ==, "steps");
  g_assert_false (fv_setting_get_info (-1, &info));
  g_assert_false (fv_setting_get_info (G_MAXINT, &info));
  g_assert_cmpstr (info.name, ==, "steps"); /* untouched */
  ASSERT_REFUSED (fv_setting_get_info (0, NULL));
}

/* As many labels as words, for each setting of words */
static void
test_setting_get_value_labels (void)
{
  FvSettingInfo info;

  g_assert_null (fv_setting_get_value_labels (-1));
  g_assert_null (fv_setting_get_value_labels (G_MAXINT));
  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    {
      g_auto (GStrv) labels = fv_setting_get_value_labels (i);
      g_auto (GStrv) words = g_strsplit (info.values ? info.values : "", "|", -1);

      g_assert_true ((labels != NULL) == (info.values != NULL));
      if (labels != NULL)
        g_assert_cmpuint (g_strv_length (labels), ==, g_strv_length (words));
    }
}

/* Whatever the task, recipe and start, all values are within their ranges. */
static void
test_settings_init (void)
{
  FvSettings settings;
  const FvRecipe *recipe;

  for (FvTask task = FV_TASK_ASCENT; task <= FV_TASK_DREAM; task++)
    for (FvStart start = FV_START_NOISE; start <= FV_START_TENSOR; start++)
      for (gint i = 0; (recipe = fv_recipe_get (i)) != NULL; i++)
        {
          g_autofree gchar *text = NULL;

          fv_settings_init (&settings, task, recipe, start);
          text = fv_settings_to_string (&settings);
          g_assert_true (fv_settings_parse (&settings, text, NULL));
        }
  ASSERT_CRITICAL (fv_settings_init (NULL, FV_TASK_ASCENT, get_recipe (), 0));
  ASSERT_CRITICAL (fv_settings_init (&settings, FV_TASK_ASCENT, NULL, 0));
}

static void
assert_not_set (FvTask task, const gchar *name, const gchar *value, const gchar *words)
{
  FvSettings settings = make_settings (task), before = settings;
  GError *error = NULL;

  g_assert_false (fv_settings_set (&settings, name, value, &error));
  assert_error (&error, FV_ERROR_SETTING, words);
  g_assert_cmpmem (&settings, sizeof settings, &before, sizeof before);
}

static void
test_settings_set (void)
{
  g_autofree gchar *long_text = make_long_text ("9", 1000000);
  FvSettings settings = make_settings (FV_TASK_ASCENT);

  g_assert_true (fv_settings_set (&settings, "steps", "100000", NULL));
  g_assert_cmpint (settings.steps, ==, 100000);
  assert_not_set (FV_TASK_ASCENT, "steps", "0", "a whole number from 1 to 100000");
  assert_not_set (FV_TASK_ASCENT, "steps", "1.5", "whole number");
  assert_not_set (FV_TASK_ASCENT, "steps", "", "“”");
  assert_not_set (FV_TASK_ASCENT, "steps", long_text, "…");
  assert_not_set (FV_TASK_ASCENT, "step-size", "nan", "a number from 0 to 100000");
  assert_not_set (FV_TASK_ASCENT, "step-size", "1e999", "a number from");
  assert_not_set (FV_TASK_ASCENT, "step-size", NOT_UTF8, "a number from");
  assert_not_set (FV_TASK_ASCENT, "colors", "blue", "Choose one of: true, faithful");
  assert_not_set (FV_TASK_ASCENT, NOT_UTF8, "1", "There is no option");
  assert_not_set (FV_TASK_ASCENT, "opacity", "1", "There is no option “opacity”");
  assert_not_set ((FvTask)64, "steps", "1", "There is no option “steps”");
  assert_not_set ((FvTask)-1, "steps", "1", "There is no option “steps”");
  ASSERT_REFUSED (fv_settings_set (NULL, "steps", "1", NULL));
  ASSERT_REFUSED (fv_settings_set (&settings, NULL, "1", NULL));
  ASSERT_REFUSED (fv_settings_set (&settings, "steps", NULL, NULL));
}

static void
test_settings_get (void)
{
  FvSettings settings = make_settings (FV_TASK_ASCENT);
  g_autofree gchar *value = fv_settings_get (&settings, "colors");

  g_assert_cmpstr (value, ==, "true");
  g_assert_null (fv_settings_get (&settings, "opacity"));
  g_assert_null (fv_settings_get (&settings, NOT_UTF8));
  settings.colors = (FvColors)7;
  ASSERT_REFUSED (fv_settings_get (&settings, "colors"));
  settings.step_size = NAN;
  ASSERT_REFUSED (fv_settings_get (&settings, "step-size"));
  ASSERT_REFUSED (fv_settings_get (&settings, NULL));
  ASSERT_REFUSED (fv_settings_get (NULL, "colors"));
}

static void
test_settings_parse (void)
{
  FvSettings settings = make_settings (FV_TASK_ASCENT), before = settings;
  g_autofree gchar *long_text = make_long_text ("steps=7 ", 100000);
  GError *error = NULL;

  g_assert_true (fv_settings_parse (&settings, NULL, NULL));
  g_assert_true (fv_settings_parse (&settings, "\n \t", NULL));
  g_assert_cmpmem (&settings, sizeof settings, &before, sizeof before);
  g_assert_false (fv_settings_parse (&settings, "steps=7 scales", &error));
  assert_error (&error, FV_ERROR_SETTING, "“scales” is no option");
  g_assert_false (fv_settings_parse (&settings, "steps=7 " NOT_UTF8, &error));
  assert_error (&error, FV_ERROR_SETTING, "is no option");
  g_assert_cmpmem (&settings, sizeof settings, &before, sizeof before);
  g_assert_true (fv_settings_parse (&settings, long_text, NULL));
  g_assert_cmpint (settings.steps, ==, 7);
  ASSERT_REFUSED (fv_settings_parse (NULL, "", NULL));
}

/* Whatever the decimal point of the user's language, a text and what an error proposes
 * are such as can be parsed. */
static void
assert_point (void)
{
  FvSettings settings = make_settings (FV_TASK_DREAM);
  g_autofree gchar *text = fv_settings_to_string (&settings);
  GError *error = NULL;

  g_assert_nonnull (strstr (text, "zoom=1.05"));
  g_assert_true (fv_settings_parse (&settings, text, NULL));
  g_assert_false (fv_settings_parse (&settings, "zoom=3", &error));
  assert_error (&error, FV_ERROR_SETTING, "from 0.5 to 2");
}

static void
test_settings_to_string (void)
{
  static const gchar *const locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "C" };
  FvSettings settings = make_settings (FV_TASK_DREAM);

  for (guint i = 0; i < G_N_ELEMENTS (locales); i++)
    if (setlocale (LC_NUMERIC, locales[i]) != NULL)
      assert_point ();
  settings.pooling = (FvPooling)-1;
  ASSERT_REFUSED (fv_settings_to_string (&settings));
  settings.pooling = FV_POOLING_MAX;
  settings.jitter = G_MAXINT;
  ASSERT_REFUSED (fv_settings_to_string (&settings));
  ASSERT_REFUSED (fv_settings_to_string (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_recipe_get", test_recipe_get);
  g_test_add_func ("/contract/fv_recipe_list", test_recipe_list);
  g_test_add_func ("/contract/fv_recipe_find", test_recipe_find);
  g_test_add_func ("/contract/fv_recipe_get_usual", test_recipe_get_usual);
  g_test_add_func ("/contract/fv_task_write_objective", test_task_write_objective);
  g_test_add_func ("/contract/fv_recipe_get_label", test_recipe_get_label);
  g_test_add_func ("/contract/fv_setting_get_info", test_setting_get_info);
  g_test_add_func ("/contract/fv_setting_get_value_labels",
                   test_setting_get_value_labels);
  g_test_add_func ("/contract/fv_settings_init", test_settings_init);
  g_test_add_func ("/contract/fv_settings_set", test_settings_set);
  g_test_add_func ("/contract/fv_settings_get", test_settings_get);
  g_test_add_func ("/contract/fv_settings_parse", test_settings_parse);
  g_test_add_func ("/contract/fv_settings_to_string", test_settings_to_string);
  return g_test_run ();
}
