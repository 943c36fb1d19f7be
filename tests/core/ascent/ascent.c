/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recipes against the published scripts in NumPy, PyTorch and Pillow; sizes, starts,
 * progress, cancel, stuck filters. */

#include <math.h>
#include <string.h>

#include "../helpers.h"

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
assert_like_golden (const gchar *name, const Recorder *recorder, const FvResult *result)
{
  g_autofree gchar *file = g_strdup_printf ("recipe-%s-losses.csv", name);
  g_auto (GStrv) losses = read_golden_lines (file);
  g_autoptr (FvImage) first = read_golden ("recipe-%s-first.npy", name);
  g_autoptr (FvImage) image = read_golden ("recipe-%s-image.npy", name);
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
assert_ascends_like_golden (const FvNetwork *network, const FvAscent *ascent,
                            const gchar *name)
{
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  g_assert_true (fv_ascend (network, ascent, record, &recorder, NULL, &result, NULL));
  assert_like_golden (name, &recorder, &result);
  g_assert_cmpfloat (recorder.fraction, ==, 1.0);
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

static void
test_book (void)
{
  g_autoptr (FvNetwork) network = make_golden_network ("VGG16", "block2_conv2", 1);
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block2_conv2", 5, FV_START_NOISE,
               "colors=faithful steps=4");
  ascent.width = 41;
  ascent.height = 38;
  assert_ascends_like_golden (network, &ascent, "book");
}

/* The noise of the golden values of a recipe */
static guint64
get_seed (const gchar *recipe)
{
  g_autofree gchar *file = g_strdup_printf ("recipe-%s-seed.csv", recipe);
  g_auto (GStrv) lines = NULL;

  if (g_str_equal (recipe, "book"))
    return SEED;
  lines = read_golden_lines (file);
  return g_ascii_strtoull (lines[0], NULL, 10);
}

/* As the script runs, and as its docstring has it */
static void
test_keras (gconstpointer data)
{
  const gchar *colors = data;
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  g_autofree gchar *name = g_strdup_printf ("keras-%s", colors);
  g_autofree gchar *options = g_strdup_printf ("colors=%s steps=4 scales=3", colors);
  FvAscent ascent;

  fill_ascent (&ascent, "keras", "block2_conv2", 5, FV_START_NOISE, options);
  ascent.seed = get_seed ("keras");
  ascent.width = 60;
  ascent.height = 50;
  assert_ascends_like_golden (network, &ascent, name);
}

/* The script has the true colors itself. */
static void
test_resnet (gconstpointer data)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  g_autofree gchar *options =
      g_strdup_printf ("colors=%s steps=6 crop=7", (const gchar *)data);
  FvAscent ascent;

  fill_ascent (&ascent, "resnet", "block2_conv2", 5, FV_START_NOISE, options);
  ascent.seed = get_seed ("resnet");
  ascent.width = 60;
  ascent.height = 50;
  assert_ascends_like_golden (network, &ascent, "resnet");
}

/* What each scale begins at, behind the first */
static gboolean
record_range (const FvStep *step, gpointer data)
{
  gfloat *highest = data;

  for (gsize i = 0; step->scale > 1 && i < fv_image_get_n_values (step->tensor); i++)
    *highest = MAX (*highest, step->tensor->data[i]);
  return TRUE;
}

/* What the script has no words for: seamless pictures are not decoded to 8 bits, but they
 * too begin at about 0…1; with another contrast, and other scales, all do; photos and
 * values that are kept as they are stay where they are. */
static void
test_keras_ranges (void)
{
  const struct
  {
    const gchar *options;
    FvStart start;
    gboolean is_small;
  } cases[] = {
    { "", FV_START_NOISE, FALSE },
    { "colors=faithful", FV_START_NOISE, TRUE },
    { "colors=faithful contrast=0.1 scales=5 border=1", FV_START_NOISE, TRUE },
    { "colors=faithful seamless=xy", FV_START_NOISE, TRUE },
    { "colors=faithful contrast=0", FV_START_NOISE, FALSE },
    { "colors=faithful", FV_START_IMAGE, FALSE },
  };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", 8);
  g_autoptr (FvImage) picture = fv_image_new_noise (60, 50, SEED, 0, 256, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gfloat highest = -G_MAXFLOAT;
      FvAscent ascent;
      FvResult result;

      fill_ascent (&ascent, "keras", "block1_conv2", 5, cases[i].start,
                   "steps=1 scales=3 relu=before");
      g_assert_true (fv_settings_parse (&ascent.settings, cases[i].options, NULL));
      ascent.image = picture;
      ascent.width = 60;
      ascent.height = 50;
      g_assert_true (
          fv_ascend (network, &ascent, record_range, &highest, NULL, &result, NULL));
      g_test_message ("%s: at most %g", cases[i].options, highest);
      g_assert_true ((highest < 16.0f) == cases[i].is_small);
      fv_result_clear (&result);
    }
}

static void
test_noise (gconstpointer data)
{
  const FvRecipe *recipe = fv_recipe_find (data, NULL);
  g_autoptr (FvImage) expected = read_golden ("recipe-%s-start.npy", (const gchar *)data);
  g_autoptr (FvImage) noise =
      fv_image_new_noise (expected->width, expected->height, get_seed (data),
                          recipe->noise_low, recipe->noise_range, NULL);

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

/* As the book's scripts do: where there is no gradient, what they show is the noise. */
static void
test_stuck_book (void)
{
  const gchar *options[] = { "", "variation=0.5", "l2=0.5", "pyramid=yes", "norm=l2" };
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvAscent ascent;
  FvResult noise, result;

  fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, "colors=faithful");
  ascent.width = ascent.height = 20;
  ascent.settings.steps = 1;
  ascent.settings.step_size = 0.0;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &noise, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, options[i]);
      ascent.width = ascent.height = 20;
      assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
      ascent.settings.colors = FV_COLORS_FAITHFUL;
      g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
      g_assert_cmpfloat (result.loss, ==, 0.0);
      g_assert_cmpint (result.n_steps, ==, 40);
      if (i == 0)
        g_assert_cmpmem (result.bytes, 20 * 20 * 3, noise.bytes, 20 * 20 * 3);
      for (gint k = 0; k < 20 * 20 * 3; k++)
        g_assert_true (isfinite (result.picture->data[k]));
      fv_result_clear (&result);
    }
  fv_result_clear (&noise);
}

/* As Keras' script does: it is the activation that tells that a filter is stuck; where
 * there is one but no gradient, it goes on. */
static void
test_stuck_keras (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "keras", "block2_conv1", 2, FV_START_NOISE,
               "colors=faithful scales=2 steps=2");
  ascent.width = ascent.height = 20;
  assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
  for (gint i = 0; i < 9 * target->n_inputs; i++)
    target->kernel[i * target->n_filters + 2] = 0.0f;
  target->bias[2] = 3.0f;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  g_assert_cmpfloat (result.loss, ==, 3.0);
  fv_result_clear (&result);
  ascent.settings.colors = FV_COLORS_TRUE;
  assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "no slope");
}

/* As the third script does: without a gradient, the noise is what it shows. */
static void
test_stuck_resnet (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "resnet", "block2_conv1", 2, FV_START_NOISE, "crop=3 steps=2");
  ascent.width = ascent.height = 20;
  assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
  ascent.settings.colors = FV_COLORS_FAITHFUL;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  g_assert_cmpint (result.n_steps, ==, 2);
  for (gint k = 0; k < 14 * 14 * 3; k++)
    g_assert_true (isfinite (result.picture->data[k]));
  fv_result_clear (&result);
}

/* A target without a ReLU may have any loss: it is stuck where it has no slope. */
static void
test_stuck_unrectified (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);
  gint n_layers;
  FvLayer *layers = (FvLayer *)fv_network_get_layers (network, &n_layers);
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, "steps=2");
  ascent.width = ascent.height = 20;
  for (gint i = 0; i < 9 * target->n_inputs; i++)
    target->kernel[i * target->n_filters + 2] *= 1e-12f;
  target->bias[2] = 1e-9f;
  assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
  g_assert_cmpstr (layers[n_layers - 1].name, ==, "block2_conv1");
  layers[n_layers - 1].is_rectified = FALSE;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  fv_result_clear (&result);
  target->bias[2] = -1e6f;
  assert_fails (network, &ascent, 0, FV_ERROR_STUCK, "gradient is zero");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ascent/keras/faithful", "faithful", test_keras);
  g_test_add_data_func ("/ascent/keras/true", "true", test_keras);
  g_test_add_func ("/ascent/keras/ranges", test_keras_ranges);
  g_test_add_func ("/ascent/book", test_book);
  g_test_add_data_func ("/ascent/resnet/true", "true", test_resnet);
  g_test_add_data_func ("/ascent/resnet/faithful", "faithful", test_resnet);
  g_test_add_data_func ("/ascent/noise/keras", "keras", test_noise);
  g_test_add_data_func ("/ascent/noise/book", "book", test_noise);
  g_test_add_data_func ("/ascent/noise/resnet", "resnet", test_noise);
  g_test_add_func ("/ascent/keras-sizes", test_keras_sizes);
  g_test_add_func ("/ascent/picture-start", test_picture_start);
  g_test_add_func ("/ascent/tensor-start", test_tensor_start);
  g_test_add_func ("/ascent/threads", test_threads);
  g_test_add_func ("/ascent/lean", test_lean);
  g_test_add_func ("/ascent/stop", test_stop);
  g_test_add_func ("/ascent/refused", test_refused);
  g_test_add_func ("/ascent/stuck", test_stuck);
  g_test_add_func ("/ascent/stuck-book", test_stuck_book);
  g_test_add_func ("/ascent/stuck-keras", test_stuck_keras);
  g_test_add_func ("/ascent/stuck-resnet", test_stuck_resnet);
  g_test_add_func ("/ascent/stuck-unrectified", test_stuck_unrectified);
  return g_test_run ();
}
