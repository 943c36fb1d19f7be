/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists of filters as text. */

#include <string.h>

#include "featvis.h"

static const FvLayer layer_of_100 = { "block9_conv1", 100, 1 };

static void
test_parse (void)
{
  const struct
  {
    const gchar *text;
    gint n;
    gint filters[8];
  } lists[] = {
    { "0-3", 4, { 0, 1, 2, 3 } },
    { "7", 1, { 7 } },
    { "3,5,9-12", 6, { 3, 5, 9, 10, 11, 12 } },
    { "9,3,4-4", 3, { 9, 3, 4 } },
    { "98-99", 2, { 98, 99 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree gint *filters = NULL;
      GError *error = NULL;
      gint n;

      fv_filters_parse (lists[i].text, &layer_of_100, fv_recipe_get (0), &filters, &n,
                        &error);
      g_assert_no_error (error);
      g_assert_cmpmem (filters, n * sizeof (gint), lists[i].filters,
                       lists[i].n * sizeof (gint));
    }
}

static void
test_default (void)
{
  const FvLayer small = { "block1_conv1", 16, 1 };
  const struct
  {
    const FvLayer *layer;
    const gchar *recipe;
    gint n;
  } defaults[] = { { &layer_of_100, "book", 64 },
                   { &layer_of_100, "keras", 100 },
                   { &small, "book", 16 } };

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      g_autofree gint *filters = NULL;
      gint n;

      g_assert_true (fv_filters_parse (NULL, defaults[i].layer,
                                       fv_recipe_find (defaults[i].recipe, NULL),
                                       &filters, &n, NULL));
      g_assert_cmpint (n, ==, defaults[i].n);
      for (gint k = 0; k < n; k++)
        g_assert_cmpint (filters[k], ==, k);
    }
}

static void
test_refused (void)
{
  const struct
  {
    const gchar *text, *item;
    FvError code;
  } lists[] = {
    { "", "“”", FV_ERROR_SETTING },
    { "x", "“x”", FV_ERROR_SETTING },
    { "1,,2", "“”", FV_ERROR_SETTING },
    { "1,2,", "“”", FV_ERROR_SETTING },
    { "-3", "“-3”", FV_ERROR_SETTING },
    { "4-", "“4-”", FV_ERROR_SETTING },
    { "1-2-3", "“1-2-3”", FV_ERROR_SETTING },
    { "1.5", "“1.5”", FV_ERROR_SETTING },
    { "5-3", "“5-3”", FV_ERROR_SETTING },
    { "3,1-4", "“1-4”", FV_ERROR_SETTING },
    { "8,8", "“8”", FV_ERROR_SETTING },
    { "0-100", "“0-100”", FV_ERROR_FILTER },
    { "100", "“100”", FV_ERROR_FILTER },
    { "0-18446744073709551615", "“0-18446744073709551615”", FV_ERROR_SETTING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;
      gint *filters = NULL, n = -1;

      g_assert_false (fv_filters_parse (lists[i].text, &layer_of_100, fv_recipe_get (0),
                                        &filters, &n, &error));
      g_assert_error (error, FV_ERROR, (gint)lists[i].code);
      g_assert_nonnull (strstr (error->message, lists[i].item));
      g_assert_null (filters);
      g_assert_cmpint (n, ==, -1);
    }
}

static void
test_to_string (void)
{
  const gint filters[] = { 3, 5, 9, 10, 11, 12, 2, 1 };
  g_autofree gchar *text = fv_filters_to_string (filters, G_N_ELEMENTS (filters));
  g_autofree gchar *none = fv_filters_to_string (filters, 0);

  g_assert_cmpstr (text, ==, "3,5,9-12,2,1");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter-list/parse", test_parse);
  g_test_add_func ("/filter-list/default", test_default);
  g_test_add_func ("/filter-list/refused", test_refused);
  g_test_add_func ("/filter-list/to-string", test_to_string);
  return g_test_run ();
}
