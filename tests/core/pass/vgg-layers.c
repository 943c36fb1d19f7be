/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Poolings and dense layers of a VGG as targets: gradients against float64 PyTorch, with
 * any number of threads, however the rows are cut; activations; and what is refused.
 * Golden values are made by tests/golden/make_dense_golden.py. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "network/geometry.h"
#include "pass/activations.h"
#include "pass/pass.h"

#define DIVISOR        4
#define PICTURE_SEED   3000
#define SAMPLE         37
#define AT             "block3_conv3" /* the map that is differentiated by */
#define GRADIENT_ERROR 1e-5           /* the promise is 1e-4 */
#define LOSS_ERROR     1e-5

static const gint n_outputs[FV_N_DENSE] = { 24, 20, 12 };

/* Networks -------------------------------------------------------------------------- */

/* Adds what stands behind the convolutions, as the convolutions that it equals. */
static void
add_dense (FvNetwork *network, gint divisor)
{
  g_autoptr (FvClassifier) classifier = make_classifier (512 / divisor, n_outputs);

  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      const FvDense *dense = &classifier->layers[i];
      gint side = i == FV_DENSE_FC1 ? FV_CLASSIFIER_SIDE : 1;
      FvConvolution *convolution = fv_convolution_new_of_size (
          side, side, 1, dense->n_inputs / (side * side), dense->n_outputs, NULL);
      gint node =
          fv_architecture_find (fv_network_get_architecture (network), fv_dense_names[i]);
      GError *error = NULL;

      memcpy (convolution->kernel, dense->kernel,
              fv_convolution_get_n_weights (convolution) * sizeof (gfloat));
      memcpy (convolution->bias, dense->bias, dense->n_outputs * sizeof (gfloat));
      fv_network_set_convolution (network, node, convolution, &error);
      g_assert_no_error (error);
    }
}

static FvNetwork *
make_whole_network (gint divisor)
{
  FvNetwork *network = make_network (&fv_vgg16, "block5_conv3", divisor);

  add_dense (network, divisor);
  return network;
}

/* The picture of make_maps_golden.py, as the network sees it */
static FvImage *
make_tensor (const FvNetwork *network, gint width, gint height)
{
  g_autoptr (FvImage) picture =
      fv_image_new_noise (width, height, PICTURE_SEED, 0.0, 255.0, NULL);
  FvImage *tensor = fv_image_copy (picture, NULL);
  gfloat mean[3];

  fv_network_get_mean (network, mean);
  for (gsize i = 0; i < fv_image_get_n_values (tensor); i += 3)
    for (gint c = 0; c < 3; c++)
      tensor->data[i + c] = picture->data[i + 2 - c] - mean[c];
  return tensor;
}

/* Against golden values ------------------------------------------------------------- */

static gdouble
compare (const FvMap *gradient, const FvImage *expected)
{
  gsize n_values = fv_map_get_n_values (gradient);
  gsize n_samples = (n_values + SAMPLE - 1) / SAMPLE;
  g_autofree gfloat *samples = g_new (gfloat, n_samples);

  g_assert_cmpint ((n_samples + 2) / 3 * 3, ==, fv_image_get_n_values (expected));
  for (gsize i = 0; i < n_samples; i++)
    samples[i] = gradient->data[i * SAMPLE];
  return get_relative_error (samples, expected->data, n_samples);
}

/* layer, filter, width, height, loss, gradient */
static void
test_golden (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", -1);
  FvObjective objective = { .layer = fields[0], .filter = atoi (fields[1]) };
  gint width = atoi (fields[2]), height = atoi (fields[3]);
  gdouble expected_loss = g_ascii_strtod (fields[4], NULL);
  g_autoptr (FvNetwork) network = make_golden_network ("maps", "block5_conv3", DIVISOR);
  g_autoptr (FvImage) tensor = make_tensor (network, width, height);
  g_autoptr (FvImage) expected = read_golden ("%s", fields[5]);
  gint kept = fv_architecture_get_last (&fv_vgg16, fv_architecture_find (&fv_vgg16, AT));
  const FvPassTarget target = { &objective, &kept, 1 };
  const FvPassManner manner = { FV_PASS_FAST, 2 };
  g_autoptr (FvPass) pass = NULL;
  GError *error = NULL;
  gdouble loss, difference;

  add_dense (network, DIVISOR);
  pass = fv_pass_new (network, &target, manner, width, height, &error);
  g_assert_no_error (error);
  fv_pass_run_kept (pass, tensor, &loss, NULL, &error);
  g_assert_no_error (error);
  difference =
      compare (&fv_plan_find_flow (fv_pass_get_plan (pass), kept)->gradient, expected);
  g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                  fabs (loss / expected_loss - 1));
  g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss, LOSS_ERROR * fabs (expected_loss));
}

/* In any way ------------------------------------------------------------------------ */

static FvImage *
compute (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
         const FvImage *input, gdouble *loss)
{
  const FvPassTarget target = { .objective = objective };
  FvImage *gradient = fv_image_copy (input, NULL);
  GError *error = NULL;
  g_autoptr (FvPass) pass =
      fv_pass_new (network, &target, manner, input->width, input->height, &error);

  g_assert_no_error (error);
  fv_pass_run (pass, input, FV_REDIRECT_NONE, gradient, loss, NULL, &error);
  g_assert_no_error (error);
  return gradient;
}

/* Both kinds of pass, with few threads, against as many as do all rows at once */
static void
test_ways (gconstpointer layer)
{
  const FvObjective objective = { .layer = layer, .filter = 3 };
  g_autoptr (FvNetwork) network = make_whole_network (16);
  g_autoptr (FvImage) input = make_input (230, 421);
  FvPassManner manner = { FV_PASS_FAST, 64 };
  gdouble loss, other_loss;
  g_autoptr (FvImage) gradient = compute (network, &objective, manner, input, &loss);

  for (manner.kind = FV_PASS_FAST; manner.kind <= FV_PASS_LEAN; manner.kind++)
    for (manner.n_threads = 1; manner.n_threads < 4; manner.n_threads++)
      {
        g_autoptr (FvImage) other =
            compute (network, &objective, manner, input, &other_loss);

        g_assert_true (loss == other_loss);
        assert_same_image (other, gradient);
      }
}

/* Activations ----------------------------------------------------------------------- */

typedef struct
{
  GString *text;
  gfloat *last;
} Shapes;

static gboolean
note_shape (const FvActivation *activation, gpointer data, GError **error)
{
  Shapes *shapes = data;
  gsize n_values = (gsize)activation->width * activation->height * activation->n_channels;

  (void)error;
  g_string_append_printf (shapes->text, "%s %dx%dx%d ", activation->layer,
                          activation->width, activation->height, activation->n_channels);
  g_free (shapes->last);
  shapes->last = g_memdup2 (activation->values, n_values * sizeof (gfloat));
  return TRUE;
}

static gchar *
list_shapes (const FvNetwork *network, const gchar *const *layers, gfloat **last)
{
  g_autoptr (FvImage) tensor = make_input (256, 230);
  const FvActivationWork work = { network, layers, 256, 230, { .threads = 2 } };
  Shapes shapes = { g_string_new (NULL), NULL };
  FvEstimate estimate;
  GError *error = NULL;

  g_assert_true (fv_activation_work_check (&work, &estimate, &error));
  fv_activation_work_run (&work, tensor, note_shape, NULL, &shapes, NULL, &error);
  g_assert_no_error (error);
  *last = shapes.last;
  return g_string_free (shapes.text, FALSE);
}

/* A pooling has the same values by itself as with the dense layers behind it. */
static void
test_activations (void)
{
  const gchar *const pooling[] = { "block4_pool", "block5_pool", NULL };
  const gchar *const all[] = { "predictions", "block5_pool", "fc1", NULL };
  const gchar *const first[] = { "fc1", "block4_pool", "block5_pool", NULL };
  g_autoptr (FvNetwork) network = make_whole_network (16);
  g_autofree gfloat *alone = NULL, *scores = NULL, *units = NULL;
  g_autofree gchar *of_pooling = list_shapes (network, pooling, &alone);
  g_autofree gchar *of_all = list_shapes (network, all, &scores);
  g_autofree gchar *of_first = list_shapes (network, first, &units);

  g_assert_cmpstr (of_pooling, ==, "block4_pool 16x14x32 block5_pool 8x7x32 ");
  g_assert_cmpstr (of_all, ==, "block5_pool 8x7x32 fc1 2x1x24 predictions 2x1x12 ");
  g_assert_cmpstr (of_first, ==, "block4_pool 16x14x32 block5_pool 8x7x32 fc1 2x1x24 ");
  for (gint i = 0; i < 2 * n_outputs[FV_DENSE_FC1]; i++)
    g_assert_true (units[i] >= 0.0f); /* after ReLU */
}

/* The scores are those of the classifier, before softmax. */
static void
test_scores (void)
{
  const gchar *const layers[] = { "predictions", NULL };
  const FvObjective objective = { .layer = "predictions", .filter = 3 };
  const FvPassManner manner = { FV_PASS_LEAN, 1 };
  g_autoptr (FvNetwork) network = make_whole_network (16);
  g_autoptr (FvImage) input = make_input (256, 230);
  g_autofree gfloat *scores = NULL;
  g_autofree gchar *shapes = list_shapes (network, layers, &scores);
  gdouble loss;
  g_autoptr (FvImage) gradient = compute (network, &objective, manner, input, &loss);

  g_assert_cmpstr (shapes, ==, "predictions 2x1x12 ");
  g_assert_cmpfloat_with_epsilon (loss, (scores[3] + scores[12 + 3]) / 2.0,
                                  LOSS_ERROR * (1 + fabs (loss)));
  g_assert_cmpint (gradient->width, ==, 256);
}

/* Layers ---------------------------------------------------------------------------- */

static void
assert_layer (const FvNetwork *network, gint index, const gchar *name, const gchar *kind,
              gint stride, gint field)
{
  gint n_layers;
  const FvLayer *layer = fv_network_get_layers (network, &n_layers) + index;

  g_assert_cmpint (index, <, n_layers);
  g_assert_cmpstr (layer->name, ==, name);
  g_assert_cmpstr (layer->kind, ==, kind);
  g_assert_cmpint (layer->stride, ==, stride);
  g_assert_cmpint (layer->receptive_field, ==, field);
}

static void
test_layers (void)
{
  g_autoptr (FvNetwork) network = make_whole_network (32);
  g_autoptr (FvNetwork) part = make_network (&fv_vgg16, "block3_conv1", 32);
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  g_assert_cmpint (n_layers, ==, 13 + 5 + 3);
  assert_layer (network, 2, "block1_pool", "max pooling", 2, 6);
  assert_layer (network, 17, "block5_pool", "max pooling", 32, 212);
  assert_layer (network, 18, "fc1", "dense", 32, 404);
  assert_layer (network, 20, "predictions", "dense", 32, 404);
  g_assert_true (layers[18].is_rectified && !layers[20].is_rectified);
  g_assert_false (layers[17].is_rectified);
  g_assert_cmpint (layers[2].n_filters, ==, 2);
  g_assert_cmpint (layers[20].smallest_width, ==, 224);
  g_assert_cmpint (layers[20].smallest_height, ==, 224);
  fv_network_get_layers (part, &n_layers);
  g_assert_cmpint (n_layers, ==, 7);
  assert_layer (part, 5, "block2_pool", "max pooling", 4, 16);
  assert_layer (part, 6, "block3_conv1", "convolution", 4, 24);
}

static void
assert_refused (const FvNetwork *network, const gchar *layer, gint filter, gint width,
                FvError code, const gchar *words)
{
  const FvObjective objective = { .layer = layer, .filter = filter };
  g_autoptr (GError) error = NULL;

  g_assert_false (fv_pass_check (network, &objective, width, 230, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (void)
{
  g_autoptr (FvNetwork) network = make_whole_network (32);
  g_autoptr (FvNetwork) part = make_network (&fv_vgg16, "block2_conv1", 32);

  assert_refused (network, "fc1", 0, 223, FV_ERROR_SIZE, "at least 224 pixels");
  assert_refused (network, "predictions", 12, 224, FV_ERROR_FILTER, "from 0 to 11");
  assert_refused (network, "block5_pool", 0, 31, FV_ERROR_SIZE, "at least 32 pixels");
  assert_refused (part, "block2_pool", 0, 99, FV_ERROR_LAYER,
                  "block1_conv1, block1_conv2, block1_pool, block2_conv1.");
  assert_refused (part, "fc1", 0, 300, FV_ERROR_LAYER, "no layer");
}

int
main (int argc, char **argv)
{
  static const gchar *const targets[] = { "block1_pool", "block3_pool", "block5_pool",
                                          "fc1", "predictions" };
  g_auto (GStrv) lines = NULL;

  g_test_init (&argc, &argv, NULL);
  lines = read_golden_lines ("dense.csv");
  for (gint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_autofree gchar *path = g_strdup_printf ("/vgg-layers/golden/%s-%sx%s", fields[0],
                                                fields[2], fields[3]);

      g_test_add_data_func (path, lines[i], test_golden);
    }
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/vgg-layers/ways/%s", targets[i]);

      g_test_add_data_func (path, targets[i], test_ways);
    }
  g_test_add_func ("/vgg-layers/activations", test_activations);
  g_test_add_func ("/vgg-layers/scores", test_scores);
  g_test_add_func ("/vgg-layers/layers", test_layers);
  g_test_add_func ("/vgg-layers/refused", test_refused);
  return g_test_run ();
}
