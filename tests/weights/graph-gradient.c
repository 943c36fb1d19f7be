/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks of every kind of node, from files as Keras, Caffe and PyTorch write them:
 * gradients and activations against float64 PyTorch, with any number of threads, and with
 * the least memory. The files and values are made by
 * tests/golden/make_graph_golden.py. */

#include <math.h>
#include <string.h>

#include "../core/helpers.h"
#include "common.h"

/* Those of make_graph_golden.py */
#define PICTURE_SEED 4000
#define SAMPLE       7
#define FEW          200

#define ERROR_LIMIT 1e-5 /* the promise is 1e-4 */
#define LOSS_ERROR  1e-5 /* relative; besides, values of either sign cancel */
#define TALL_WIDTH  45
#define TALL_HEIGHT 331
#define MOST_MEMORY 4096

static FvNetwork *
load (const gchar *file, const gchar *convention, const gchar *layer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (test_file (file), &error);
  FvNetwork *network;

  g_assert_no_error (error);
  fv_weights_set_convention (weights, fv_convention_find (convention, &error));
  g_assert_no_error (error);
  network = fv_weights_load (weights, layer, &error);
  g_assert_no_error (error);
  return network;
}

static FvImage *
make_picture (gint width, gint height)
{
  return fv_image_new_noise (width, height, PICTURE_SEED, 0.0, 255.0, NULL);
}

/* The same picture as a network sees it */
static FvImage *
make_graph_input (const FvNetwork *network, gint width, gint height)
{
  g_autoptr (FvImage) picture = make_picture (width, height);
  FvImage *input = fv_image_copy (picture, NULL);
  gfloat mean[3];

  fv_network_get_mean (network, mean);
  for (gsize i = 0; i < fv_image_get_n_values (input); i += 3)
    for (gint c = 0; c < 3; c++)
      input->data[i + c] = picture->data[i + 2 - c] - mean[c];
  return input;
}

static FvImage *
compute (const FvNetwork *network, const FvObjective *objective, const FvImage *input,
         gint threads, gdouble *loss)
{
  FvImage *gradient = fv_image_copy (input, NULL);
  g_autoptr (GError) error = NULL;

  fv_gradient (network, objective, input, threads, NULL, gradient, loss, &error);
  g_assert_no_error (error);
  return gradient;
}

/* Against golden values ---------------------------------------------------------- */

/* file, convention, layer, filter, width, height, border, loss, gradient */
static void
test_gradient (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", -1);
  FvObjective objective = { fields[2], atoi (fields[3]), atoi (fields[6]),
                            FV_RELU_AFTER };
  g_autoptr (FvNetwork) network = load (fields[0], fields[1], objective.layer);
  g_autoptr (FvImage) input =
      make_graph_input (network, atoi (fields[4]), atoi (fields[5]));
  g_autoptr (FvImage) expected = read_golden ("%s", fields[8]);
  gdouble expected_loss = g_ascii_strtod (fields[7], NULL);
  gdouble loss, difference;
  g_autoptr (FvImage) gradient = compute (network, &objective, input, 0, &loss);

  difference =
      get_relative_error (gradient->data, expected->data, fv_image_get_n_values (input));
  g_test_message ("relative error of the gradient %.1e, loss %.7g instead of %.7g",
                  difference, loss, expected_loss);
  g_assert_cmpfloat (difference, <, ERROR_LIMIT);
  g_assert_cmpfloat_with_epsilon (loss, expected_loss,
                                  LOSS_ERROR * (1 + fabs (expected_loss)));
}

/* layers: names, each with the number of samples of it
 * values: the samples of all of them, in this order */
typedef struct
{
  GStrv layers;
  const gfloat *values;
  gint n_compared;
} Samples;

/* Where the samples of a layer are, and how many; the layer's own colon is no end */
static const gfloat *
find_samples (const Samples *samples, const gchar *layer, gint *n)
{
  const gfloat *values = samples->values;

  for (gint i = 0; samples->layers[i] != NULL; i++)
    {
      const gchar *end = strrchr (samples->layers[i], ':');

      *n = atoi (end + 1);
      if (strlen (layer) == (gsize)(end - samples->layers[i]) &&
          g_str_has_prefix (samples->layers[i], layer))
        return values;
      values += *n;
    }
  g_assert_not_reached ();
}

static gboolean
compare_samples (const FvActivation *activation, gpointer data,
                 G_GNUC_UNUSED GError **error)
{
  Samples *samples = data;
  gsize n = (gsize)activation->width * activation->height * activation->n_channels;
  g_autofree gfloat *values = g_new (gfloat, MAX (n / SAMPLE + 1, FEW));
  gint n_expected, n_values = 0;
  const gfloat *expected = find_samples (samples, activation->layer, &n_expected);
  gdouble difference;

  for (gsize i = 0; i < n; i += n < FEW ? 1 : SAMPLE)
    values[n_values++] = activation->values[i];
  g_assert_cmpint (n_values, ==, n_expected);
  difference = get_relative_error (values, expected, n_expected);
  g_test_message ("%s: relative error %.1e", activation->layer, difference);
  g_assert_cmpfloat (difference, <, ERROR_LIMIT);
  samples->n_compared++;
  return TRUE;
}

/* Without the numbers of samples */
static GStrv
list_layers (const Samples *samples)
{
  GStrv layers = g_strdupv (samples->layers);

  for (gint i = 0; layers[i] != NULL; i++)
    *strrchr (layers[i], ':') = '\0';
  return layers;
}

/* file, convention, width, height, samples, layers */
static void
test_activations (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", -1);
  g_auto (GStrv) with_counts = g_strsplit (fields[5], " ", -1);
  g_autoptr (FvImage) golden = read_golden ("%s", fields[4]);
  Samples samples = { with_counts, golden->data, 0 };
  g_auto (GStrv) layers = list_layers (&samples);
  gint n_layers = (gint)g_strv_length (layers);
  g_autoptr (FvNetwork) network = load (fields[0], fields[1], layers[n_layers - 1]);
  g_autoptr (FvImage) picture = make_picture (atoi (fields[2]), atoi (fields[3]));
  g_autoptr (GError) error = NULL;
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  fv_activations_compute (network, picture, (const gchar *const *)layers, &settings,
                          compare_samples, NULL, &samples, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (samples.n_compared, ==, n_layers);
}

/* Same bytes ----------------------------------------------------------------------- */

/* A case of test_activations(), whose last layer is the deepest */
static FvNetwork *
load_case (const gchar *line, gchar **layer)
{
  g_auto (GStrv) fields = g_strsplit (line, ",", -1);
  const gchar *last = strrchr (fields[5], ' ') + 1;

  *layer = g_strndup (last, strrchr (last, ':') - last);
  return load (fields[0], fields[1], *layer);
}

static void
assert_same (const FvImage *gradient, gdouble loss, const FvImage *expected,
             gdouble expected_loss)
{
  g_assert_true (loss == expected_loss);
  assert_same_image (gradient, expected);
}

static void
test_threads (gconstpointer data)
{
  g_autofree gchar *layer = NULL;
  g_autoptr (FvNetwork) network = load_case (data, &layer);
  g_autoptr (FvImage) input = make_graph_input (network, TALL_WIDTH, TALL_HEIGHT);
  FvObjective objective = { layer, 1, 0, FV_RELU_AFTER };
  const gint threads[] = { 2, 3, 5 };
  gdouble loss, other_loss;
  g_autoptr (FvImage) gradient = compute (network, &objective, input, 1, &loss);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (FvImage) other =
          compute (network, &objective, input, threads[i], &other_loss);

      assert_same (other, other_loss, gradient, loss);
    }
}

static FvGradient *
prepare (const FvNetwork *network, const FvObjective *objective, gint memory)
{
  g_autoptr (GError) error = NULL;
  FvGradient *prepared =
      fv_gradient_new (network, objective, TALL_WIDTH, TALL_HEIGHT, 2, memory, &error);

  if (prepared == NULL)
    g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
  return prepared;
}

/* With as few MiB as do */
static FvGradient *
prepare_with_least (const FvNetwork *network, const FvObjective *objective)
{
  gint too_few = 0, enough = MOST_MEMORY;

  while (enough - too_few > 1)
    {
      gint memory = (too_few + enough) / 2;
      g_autoptr (FvGradient) prepared = prepare (network, objective, memory);

      *(prepared ? &enough : &too_few) = memory;
    }
  return prepare (network, objective, enough);
}

static void
test_memory (gconstpointer data)
{
  g_autofree gchar *layer = NULL;
  g_autoptr (FvNetwork) network = load_case (data, &layer);
  g_autoptr (FvImage) input = make_graph_input (network, TALL_WIDTH, TALL_HEIGHT);
  g_autoptr (FvImage) other = fv_image_copy (input, NULL);
  FvObjective objective = { layer, 1, 0, FV_RELU_AFTER };
  gdouble loss, other_loss;
  g_autoptr (FvImage) gradient = compute (network, &objective, input, 2, &loss);
  g_autoptr (FvGradient) prepared = prepare_with_least (network, &objective);
  g_autoptr (GError) error = NULL;

  fv_gradient_run (prepared, input, NULL, other, &other_loss, &error);
  g_assert_no_error (error);
  assert_same (other, other_loss, gradient, loss);
}

static void
add_gradients (GStrv lines)
{
  for (gint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_autofree gchar *layer = g_strdelimit (g_strdup (fields[2]), "/", '-');
      g_autofree gchar *path = g_strdup_printf ("/graph/gradient/%s/%s/%sx%s", fields[0],
                                                layer, fields[4], fields[5]);

      g_test_add_data_func (path, lines[i], test_gradient);
    }
}

static void
add_others (GStrv lines)
{
  for (gint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
      g_autofree gchar *activations = g_strdup_printf ("/graph/activations/%s/%sx%s",
                                                       fields[0], fields[2], fields[3]);
      g_autofree gchar *threads = g_strdup_printf ("/graph/threads/%s", fields[0]);
      g_autofree gchar *memory = g_strdup_printf ("/graph/memory/%s", fields[0]);

      g_test_add_data_func (activations, lines[i], test_activations);
      if (i > 0 && g_str_has_prefix (lines[i - 1], fields[0]))
        continue;
      g_test_add_data_func (threads, lines[i], test_threads);
      g_test_add_data_func (memory, lines[i], test_memory);
    }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) gradients = NULL, activations = NULL;

  g_test_init (&argc, &argv, NULL);
  gradients = read_golden_lines ("graph-gradients.csv");
  activations = read_golden_lines ("graph-activations.csv");
  add_gradients (gradients);
  add_others (activations);
  return g_test_run ();
}
