/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recipes against the seeds' scripts in NumPy, PyTorch and Pillow; sizes, starts,
 * progress, cancel, stuck filters. */

#include <math.h>
#include <string.h>

#include "helpers.h"

/* The ascent magnifies rounding, and an 8-bit value between scales may fall on the
 * other side of a step: losses agree well, pixels almost all. */
#define LOSS_ERROR 1e-3
#define SEED       7 /* that of the golden values */

typedef struct
{
  GArray *losses;
  GArray *sizes; /* width, height of each step */
  FvImage *first;
  gdouble fraction;
  gint stop_at;
} Recorder;

static gboolean
record (const FvStep *step, gpointer data)
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

static void
recorder_init (Recorder *recorder)
{
  *recorder = (Recorder){ g_array_new (FALSE, FALSE, sizeof (gdouble)),
                          g_array_new (FALSE, FALSE, sizeof (gint)) };
}

static void
recorder_clear (Recorder *recorder)
{
  g_array_unref (recorder->losses);
  g_array_unref (recorder->sizes);
  fv_image_free (recorder->first);
}

static void
fill_ascent (FvAscent *ascent, const gchar *recipe, const gchar *layer, gint filter,
             FvStart start, const gchar *options)
{
  *ascent = (FvAscent){ .layer = layer, .filter = filter, .start = start, .seed = SEED };
  fv_settings_init (&ascent->settings, FV_TASK_ASCENT, fv_recipe_find (recipe, NULL),
                    start);
  g_assert_true (fv_settings_parse (&ascent->settings, options, NULL));
}

static void
assert_like_golden (const gchar *recipe, const Recorder *recorder, const FvResult *result)
{
  g_autofree gchar *name = g_strdup_printf ("recipe-%s-losses.csv", recipe);
  g_auto (GStrv) losses = read_golden_lines (name);
  g_autoptr (FvImage) first = read_golden ("recipe-%s-first.npy", recipe);
  g_autoptr (FvImage) image = read_golden ("recipe-%s-image.npy", recipe);
  gsize n_values = fv_image_get_n_values (image), n_close = 0;

  g_assert_cmpuint (recorder->losses->len, ==, g_strv_length (losses));
  for (guint i = 0; i < recorder->losses->len; i++)
    {
      gdouble expected = g_ascii_strtod (losses[i], NULL);

      g_assert_cmpfloat (
          fabs (g_array_index (recorder->losses, gdouble, i) / expected - 1), <,
          LOSS_ERROR);
    }
  g_assert_cmpfloat (get_relative_error (recorder->first->data, first->data,
                                         fv_image_get_n_values (first)),
                     <, 1e-6);
  g_assert_cmpint (result->picture->width, ==, image->width);
  g_assert_cmpint (result->picture->height, ==, image->height);
  for (gsize i = 0; i < n_values; i++)
    n_close += fabs (result->bytes[i] - image->data[i]) <= 1.0;
  g_test_message ("%.2f %% of the bytes within 1", 100.0 * n_close / n_values);
  g_assert_cmpfloat (n_close, >, 0.99 * n_values);
}

static void
test_recipe (gconstpointer data)
{
  const gchar *recipe = data;
  gboolean keras = g_str_equal (recipe, "keras");
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 1);
  FvAscent ascent;
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  fill_ascent (&ascent, recipe, "block2_conv2", 5, FV_START_NOISE,
               keras ? "colors=faithful steps=4 scales=3" : "colors=faithful steps=4");
  ascent.width = keras ? 60 : 41;
  ascent.height = keras ? 50 : 38;
  g_assert_true (fv_ascend (network, &ascent, record, &recorder, NULL, &result, NULL));
  assert_like_golden (recipe, &recorder, &result);
  g_assert_cmpfloat (recorder.fraction, ==, 1.0);
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

static void
test_noise (gconstpointer data)
{
  const FvRecipe *recipe = fv_recipe_find (data, NULL);
  g_autoptr (FvImage) expected = read_golden ("recipe-%s-start.npy", (const gchar *)data);
  g_autoptr (FvImage) noise =
      fv_image_new_noise (expected->width, expected->height, SEED, recipe->noise_low,
                          recipe->noise_range, NULL);

  g_assert_cmpmem (noise->data, fv_image_get_n_values (noise) * 4, expected->data,
                   fv_image_get_n_values (expected) * 4);
}

/* The seeds' values, to the letter: 79 … 343, then 412 without ascent. */
static void
test_keras_sizes (void)
{
  const gint expected[] = { 79, 95, 114, 137, 165, 198, 238, 286, 343 };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv1", 64);
  FvAscent ascent;
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  fill_ascent (&ascent, "keras", "block1_conv1", 0, FV_START_NOISE, "");
  g_assert_true (fv_ascend (network, &ascent, record, &recorder, NULL, &result, NULL));
  g_assert_cmpuint (recorder.losses->len, ==, 9 * 15);
  for (gint i = 0; i < 9 * 15; i++)
    g_assert_cmpint (g_array_index (recorder.sizes, gint, 2 * i), ==, expected[i / 15]);
  g_assert_cmpint (result.picture->width, ==, 412);
  g_assert_cmpint (result.picture->height, ==, 412);
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

/* From a picture: its size is kept, it is recognisable, and steps of no length change
 * nothing at all, whatever the number of scales. */
static void
test_picture_start (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 8);
  g_autoptr (FvImage) picture = fv_image_new_noise (53, 47, 7, 0, 256, NULL);
  const gchar *options[] = { "step-size=0 steps=1",
                             "step-size=0 steps=1 colors=faithful" };
  GError *error = NULL;
  FvAscent ascent;
  FvResult result;

  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    picture->data[i] = floorf (picture->data[i]);
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      fill_ascent (&ascent, "keras", "block2_conv2", 3, FV_START_IMAGE, options[i]);
      ascent.image = picture;
      fv_ascend (network, &ascent, NULL, NULL, NULL, &result, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result.picture->width, ==, 53);
      g_assert_cmpint (result.picture->height, ==, 47);
      for (gsize k = 0; k < fv_image_get_n_values (picture); k++)
        g_assert_cmpint (result.bytes[k], ==, (gint)picture->data[k]);
      fv_result_clear (&result);
    }
}

/* A tensor start takes up where the noise start of the same values would. */
static void
test_tensor_start (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 8);
  g_autoptr (FvImage) tensor = fv_image_new_noise (41, 38, SEED, 128, 20, NULL);
  FvAscent ascent;
  FvResult from_noise, from_tensor;

  fill_ascent (&ascent, "book", "block2_conv2", 3, FV_START_NOISE,
               "steps=2 colors=faithful");
  ascent.width = 41;
  ascent.height = 38;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &from_noise, NULL));
  ascent.start = FV_START_TENSOR;
  ascent.image = tensor;
  ascent.width = ascent.height = 0;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &from_tensor, NULL));
  g_assert_cmpmem (from_noise.bytes, 41 * 38 * 3, from_tensor.bytes, 41 * 38 * 3);
  fv_result_clear (&from_noise);
  fv_result_clear (&from_tensor);
}

static void
test_threads (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 4);
  FvAscent ascent;
  FvResult result, other;

  fill_ascent (&ascent, "keras", "block3_conv1", 1, FV_START_NOISE,
               "steps=3 scales=4 relu=before");
  ascent.width = 90;
  ascent.height = 70;
  ascent.settings.threads = 1;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  for (gint threads = 2; threads < 5; threads++)
    {
      ascent.settings.threads = threads;
      g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &other, NULL));
      g_assert_cmpmem (result.bytes, 90 * 70 * 3, other.bytes, 90 * 70 * 3);
      g_assert_true (result.loss == other.loss);
      fv_result_clear (&other);
    }
  fv_result_clear (&result);
}

/* The least memory that is enough gives the same bytes. */
static void
test_lean (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 1);
  FvAscent ascent;
  FvResult fast, lean;

  fill_ascent (&ascent, "book", "block3_conv1", 1, FV_START_NOISE, "steps=2 relu=before");
  ascent.width = ascent.height = 48;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &fast, NULL));
  ascent.settings.threads = 1;
  for (ascent.settings.memory = 1;
       !fv_ascend (network, &ascent, NULL, NULL, NULL, &lean, NULL);)
    g_assert_cmpint (ascent.settings.memory++, <, 64);
  g_assert_true (fast.loss == lean.loss);
  g_assert_cmpmem (fast.bytes, 48 * 48 * 3, lean.bytes, 48 * 48 * 3);
  fv_result_clear (&fast);
  fv_result_clear (&lean);
}

static void
assert_fails (const FvNetwork *network, const FvAscent *ascent, gint stop_at,
              FvError code, const gchar *word)
{
  g_autoptr (GError) error = NULL;
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  recorder.stop_at = stop_at;
  g_assert_false (fv_ascend (network, ascent, record, &recorder, NULL, &result, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, word));
  if (stop_at > 0)
    g_assert_cmpint (recorder.losses->len, ==, stop_at);
  recorder_clear (&recorder);
}

static void
test_stop (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block2_conv1", 0, FV_START_NOISE, "");
  assert_fails (network, &ascent, 3, FV_ERROR_CANCELLED, "cancelled");
}

static void
test_refused (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 8);
  g_autoptr (FvImage) image = make_input (20, 20);
  FvAscent ascent;

  fill_ascent (&ascent, "keras", "block3_conv1", 0, FV_START_NOISE, "");
  ascent.width = 412;
  ascent.height = 20; /* 3 at the smallest scale */
  assert_fails (network, &ascent, 0, FV_ERROR_SIZE, "79×3");
  ascent.layer = "block5_conv1";
  assert_fails (network, &ascent, 0, FV_ERROR_LAYER, "block5_conv1");
  fill_ascent (&ascent, "keras", "block3_conv1", 99, FV_START_NOISE, "");
  assert_fails (network, &ascent, 0, FV_ERROR_FILTER, "99");
  fill_ascent (&ascent, "keras", "block3_conv1", 0, FV_START_TENSOR, "");
  ascent.image = image;
  assert_fails (network, &ascent, 0, FV_ERROR_SIZE, "79×79");
  fill_ascent (&ascent, "keras", "block3_conv1", 0, FV_START_NOISE, "memory=1");
  assert_fails (network, &ascent, 0, FV_ERROR_MEMORY, "1 MiB");
  ascent.settings.steps = 0;
  assert_fails (network, &ascent, 0, FV_ERROR_SETTING, "steps");
}

/* A filter whose bias keeps it at 0 everywhere */
static FvNetwork *
make_stuck_network (void)
{
  FvNetwork *network = make_network (&fv_vgg16, "block2_conv1", 8);
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);

  target->bias[2] = -1e6f;
  return network;
}

static void
test_stuck (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  const gchar *recipes[] = { "keras", "book" };
  FvAscent ascent;
  FvResult result;
  Recorder recorder;

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      fill_ascent (&ascent, recipes[i], "block2_conv1", 2, FV_START_NOISE, "");
      assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
    }
  recorder_init (&recorder);
  fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, "relu=before steps=5");
  g_assert_true (fv_ascend (network, &ascent, record, &recorder, NULL, &result, NULL));
  g_assert_cmpfloat (g_array_index (recorder.losses, gdouble, 4), >,
                     g_array_index (recorder.losses, gdouble, 0));
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ascent/recipe/keras", "keras", test_recipe);
  g_test_add_data_func ("/ascent/recipe/book", "book", test_recipe);
  g_test_add_data_func ("/ascent/noise/keras", "keras", test_noise);
  g_test_add_data_func ("/ascent/noise/book", "book", test_noise);
  g_test_add_func ("/ascent/keras-sizes", test_keras_sizes);
  g_test_add_func ("/ascent/picture-start", test_picture_start);
  g_test_add_func ("/ascent/tensor-start", test_tensor_start);
  g_test_add_func ("/ascent/threads", test_threads);
  g_test_add_func ("/ascent/lean", test_lean);
  g_test_add_func ("/ascent/stop", test_stop);
  g_test_add_func ("/ascent/refused", test_refused);
  g_test_add_func ("/ascent/stuck", test_stuck);
  return g_test_run ();
}
