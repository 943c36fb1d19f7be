/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Objectives about layers whose names are what the writers of files liked: with signs
 * that mean something in an objective, like numbers, and beginning like each other. */

#include "../helpers.h"
#include "pass/terms.h"

static const FvLayer layers[] = {
  { .name = "a", .n_filters = 9 },          { .name = "b", .n_filters = 9 },
  { .name = "a/b", .n_filters = 9 },        { .name = "a/b_c", .n_filters = 9 },
  { .name = "a.1", .n_filters = 9 },        { .name = "a.10", .n_filters = 9 },
  { .name = "12", .n_filters = 9 },         { .name = "a-b", .n_filters = 9 },
  { .name = "/add/Add:0", .n_filters = 9 }, { .name = "3x3 conv", .n_filters = 9 },
  { .name = "합", .n_filters = 9 },
};

/* "layer:filter*weight", or "layer*weight", of each term */
static gchar *
describe (const FvTerms *terms)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < terms->written->len; i++)
    {
      const FvTerm *term = &g_array_index (terms->written, FvWrittenTerm, i).term;

      g_string_append_printf (text, "%s[%s", i > 0 ? " " : "", term->layer);
      if (term->kind == FV_TERM_FILTER)
        g_string_append_printf (text, "|%d", term->filter);
      g_string_append_printf (text, "]%g", term->weight);
    }
  return g_string_free (text, FALSE);
}

static void
assert_terms (const gchar *text, const gchar *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvTerms) terms =
      fv_terms_parse (text, layers, G_N_ELEMENTS (layers), &error);
  g_autofree gchar *description = NULL;

  g_assert_no_error (error);
  description = describe (terms);
  g_assert_cmpstr (description, ==, expected);
}

static void
assert_refused (const gchar *text, FvError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fv_terms_parse (text, layers, G_N_ELEMENTS (layers), &error));
  g_assert_error (error, FV_ERROR, (gint)code);
}

/* The longest name counts. */
static void
test_prefixes (void)
{
  assert_terms ("a:1", "[a|1]1");
  assert_terms ("a/b:1", "[a/b|1]1");
  assert_terms ("a/b_c:1 + a/b", "[a/b_c|1]1 [a/b]1");
  assert_terms ("a.1:2 + a.10:2 + a:2", "[a.1|2]1 [a.10|2]1 [a|2]1");
  assert_refused ("a/c", FV_ERROR_SETTING);
  assert_refused ("a_c", FV_ERROR_LAYER);
  assert_refused ("ab", FV_ERROR_LAYER);
}

static void
test_signs (void)
{
  assert_terms ("a-b", "[a-b]1");
  assert_terms ("a - b", "[a]1 [b]-1");
  assert_terms ("a-b:3-a-b:4", "[a-b|3]1 [a-b|4]-1");
  assert_terms ("-a-b*2", "[a-b]-2");
  assert_terms ("/add/Add:0", "[/add/Add:0]1");
  assert_terms ("/add/Add:0:5*0.5", "[/add/Add:0|5]0.5");
  assert_terms ("3x3 conv:1 + 합:2", "[3x3 conv|1]1 [합|2]1");
  assert_terms ("2*3x3 conv", "[3x3 conv]2");
}

/* A factor is what stands before "*" and a layer. */
static void
test_numbers (void)
{
  assert_terms ("12", "[12]1");
  assert_terms ("12:3", "[12|3]1");
  assert_terms ("12*a", "[a]12");
  assert_terms ("12 * a", "[a]12");
  assert_terms ("12*0.5", "[12]0.5");
  assert_terms ("12:3*0.5", "[12|3]0.5");
  assert_terms ("0.5*12", "[12]0.5");
  assert_terms ("12*12", "[12]12");
  assert_terms ("12*12:3*2", "[12|3]24");
  assert_terms ("a - 12:1", "[a]1 [12|1]-1");
  assert_refused ("13", FV_ERROR_SETTING);
}

/* Classes by their numbers, by words of their names, and in any network as
 * "predictions" */
static void
test_classes (void)
{
  const FvLayer classes[] = { { .name = "a", .n_filters = 1000 },
                              { .name = "loss3/classifier", .n_filters = 1000 } };
  const struct
  {
    const gchar *text;
    gint filter;
  } cases[] = {
    { "predictions:281", 281 },
    { "predictions:tabby", 281 },
    { "loss3/classifier:Tiger_Cat", 282 },
    { "predictions:Egyptian", 285 },
    { "predictions:black_and_tan_coonhound", 165 },
    { "predictions:crane", 517 }, /* "crane bird" is another one */
  };
  const gchar *const refused[] = { "predictions:cat", "predictions:zebrafish",
                                   "predictions:_",   "predictions:1000",
                                   "a:tabby",         "predictions_x:1" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (FvTerms) terms = fv_terms_parse (cases[i].text, classes, 2, NULL);
      const FvTerm *term;

      g_assert_nonnull (terms);
      term = &g_array_index (terms->written, FvWrittenTerm, 0).term;
      g_assert_cmpstr (term->layer, ==, "loss3/classifier");
      g_assert_cmpint (term->filter, ==, cases[i].filter);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fv_terms_parse (refused[i], classes, 2, &error));
      g_assert_true (error->domain == FV_ERROR);
    }
  assert_refused ("predictions:1", FV_ERROR_LAYER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layer-names/prefixes", test_prefixes);
  g_test_add_func ("/layer-names/signs", test_signs);
  g_test_add_func ("/layer-names/numbers", test_numbers);
  g_test_add_func ("/layer-names/classes", test_classes);
  return g_test_run ();
}
