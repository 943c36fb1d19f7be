/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: what is maximised, as a text and as terms, and guides */

#include <math.h>
#include <string.h>

#include "contract.h"
#include "../helpers.h"

#define LAST    "block2_conv1" /* of the network that is loaded */
#define DIVISOR 16

static const gchar *const layers_not_there[] = { "block9_conv1", "block3_conv1",
                                                 "block2_pool",  "",
                                                 NOT_UTF8,       NULL };

static FvNetwork *
make_small_network (void)
{
  return make_network (&fv_vgg16, LAST, DIVISOR);
}

/* Guides ------------------------------------------------------------------------------
 */

static void
assert_no_guide (const gchar *layer, gint width, gint height, gint threads, FvError code,
                 const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (width, height);
  GError *error = NULL;

  g_assert_null (fv_guide_new (network, layer, picture, threads, 0, &error));
  assert_error (&error, code, words);
}

static void
test_guide_new (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (2, 2);
  g_autoptr (FvGuide) guide = fv_guide_new (network, LAST, picture, 1024, 0, NULL);
  GError *error = NULL;

  g_assert_nonnull (guide);
  for (guint i = 0; i < G_N_ELEMENTS (layers_not_there); i++)
    assert_no_guide (layers_not_there[i], 9, 9, 1, FV_ERROR_LAYER, "have no layer");
  assert_no_guide (LAST, 1, 9, 1, FV_ERROR_SIZE, "1×9 pixels are too few");
  assert_no_guide (LAST, 9, 9, -1, FV_ERROR_SETTING, "Option threads cannot be “-1”");
  assert_no_guide (LAST, 9, 9, G_MAXINT, FV_ERROR_SETTING, "from 0 to 1024");
  picture->data[4] = NAN;
  g_assert_null (fv_guide_new (network, LAST, picture, 1, 0, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 1 of row 0");
  ASSERT_REFUSED (fv_guide_new (NULL, LAST, picture, 1, 0, NULL));
  ASSERT_REFUSED (fv_guide_new (network, LAST, NULL, 1, 0, NULL));
}

typedef FvGuide *(*GuideFunc) (const FvNetwork *network, const gchar *layer,
                               const FvImage *picture, gint threads, gint memory,
                               GError **error);

static void
assert_no_whole_guide (GuideFunc func, const gchar *layer, gint width, gint threads,
                       gint memory, FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (width, 9);
  GError *error = NULL;

  g_assert_null (func (network, layer, picture, threads, memory, &error));
  assert_error (&error, code, words);
}

/* Of a guide that is looked at as large as it is */
static void
assert_whole_guide (GuideFunc func)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (9, 9);
  g_autoptr (FvGuide) guide = func (network, LAST, picture, 1024, 0, NULL);
  GError *error = NULL;

  g_assert_nonnull (guide);
  for (guint i = 0; i < G_N_ELEMENTS (layers_not_there); i++)
    assert_no_whole_guide (func, layers_not_there[i], 9, 1, 0, FV_ERROR_LAYER,
                           "have no layer");
  assert_no_whole_guide (func, LAST, 1, 1, 0, FV_ERROR_SIZE, "1×9 pixels are too few");
  assert_no_whole_guide (func, LAST, 9, -1, 0, FV_ERROR_SETTING, "Option threads");
  assert_no_whole_guide (func, LAST, 9, 1, -1, FV_ERROR_SETTING, "Option memory");
  assert_no_whole_guide (func, LAST, 9, 1, 1, FV_ERROR_MEMORY, "MiB of memory");
  picture->data[4] = NAN;
  g_assert_null (func (network, LAST, picture, 1, 0, &error));
  assert_error (&error, FV_ERROR_SETTING, "column 1 of row 0");
  ASSERT_REFUSED (func (NULL, LAST, picture, 1, 0, NULL));
  ASSERT_REFUSED (func (network, LAST, NULL, 1, 0, NULL));
}

static void
test_guide_new_style (void)
{
  assert_whole_guide (fv_guide_new_style);
}

static void
test_guide_new_statistics (void)
{
  assert_whole_guide (fv_guide_new_statistics);
}

/* It is of one size, and a layer has one. */
static void
test_guide_new_content (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (9, 9);
  g_autoptr (FvImage) input = make_picture (12, 9);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvGuide) guide = fv_guide_new_content (network, LAST, picture, 1, 0, NULL);
  g_autoptr (FvGuide) other = fv_guide_new_content (network, LAST, input, 1, 0, NULL);
  const FvTerm terms[] = { { FV_TERM_CONTENT, LAST, 0, 1.0, other },
                           { FV_TERM_CONTENT, LAST, 0, 1.0, guide } };
  FvObjective objective = { .terms = terms + 1, .n_terms = 1 };
  GError *error = NULL;
  gdouble loss;

  assert_whole_guide (fv_guide_new_content);
  g_assert_false (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, &error));
  assert_error (&error, FV_ERROR_SIZE, "4×4 positions");
  objective = (FvObjective){ .terms = terms, .n_terms = 2 };
  g_assert_false (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, &error));
  assert_error (&error, FV_ERROR_SETTING, "with two photos");
}

static void
test_guide_free (void)
{
  fv_guide_free (NULL);
}

/* Objectives --------------------------------------------------------------------------
 */

static void
assert_objective (const FvObjective *objective, FvError code, const gchar *words)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  GError *error = NULL;

  g_assert_false (fv_objective_check (layers, n_layers, objective, &error));
  assert_error (&error, code, words);
}

static void
assert_filters (void)
{
  static const gint filters[] = { -1, 8, G_MAXINT, G_MININT };

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      const FvTerm term = { FV_TERM_FILTER, LAST, filters[i], 1.0 };

      assert_objective (&(FvObjective){ .layer = LAST, .filter = filters[i] },
                        FV_ERROR_FILTER, "Choose one from 0 to 7");
      assert_objective (&(FvObjective){ .terms = &term, .n_terms = 1 }, FV_ERROR_FILTER,
                        "Choose one from 0 to 7");
    }
}

static void
assert_weights (void)
{
  static const gdouble weights[] = { NAN, INFINITY, -INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      const FvTerm terms[] = { { FV_TERM_FILTER, LAST, 0, 1.0 },
                               { FV_TERM_LAYER, LAST, 0, weights[i] } };

      assert_objective (&(FvObjective){ .terms = terms, .n_terms = 2 }, FV_ERROR_SETTING,
                        "no finite number");
    }
}

/* A guide of another layer, and one of a network with other filters there */
static void
assert_guides (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvNetwork) wide = make_network (&fv_vgg16, LAST, DIVISOR / 2);
  g_autoptr (FvImage) picture = make_picture (9, 9);
  g_autoptr (FvGuide) of_layer =
      fv_guide_new (network, "block1_conv2", picture, 1, 0, NULL);
  g_autoptr (FvGuide) of_wide = fv_guide_new (wide, LAST, picture, 1, 0, NULL);
  FvTerm term = { FV_TERM_GUIDE, LAST, 0, 1.0, of_layer };
  const FvObjective objective = { .terms = &term, .n_terms = 1 };

  assert_objective (&objective, FV_ERROR_LAYER, "at layer block1_conv2");
  term.guide = of_wide;
  assert_objective (&objective, FV_ERROR_LAYER, "has 16 features");
  term.guide = NULL;
  ASSERT_REFUSED (fv_objective_check (NULL, 0, NULL, NULL));
}

/* A guide of the other kind is none. */
static void
assert_kinds_of_guides (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvImage) picture = make_picture (9, 9);
  g_autoptr (FvGuide) style = fv_guide_new_style (network, LAST, picture, 1, 0, NULL);
  g_autoptr (FvGuide) content = fv_guide_new_content (network, LAST, picture, 1, 0, NULL);
  FvTerm term = { FV_TERM_STYLE, LAST, 0, 1.0, content };
  const FvObjective objective = { .terms = &term, .n_terms = 1 };
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL));
  term.guide = style;
  g_assert_true (fv_objective_check (layers, n_layers, &objective, NULL));
  term.kind = FV_TERM_STATISTICS;
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL));
  term.kind = FV_TERM_CONTENT;
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL));
  term.guide = content;
  g_assert_true (fv_objective_check (layers, n_layers, &objective, NULL));
  term.layer = "block1_conv2";
  assert_objective (&objective, FV_ERROR_LAYER, "at layer block2_conv1");
}

static void
test_objective_check (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  FvTerm term = { FV_TERM_GUIDE, LAST, 0, 1.0, NULL };
  FvObjective objective = { .layer = LAST, .filter = 7, .border = G_MAXINT };
  GError *error = NULL;

  g_assert_true (fv_objective_check (layers, n_layers, &objective, NULL));
  g_assert_false (fv_objective_check (NULL, 0, &objective, &error));
  assert_error (&error, FV_ERROR_LAYER, LAST);
  for (guint i = 0; i < G_N_ELEMENTS (layers_not_there); i++)
    assert_objective (&(FvObjective){ .layer = layers_not_there[i] }, FV_ERROR_LAYER,
                      "Choose one of: block1_conv1");
  assert_objective (&(FvObjective){ .layer = LAST, .border = -1 }, FV_ERROR_SETTING,
                    "Choose 0 or more");
  assert_filters ();
  assert_weights ();
  assert_guides ();
  assert_kinds_of_guides ();
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, NULL, NULL));
  objective.terms = &term;
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL)); /* 0 terms */
  objective.n_terms = -1;
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL));
  objective.n_terms = 1;
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL)); /* no guide */
  term.kind = (FvTermKind)9;
  ASSERT_REFUSED (fv_objective_check (layers, n_layers, &objective, NULL));
}

/* Texts -------------------------------------------------------------------------------
 */

static FvTerms *
parse (const gchar *text, GError **error)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_terms_parse (text, layers, n_layers, error);
}

static void
assert_not_parsed (const gchar *text, FvError code, const gchar *words)
{
  GError *error = NULL;

  g_assert_null (parse (text, &error));
  assert_error (&error, code, words);
}

static void
test_terms_parse (void)
{
  g_autofree gchar *many = make_long_text (LAST ":0*0.5 + ", 1000000);
  g_autofree gchar *deep = make_long_text ("(", 1000000);
  g_autofree gchar *signs = make_long_text ("-", 1000000);
  g_autofree gchar *digits = make_long_text ("9", 1000000);
  g_autofree gchar *far = g_strconcat (LAST, ":", digits, NULL);
  g_autofree gchar *endless = g_strconcat (LAST, "*", digits, NULL);
  g_autofree gchar *word = make_long_text ("block", 1000000);
  GError *error = NULL;

  assert_not_parsed (many, FV_ERROR_SETTING, "these are too many terms");
  assert_not_parsed (deep, FV_ERROR_SETTING, "from character 1 on");
  assert_not_parsed (signs, FV_ERROR_SETTING, "from character 2 on");
  assert_not_parsed (far, FV_ERROR_SETTING, "from 0 to 7");
  assert_not_parsed (endless, FV_ERROR_SETTING, "a number other than 0");
  assert_not_parsed (word, FV_ERROR_LAYER, "…");
  assert_not_parsed ("", FV_ERROR_SETTING, "ends too early");
  assert_not_parsed (NOT_UTF8, FV_ERROR_SETTING, "a layer is expected");
  assert_not_parsed (LAST ":" NOT_UTF8, FV_ERROR_SETTING, "a whole number");
  assert_not_parsed (LAST "*nan", FV_ERROR_SETTING, "a number other than 0");
  assert_not_parsed (LAST "*0,5", FV_ERROR_SETTING, "a number other than 0");
  assert_not_parsed (LAST ":-1", FV_ERROR_SETTING, "from 0 to 7");
  assert_not_parsed (LAST "@strong:9", FV_ERROR_SETTING, "from 1 to 8");
  assert_not_parsed ("block2_pool", FV_ERROR_LAYER, "Choose one of");
  g_assert_null (fv_terms_parse (LAST, NULL, 0, &error));
  assert_error (&error, FV_ERROR_LAYER, LAST);
  ASSERT_REFUSED (parse (NULL, NULL));
}

static void
test_terms_free (void)
{
  fv_terms_free (NULL);
  fv_terms_free (parse (LAST, NULL));
}

static void
test_terms_get_deepest_layer (void)
{
  g_autoptr (FvTerms) terms = parse (LAST " - block1_conv1:0", NULL);

  g_assert_cmpstr (fv_terms_get_deepest_layer (terms), ==, LAST);
  ASSERT_REFUSED (fv_terms_get_deepest_layer (NULL));
}

static void
test_terms_list_layers (void)
{
  g_autoptr (FvTerms) terms =
      parse (LAST ":0 - block1_conv1:0 + " LAST ":1*2 + block1_conv1@weak:1", NULL);
  g_auto (GStrv) layers = fv_terms_list_layers (terms);

  g_assert_cmpuint (g_strv_length (layers), ==, 2);
  g_assert_cmpstr (layers[0], ==, LAST);
  g_assert_cmpstr (layers[1], ==, "block1_conv1");
  ASSERT_REFUSED (fv_terms_list_layers (NULL));
}

static void
test_terms_need_photo (void)
{
  g_autoptr (FvTerms) without = parse (LAST, NULL);
  g_autoptr (FvTerms) with = parse (LAST " + " LAST "@weak:1", NULL);

  g_assert_false (fv_terms_need_photo (without));
  g_assert_true (fv_terms_need_photo (with));
  ASSERT_REFUSED (fv_terms_need_photo (NULL));
}

static void
assert_not_resolved (const gchar *text, const FvNetwork *network, const FvImage *photo,
                     const FvImage *guide, gint threads, FvError code, const gchar *words)
{
  g_autoptr (FvTerms) terms = parse (text, NULL);
  GError *error = NULL;
  gint n_terms = -1;

  g_assert_false (fv_terms_resolve (terms, network, photo, guide, threads, 0, &error));
  assert_error (&error, code, words);
  fv_terms_get (terms, &n_terms);
  g_assert_cmpint (n_terms, ==, 0); /* no half of them */
}

static void
test_terms_resolve (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvNetwork) shallow = make_network (&fv_vgg16, "block1_conv1", DIVISOR);
  g_autoptr (FvNetwork) narrow = make_network (&fv_vgg16, LAST, 2 * DIVISOR);
  g_autoptr (FvImage) photo = make_picture (9, 9);
  g_autoptr (FvImage) thin = make_picture (1, 9);
  g_autoptr (FvTerms) terms = parse (LAST, NULL);
  const gchar *ranked = "block1_conv1:0 + " LAST "@strong:2";

  for (gint i = 0; i < 3; i++) /* which frees what the call before made */
    g_assert_true (fv_terms_resolve (terms, network, photo, photo, 1, 0, NULL));
  assert_not_resolved ("block1_conv1:0 + " LAST ":0", shallow, NULL, NULL, 1,
                       FV_ERROR_LAYER, "have no layer");
  assert_not_resolved (LAST ":7", narrow, NULL, NULL, 1, FV_ERROR_FILTER, "no filter 7");
  assert_not_resolved (ranked, network, NULL, NULL, 1, FV_ERROR_SETTING, "Start from");
  assert_not_resolved (ranked, network, thin, NULL, 1, FV_ERROR_SIZE, "too few");
  assert_not_resolved (LAST, network, NULL, thin, 1, FV_ERROR_SIZE, "too few");
  assert_not_resolved (LAST, network, NULL, NULL, -5, FV_ERROR_SETTING, "threads");
  photo->data[0] = NAN;
  assert_not_resolved (ranked, network, photo, NULL, 1, FV_ERROR_SETTING, "column 0");
  ASSERT_REFUSED (fv_terms_resolve (terms, NULL, NULL, NULL, 1, 0, NULL));
  ASSERT_REFUSED (fv_terms_resolve (NULL, network, NULL, NULL, 1, 0, NULL));
}

static void
test_terms_get (void)
{
  g_autoptr (FvNetwork) network = make_small_network ();
  g_autoptr (FvTerms) terms = parse (LAST ":3*-2", NULL);
  gint n_terms = -1;
  const FvTerm *first;

  fv_terms_get (terms, &n_terms);
  g_assert_cmpint (n_terms, ==, 0);
  g_assert_true (fv_terms_resolve (terms, network, NULL, NULL, 1, 0, NULL));
  first = fv_terms_get (terms, &n_terms);
  g_assert_cmpint (n_terms, ==, 1);
  g_assert_cmpfloat (first->weight, ==, -2.0);
  ASSERT_REFUSED (fv_terms_get (terms, NULL));
  ASSERT_REFUSED (fv_terms_get (NULL, &n_terms));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contract/fv_guide_new", test_guide_new);
  g_test_add_func ("/contract/fv_guide_new_style", test_guide_new_style);
  g_test_add_func ("/contract/fv_guide_new_statistics", test_guide_new_statistics);
  g_test_add_func ("/contract/fv_guide_new_content", test_guide_new_content);
  g_test_add_func ("/contract/fv_guide_free", test_guide_free);
  g_test_add_func ("/contract/fv_objective_check", test_objective_check);
  g_test_add_func ("/contract/fv_terms_parse", test_terms_parse);
  g_test_add_func ("/contract/fv_terms_free", test_terms_free);
  g_test_add_func ("/contract/fv_terms_get_deepest_layer", test_terms_get_deepest_layer);
  g_test_add_func ("/contract/fv_terms_list_layers", test_terms_list_layers);
  g_test_add_func ("/contract/fv_terms_need_photo", test_terms_need_photo);
  g_test_add_func ("/contract/fv_terms_resolve", test_terms_resolve);
  g_test_add_func ("/contract/fv_terms_get", test_terms_get);
  return g_test_run ();
}
