/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Terms about the style of a guide and the content of a photo: their gradients against
 * float64 PyTorch, whatever the number of threads and the rows at once. */

#include <math.h>
#include <stdlib.h>

#include "../helpers.h"
#include "pass/pass.h"

/* Those of tests/golden/make_styles_golden.py */
#define DIVISOR      4
#define PICTURE_SEED 3000
#define GUIDE_WIDTH  40
#define GUIDE_HEIGHT 33

#define GRADIENT_ERROR 1e-5
#define LOSS_ERROR     1e-5

/* An objective's terms with guides of their own */
typedef struct
{
  FvTerms *written;
  GPtrArray *guides;
  GArray *terms; /* of FvTerm */
} Made;

static void
made_clear (Made *made)
{
  fv_terms_free (made->written);
  g_ptr_array_unref (made->guides);
  g_array_unref (made->terms);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Made, made_clear)

static FvGuide *
make_guide (const FvNetwork *network, const FvTerm *term, gint width, gint height)
{
  gboolean is_style = term->kind == FV_TERM_STYLE;
  g_autoptr (FvImage) picture = fv_image_new_noise (is_style ? GUIDE_WIDTH : width,
                                                    is_style ? GUIDE_HEIGHT : height,
                                                    PICTURE_SEED, 0.0, 255.0, NULL);
  GError *error = NULL;
  FvGuide *guide = (is_style ? fv_guide_new_style : fv_guide_new_content) (
      network, term->layer, picture, 2, 0, &error);

  g_assert_no_error (error);
  return guide;
}

static void
make_terms (Made *made, const FvNetwork *network, const gchar *text, gint width,
            gint height)
{
  gint n_layers, n_terms;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  const FvTerm *terms;
  GError *error = NULL;

  made->written = fv_terms_parse (text, layers, n_layers, &error);
  g_assert_no_error (error);
  fv_terms_resolve (made->written, network, NULL, NULL, 0, 0, &error);
  g_assert_no_error (error);
  made->guides = g_ptr_array_new_with_free_func ((GDestroyNotify)fv_guide_free);
  made->terms = g_array_new (FALSE, FALSE, sizeof (FvTerm));
  terms = fv_terms_get (made->written, &n_terms);
  g_array_append_vals (made->terms, terms, n_terms);
  for (gint i = 0; i < n_terms; i++)
    {
      FvTerm *term = &g_array_index (made->terms, FvTerm, i);

      if (term->kind != FV_TERM_STYLE && term->kind != FV_TERM_CONTENT)
        continue;
      term->guide = make_guide (network, term, width, height);
      g_ptr_array_add (made->guides, (gpointer)term->guide);
    }
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
  fv_pass_run (pass, input, FALSE, gradient, loss, NULL, &error);
  g_assert_no_error (error);
}

static void
test_golden (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", 6);
  gint width = atoi (fields[1]), height = atoi (fields[2]);
  g_autoptr (FvNetwork) network = make_golden_network ("styles", "block3_conv2", DIVISOR);
  g_autoptr (FvImage) input = make_input (width, height);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) expected = read_golden ("style-%s.npy", fields[0]);
  g_auto (Made) made = { NULL };
  FvObjective objective = { .border = atoi (fields[3]) };
  gdouble loss, expected_loss = g_ascii_strtod (fields[4], NULL), difference;
  GError *error = NULL;

  make_terms (&made, network, fields[5], width, height);
  objective.terms = (const FvTerm *)made.terms->data;
  objective.n_terms = (gint)made.terms->len;
  fv_gradient (network, &objective, input, 2, NULL, gradient, &loss, &error);
  g_assert_no_error (error);
  difference =
      get_relative_error (gradient->data, expected->data, fv_image_get_n_values (input));
  g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                  fabs (loss / expected_loss - 1));
  g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss, LOSS_ERROR * fabs (expected_loss));
}

/* Before the ReLU, a layer is computed by its tap; behind it, its map is copied. What the
 * rows have a place for, and in how many threads, is nothing to the result. */
static void
assert_same_bytes (FvRelu relu)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (37, 317);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) other = fv_image_copy (input, NULL);
  g_auto (Made) made = { NULL };
  FvObjective objective = { .relu = relu, .border = 1 };
  const FvPassManner all_at_once = { FV_PASS_FAST, 64 };
  gdouble loss, other_loss;

  make_terms (&made, network,
              "block1_conv2@style + block3_conv1@content + block2_pool@style*2 + "
              "block3_conv1@style",
              37, 317);
  objective.terms = (const FvTerm *)made.terms->data;
  objective.n_terms = (gint)made.terms->len;
  run_pass (network, &objective, all_at_once, input, gradient, &loss);
  for (FvPassKind kind = FV_PASS_FAST; kind <= FV_PASS_LEAN; kind++)
    for (gint threads = 1; threads <= 3; threads++)
      {
        run_pass (network, &objective, (FvPassManner){ kind, threads }, input, other,
                  &other_loss);
        g_assert_true (loss == other_loss);
        g_assert_cmpmem (gradient->data, fv_image_get_n_values (input) * 4, other->data,
                         fv_image_get_n_values (input) * 4);
      }
}

static void
test_same_bytes (void)
{
  assert_same_bytes (FV_RELU_AFTER);
  assert_same_bytes (FV_RELU_BEFORE);
}

/* The photo and the guide themselves are the summit. */
static void
test_summit (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", DIVISOR);
  g_autoptr (FvImage) photo =
      fv_image_new_noise (GUIDE_WIDTH, GUIDE_HEIGHT, PICTURE_SEED, 0.0, 255.0, NULL);
  g_autoptr (FvImage) gradient = fv_image_copy (photo, NULL);
  g_auto (Made) made = { NULL };
  FvObjective objective = { .border = 0 };
  gfloat mean[3];
  gdouble loss;

  make_terms (&made, network, "block2_conv2@style + block2_conv1@content", GUIDE_WIDTH,
              GUIDE_HEIGHT);
  objective.terms = (const FvTerm *)made.terms->data;
  objective.n_terms = (gint)made.terms->len;
  fv_network_get_mean (network, mean);
  for (gsize i = 0; i < fv_image_get_n_values (photo); i += 3)
    {
      gfloat red = photo->data[i];

      photo->data[i] = photo->data[i + 2] - mean[0];
      photo->data[i + 1] -= mean[1];
      photo->data[i + 2] = red - mean[2];
    }
  g_assert_true (
      fv_gradient (network, &objective, photo, 1, NULL, gradient, &loss, NULL));
  g_assert_cmpfloat (loss, <=, 0.0);
  g_assert_cmpfloat (loss, >, -1e-10);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) cases = NULL;

  g_test_init (&argc, &argv, NULL);
  cases = read_golden_lines ("styles.csv");
  for (gint i = 0; cases[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (cases[i], ",", 2);
      g_autofree gchar *path = g_strdup_printf ("/styles/golden/%s", fields[0]);

      g_test_add_data_func (path, cases[i], test_golden);
    }
  g_test_add_func ("/styles/same-bytes", test_same_bytes);
  g_test_add_func ("/styles/summit", test_summit);
  return g_test_run ();
}
