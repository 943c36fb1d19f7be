/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of settings: its labels, and values as texts. */

#include "../helpers.h"

static void
test_labels (void)
{
  FvSettingInfo info;

  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    {
      g_assert_nonnull (info.label);
      g_assert_true (g_unichar_isupper (g_utf8_get_char (info.label)));
      g_assert_false (g_str_has_suffix (info.label, ":"));
    }
  g_assert_false (fv_setting_get_info (-1, &info));
}

/* As many as there are words, no two of them the same; and none for numbers */
static void
test_value_labels (void)
{
  FvSettingInfo info;

  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    {
      g_auto (GStrv) labels = fv_setting_get_value_labels (i);
      g_auto (GStrv) words = info.values ? g_strsplit (info.values, "|", -1) : NULL;

      g_assert_true ((labels != NULL) == (words != NULL));
      if (words == NULL)
        continue;
      g_assert_cmpint (g_strv_length (labels), ==, g_strv_length (words));
      for (gint k = 1; labels[k] != NULL; k++)
        g_assert_cmpstr (labels[k], !=, labels[k - 1]);
    }
  g_assert_null (fv_setting_get_value_labels (-1));
  g_assert_null (fv_setting_get_value_labels (1000));
}

/* Tasks may have settings of one name that are called otherwise, but each has one. */
static gint
count_settings (FvTask task, const gchar *name)
{
  FvSettingInfo info;
  gint n = 0;

  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    if (g_str_equal (info.name, name))
      n += info.tasks >> task & 1;
  return n;
}

static void
assert_can_be_set (FvSettings *settings, const FvSettingInfo *info)
{
  g_autofree gchar *before = fv_settings_get (settings, info->name);
  g_autofree gchar *after = NULL;
  GError *error = NULL;

  g_assert_cmpint (count_settings (settings->task, info->name), ==, before != NULL);
  if (before == NULL)
    return;
  fv_settings_set (settings, info->name, before, &error);
  g_assert_no_error (error);
  after = fv_settings_get (settings, info->name);
  g_assert_cmpstr (before, ==, after);
}

/* What fv_settings_get() tells, fv_settings_set() takes. */
static void
test_get (void)
{
  const FvRecipe *recipe;
  FvSettingInfo info;
  FvSettings settings;

  for (gint r = 0; (recipe = fv_recipe_get (r)) != NULL; r++)
    for (FvTask task = FV_TASK_ASCENT; task <= FV_TASK_STYLE; task++)
      {
        fv_settings_init (&settings, task, recipe, FV_START_NOISE);
        for (gint i = 0; fv_setting_get_info (i, &info); i++)
          assert_can_be_set (&settings, &info);
      }
}

static void
test_get_values (void)
{
  const gchar *const expected[][2] = { { "steps", "12" },       { "step-size", "0.125" },
                                       { "seamless", "xy" },    { "relu", "before" },
                                       { "strength", "0.3" },   { "keep-colors", "yes" },
                                       { "contrast", "0.333" }, { "threads", "2" } };
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_DREAM, fv_recipe_get (0), FV_START_IMAGE);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree gchar *value = NULL;

      g_assert_true (fv_settings_set (&settings, expected[i][0], expected[i][1], NULL));
      value = fv_settings_get (&settings, expected[i][0]);
      g_assert_cmpstr (value, ==, expected[i][1]);
    }
  g_assert_null (fv_settings_get (&settings, "no-such-setting"));
  g_assert_null (fv_settings_get (&settings, "best")); /* a sheet's */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/labels", test_labels);
  g_test_add_func ("/settings/value-labels", test_value_labels);
  g_test_add_func ("/settings/get", test_get);
  g_test_add_func ("/settings/get-values", test_get_values);
  return g_test_run ();
}
