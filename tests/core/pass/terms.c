/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Objectives of several terms: their text, their gradient against float64 PyTorch, in
 * rows that have a place in turns, and the channels that a photo excites. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../helpers.h"
#include "pass/pass.h"

/* Those of tests/golden/make_objectives_golden.py */
#define DIVISOR      4
#define PICTURE_SEED 3000

#define GRADIENT_ERROR 1e-5
#define LOSS_ERROR     1e-5
#define TIE            1e-5

static FvTerms *
parse (const FvNetwork *network, const gchar *text, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_terms_parse (text, layers, n_layers, error);
}

/* The terms of a text, resolved without a photo */
static FvTerms *
make_terms (const FvNetwork *network, const gchar *text, const FvImage *guide)
{
  GError *error = NULL;
  FvTerms *terms = parse (network, text, &error);

  g_assert_no_error (error);
  fv_terms_resolve (terms, network, NULL, guide, 0, 0, &error);
  g_assert_no_error (error);
  return terms;
}

/* Gradients -----------------------------------------------------------------------------
 */

static void
test_golden (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", 6);
  g_autoptr (FvNetwork) network =
      make_golden_network ("objectives", "block4_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (atoi (fields[1]), atoi (fields[2]));
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) expected = read_golden ("objective-%s.npy", fields[0]);
  g_autoptr (FvImage) guide = fv_image_new_noise (40, 33, PICTURE_SEED, 0.0, 255.0, NULL);
  gboolean is_guided = g_str_equal (fields[0], "guide");
  g_autoptr (FvTerms) terms = make_terms (network, fields[5], is_guided ? guide : NULL);
  FvObjective objective = { .relu = g_str_equal (fields[3], "before") ? FV_RELU_BEFORE
                                                                      : FV_RELU_AFTER };
  gdouble loss, expected_loss = g_ascii_strtod (fields[4], NULL), difference;
  GError *error = NULL;

  if (g_str_equal (fields[0], "average"))
    objective.pooling = FV_POOLING_AVERAGE;
  objective.terms = fv_terms_get (terms, &objective.n_terms);
  fv_gradient (network, &objective, input, 2, NULL, gradient, &loss, &error);
  g_assert_no_error (error);
  difference =
      get_relative_error (gradient->data, expected->data, fv_image_get_n_values (input));
  g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                  fabs (loss / expected_loss - 1));
  g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss, LOSS_ERROR * fabs (expected_loss));
}

static void
run_pass (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
          const FvImage *input, FvImage *gradient, gdouble *loss)
{
  GError *error = NULL;
  g_autoptr (FvPass) pass =
      fv_pass_new (network, &(const FvPassTarget){ .objective = objective }, manner,
                   input->width, input->height, &error);

  g_assert_no_error (error);
  fv_pass_run (pass, input, FV_REDIRECT_NONE, gradient, loss, NULL, &error);
  g_assert_no_error (error);
}

/* Terms at layers of several strides, whose rows have a place in turns, against the same
 * with so many threads that all rows are done at once */
static void
test_tall (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv3", DIVISOR);
  g_autoptr (FvTerms) terms = make_terms (
      network,
      "block1_conv2:3 + block2_conv2*1e-3 + block3_conv1:5*-2 + block1_conv1*0.01", NULL);
  g_autoptr (FvImage) input = make_input (37, 517);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) other = fv_image_copy (input, NULL);
  FvObjective objective = { .border = 1 };
  const FvPassManner all_at_once = { FV_PASS_FAST, 64 };
  gdouble loss, other_loss;

  objective.terms = fv_terms_get (terms, &objective.n_terms);
  run_pass (network, &objective, all_at_once, input, gradient, &loss);
  for (FvPassKind kind = FV_PASS_FAST; kind <= FV_PASS_LEAN; kind++)
    for (gint threads = 1; threads <= 3; threads++)
      {
        FvPassManner manner = { kind, threads };

        run_pass (network, &objective, manner, input, other, &other_loss);
        g_assert_true (loss == other_loss);
        g_assert_cmpmem (gradient->data, fv_image_get_n_values (input) * 4, other->data,
                         fv_image_get_n_values (input) * 4);
      }
}

/* A region that leaves the same positions out as a border does */
static void
test_region (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", DIVISOR);
  g_autoptr (FvImage) input = make_input (64, 48);
  g_autoptr (FvImage) of_region = fv_image_copy (input, NULL);
  g_autoptr (FvImage) of_border = fv_image_copy (input, NULL);
  FvObjective objective = { .layer = "block2_conv2",
                            .filter = 5,
                            .region = { 12, 12, 40, 24 } };
  gdouble loss, border_loss;

  g_assert_true (
      fv_gradient (network, &objective, input, 1, NULL, of_region, &loss, NULL));
  objective.region = (FvRegion){ 0 };
  objective.border = 6;
  g_assert_true (
      fv_gradient (network, &objective, input, 1, NULL, of_border, &border_loss, NULL));
  g_assert_true (loss == border_loss && loss > 0.0);
  g_assert_cmpmem (of_region->data, fv_image_get_n_values (input) * 4, of_border->data,
                   fv_image_get_n_values (input) * 4);
}

/* Text ----------------------------------------------------------------------------------
 */

static void
assert_terms (const gchar *text, const gchar *expected)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 16);
  g_autoptr (FvTerms) terms = make_terms (network, text, NULL);
  g_autoptr (GString) found = g_string_new (NULL);
  gint n_terms;
  const FvTerm *list = fv_terms_get (terms, &n_terms);

  for (gint i = 0; i < n_terms; i++)
    if (list[i].kind == FV_TERM_FILTER)
      g_string_append_printf (found, "%s:%d*%g ", list[i].layer, list[i].filter,
                              list[i].weight);
    else
      g_string_append_printf (found, "%s*%g ", list[i].layer, list[i].weight);
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_text (void)
{
  assert_terms ("block2_conv2:3", "block2_conv2:3*1 ");
  assert_terms ("block2_conv2", "block2_conv2*1 ");
  assert_terms ("block1_conv2:2*0.5 + block3_conv1:3*-1",
                "block1_conv2:2*0.5 block3_conv1:3*-1 ");
  assert_terms (" - block1_conv2 : 2 * 2-block1_conv1+block1_conv1:0*1e-3 ",
                "block1_conv2:2*-2 block1_conv1*-1 block1_conv1:0*0.001 ");
  /* A factor may come before the layer */
  assert_terms ("0.5*block2_conv1:5", "block2_conv1:5*0.5 ");
  assert_terms ("-2 * block2_conv1 - .5*block1_conv2:1*4", "block2_conv1*-2 "
                                                           "block1_conv2:1*-2 ");
  assert_terms ("block1_conv2:1 + -1*block1_conv1", "block1_conv2:1*1 block1_conv1*-1 ");
  /* Filters from one to another, of which the mean is meant */
  assert_terms ("block2_conv1:4-5", "block2_conv1:4*0.5 block2_conv1:5*0.5 ");
  assert_terms ("3*block2_conv1:4 - 5*-1", "block2_conv1:4*-1.5 block2_conv1:5*-1.5 ");
  assert_terms ("block2_conv1:4-4", "block2_conv1:4*1 ");
  /* A term with a factor behind a filter is no such end */
  assert_terms ("block2_conv1:4-5*block1_conv1", "block2_conv1:4*1 block1_conv1*-5 ");
  assert_terms ("block2_conv1:4 - 0.5*block1_conv1",
                "block2_conv1:4*1 block1_conv1*-0.5 ");
}

/* The message tells what is wrong, and where. */
static void
assert_refused (const gchar *text, FvError code, const gchar *word)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 16);
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (network, text, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (void)
{
  g_autofree gchar *many = g_strnfill (2000, '-');

  assert_refused ("", FV_ERROR_SETTING, "too early");
  assert_refused ("block2_conv2:", FV_ERROR_SETTING, "from 0 to 7");
  assert_refused ("block2_conv2:8", FV_ERROR_SETTING, "from 0 to 7");
  assert_refused ("block2_conv2:-1", FV_ERROR_SETTING, "character 14");
  assert_refused ("block2_conv2:3 +", FV_ERROR_SETTING, "too early");
  assert_refused ("block2_conv2:3 block1_conv1", FV_ERROR_SETTING, "character 16");
  assert_refused ("block2_conv2:3*x", FV_ERROR_SETTING, "character 16 on, “x”");
  assert_refused ("block2_conv2:3*0", FV_ERROR_SETTING, "other than 0");
  assert_refused ("block2_conv2:3*inf", FV_ERROR_SETTING, "other than 0");
  assert_refused ("block2_conv2:5-3", FV_ERROR_SETTING, "from 5 to 7");
  assert_refused ("block2_conv2:5-9", FV_ERROR_SETTING, "from 5 to 7");
  assert_refused ("block2_conv2:5-", FV_ERROR_SETTING, "too early");
  assert_refused ("0.5 block2_conv2", FV_ERROR_SETTING, "“*” and a layer");
  assert_refused ("0*block2_conv2", FV_ERROR_SETTING, "other than 0");
  assert_refused ("0.5*", FV_ERROR_SETTING, "too early");
  assert_refused ("1e300*block2_conv2*1e300", FV_ERROR_SETTING, "too large");
  assert_refused ("block2_conv2@loud:3", FV_ERROR_SETTING, "strong:8");
  assert_refused ("block2_conv2@strong", FV_ERROR_SETTING, "strong:8");
  assert_refused ("block2_conv2@strong:0", FV_ERROR_SETTING, "from 1 to 8");
  assert_refused ("é block2_conv2", FV_ERROR_SETTING, "character 1");
  assert_refused ("block3_conv2", FV_ERROR_LAYER, "block3_conv1");
  assert_refused ("block3_pool", FV_ERROR_LAYER, "block1_conv1");
  assert_refused (many, FV_ERROR_SETTING, "layer");
}

/* Ranks ---------------------------------------------------------------------------------
 */

typedef struct
{
  gdouble means[128];
} Means;

static gboolean
take_means (const FvActivation *activation, gpointer data, G_GNUC_UNUSED GError **error)
{
  Means *means = data;

  memset (means, 0, sizeof *means);
  for (gint i = 0; i < activation->width * activation->height; i++)
    for (gint c = 0; c < activation->n_channels; c++)
      means->means[c] += activation->values[i * activation->n_channels + c];
  return TRUE;
}

static void
assert_rank (const FvNetwork *network, const FvImage *photo, const Means *means,
             const gchar *text, gint n, gint weakest, gint strongest)
{
  g_autoptr (FvTerms) terms = parse (network, text, NULL);
  gint n_terms;
  const FvTerm *list;

  g_assert_true (fv_terms_need_photo (terms));
  g_assert_true (fv_terms_resolve (terms, network, photo, NULL, 0, 0, NULL));
  list = fv_terms_get (terms, &n_terms);
  g_assert_cmpint (n_terms, ==, n);
  for (gint i = 0; i < n_terms; i++)
    {
      gdouble mean = means->means[list[i].filter];
      gint n_stronger = 0, n_others = -1;

      /* channels that only rounding tells apart may change places */
      for (gint c = 0; c < 64; c++)
        {
          n_stronger += means->means[c] > mean * (1 + TIE);
          n_others += means->means[c] >= mean * (1 - TIE);
        }
      g_assert_cmpint (n_others, >=, strongest);
      g_assert_cmpint (n_stronger, <=, weakest);
      g_assert_cmpfloat (list[i].weight, ==, 2.0 / n);
    }
}

static void
test_ranks (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", DIVISOR);
  g_autoptr (FvImage) photo = fv_image_new_noise (60, 44, 5, 0.0, 255.0, NULL);
  const gchar *const layers[] = { "block3_conv1", NULL };
  g_autoptr (FvTerms) terms = parse (network, "block3_conv1@strong:4", NULL);
  g_autoptr (GError) error = NULL;
  FvSettings settings;
  Means means;
  gint n_alive = 0;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  fv_activations_compute (network, photo, layers, &settings, take_means, NULL, &means,
                          NULL, NULL);
  for (gint c = 0; c < 64; c++)
    n_alive += means.means[c] > 0.0;
  assert_rank (network, photo, &means, "block3_conv1@strong:4*2", 4, 3, 0);
  assert_rank (network, photo, &means, "block3_conv1@weak:5*2", 5, n_alive - 1,
               n_alive - 5);
  assert_rank (network, photo, &means, "block3_conv1@average:6*2", 6, n_alive / 2 + 3,
               n_alive / 2 - 4);
  g_assert_false (fv_terms_resolve (terms, network, NULL, NULL, 0, 0, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_SETTING);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  cases = read_golden_lines ("objectives.csv");
  for (gint i = 0; cases[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (cases[i], ",", 2);
      g_autofree gchar *path = g_strdup_printf ("/terms/golden/%s", fields[0]);

      g_test_add_data_func (path, cases[i], test_golden);
    }
  g_test_add_func ("/terms/tall", test_tall);
  g_test_add_func ("/terms/region", test_region);
  g_test_add_func ("/terms/text", test_text);
  g_test_add_func ("/terms/refused", test_refused);
  g_test_add_func ("/terms/ranks", test_ranks);
  return g_test_run ();
}
