/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The maps of all channels: against float64 PyTorch at every layer, drawn as the seeds'
 * script draws them, and what is refused. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/random.h"

/* Those of tests/golden/make_maps_golden.py */
#define DIVISOR      4
#define PICTURE_SEED 3000
#define SAMPLE       37

#define MAP_ERROR 1e-5

static FvSettings
make_settings (void)
{
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  return settings;
}

static FvImage *
make_picture (gint width, gint height)
{
  return fv_image_new_noise (width, height, PICTURE_SEED, 0.0, 255.0, NULL);
}

/* Computing ------------------------------------------------------------------------- */

static gchar **
parse_layers (const gchar *text)
{
  g_autoptr (FvWeights) weights = fv_weights_open ("sample", NULL);
  g_auto (GStrv) maps = fv_weights_list_maps (weights);

  return fv_activations_parse_layers ((const gchar *const *)maps, text);
}

/* Every SAMPLE-th value of each layer, in the order of the layers */
static gboolean
take_samples (const FvActivation *activation, gpointer data, G_GNUC_UNUSED GError **error)
{
  gsize n = (gsize)activation->width * activation->height * activation->n_channels;

  for (gsize i = 0; i < n; i += SAMPLE)
    g_array_append_val ((GArray *)data, activation->values[i]);
  return TRUE;
}

static GArray *
compute_samples (const FvNetwork *network, const FvImage *picture, gchar **layers,
                 const FvSettings *settings)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (gfloat));
  GError *error = NULL;

  fv_activations_compute (network, picture, (const gchar *const *)layers, settings,
                          take_samples, NULL, samples, NULL, &error);
  g_assert_no_error (error);
  return samples;
}

static void
test_golden (void)
{
  g_autoptr (FvNetwork) network = make_golden_network ("maps", "block5_conv3", DIVISOR);
  g_autoptr (FvImage) picture = make_picture (41, 35);
  g_autoptr (FvImage) golden = read_golden ("activations.npy");
  g_auto (GStrv) layers = parse_layers ("all");
  const gfloat *expected = golden->data;
  FvSettings settings = make_settings ();

  g_assert_cmpint (g_strv_length (layers), ==, 18);
  for (gint i = 0; layers[i] != NULL; i++)
    {
      gchar *one[] = { layers[i], NULL };
      g_autoptr (GArray) samples = compute_samples (network, picture, one, &settings);
      gdouble difference =
          get_relative_error ((gfloat *)samples->data, expected, samples->len);

      g_test_message ("%s: relative error %.1e", layers[i], difference);
      g_assert_cmpfloat (difference, <, MAP_ERROR);
      expected += samples->len;
    }
  g_assert_cmpint (golden->data + fv_image_get_n_values (golden) - expected, <, 3);
}

static void
test_threads (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv2", DIVISOR);
  g_autoptr (FvImage) picture = make_picture (61, 47);
  g_auto (GStrv) layers = parse_layers ("block2_pool,block1_conv2,block3_conv2");
  FvSettings settings = make_settings ();
  g_autoptr (GArray) samples = NULL;

  settings.threads = 1;
  samples = compute_samples (network, picture, layers, &settings);
  for (settings.threads = 2; settings.threads < 5; settings.threads++)
    {
      g_autoptr (GArray) others = compute_samples (network, picture, layers, &settings);

      g_assert_cmpmem (samples->data, samples->len * 4, others->data, others->len * 4);
    }
}

/* Many layers are done one after the other, one is by rows that stream. */
static void
test_one_by_one (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block5_conv3", DIVISOR);
  g_autoptr (FvImage) picture = make_picture (97, 83);
  g_auto (GStrv) layers = parse_layers ("all");
  FvSettings settings = make_settings ();
  g_autoptr (GArray) together = compute_samples (network, picture, layers, &settings);
  guint done = 0;

  for (gint i = 0; layers[i] != NULL; i++)
    {
      gchar *one[] = { layers[i], NULL };
      g_autoptr (GArray) alone = compute_samples (network, picture, one, &settings);

      g_assert_cmpuint (done + alone->len, <=, together->len);
      g_assert_cmpmem (alone->data, alone->len * sizeof (gfloat),
                       &g_array_index (together, gfloat, done),
                       alone->len * sizeof (gfloat));
      done += alone->len;
    }
  g_assert_cmpuint (done, ==, together->len);
}

static gboolean
take_size (const FvActivation *activation, gpointer data, G_GNUC_UNUSED GError **error)
{
  gint *size = data;

  size[0] = activation->width;
  size[1] = activation->height;
  return TRUE;
}

static void
test_longest_side (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", DIVISOR);
  g_autoptr (FvImage) picture = make_picture (80, 50);
  const gchar *const layers[] = { "block1_pool", NULL };
  const gint sides[] = { 0, 40, 200 }, widths[] = { 40, 20, 40 },
             heights[] = { 25, 12, 25 };
  FvSettings settings = make_settings ();

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      gint size[2];

      settings.longest_side = sides[i];
      g_assert_true (fv_activations_compute (network, picture, layers, &settings,
                                             take_size, NULL, size, NULL, NULL));
      g_assert_cmpint (size[0], ==, widths[i]);
      g_assert_cmpint (size[1], ==, heights[i]);
    }
}

static void
test_size (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", DIVISOR);
  g_autoptr (FvImage) picture = make_picture (80, 50);
  const gchar *const layers[] = { "block1_conv1", NULL };
  const gchar *const options[] = { "size=33x44", "width=40", "height=100",
                                   "width=16 height=9" };
  const gint widths[] = { 33, 40, 160, 16 }, heights[] = { 44, 25, 100, 9 };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      FvSettings settings = make_settings ();
      gint size[2];

      settings.longest_side = 20;
      g_assert_true (fv_settings_parse (&settings, options[i], NULL));
      g_assert_true (fv_activations_compute (network, picture, layers, &settings,
                                             take_size, NULL, size, NULL, NULL));
      g_assert_cmpint (size[0], ==, widths[i]);
      g_assert_cmpint (size[1], ==, heights[i]);
    }
}

static void
assert_refused (gint width, gint height, gint memory, gboolean cancels, FvError code)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", DIVISOR);
  g_autoptr (FvImage) picture = make_picture (width, height);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const gchar *const layers[] = { "block2_conv1", NULL };
  FvSettings settings = make_settings ();
  g_autoptr (GError) error = NULL;
  gint size[2];

  settings.memory = memory;
  if (cancels)
    g_cancellable_cancel (cancellable);
  g_assert_false (fv_activations_compute (network, picture, layers, &settings, take_size,
                                          NULL, size, cancellable, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
}

static void
test_refused (void)
{
  assert_refused (1, 40, 0, FALSE, FV_ERROR_SIZE);
  assert_refused (2000, 2000, 64, FALSE, FV_ERROR_MEMORY);
  assert_refused (40, 40, 0, TRUE, FV_ERROR_CANCELLED);
}

/* Layers ---------------------------------------------------------------------------- */

static void
assert_layers (const gchar *text, const gchar *expected)
{
  g_auto (GStrv) layers = parse_layers (text);
  g_autofree gchar *list = g_strjoinv (" ", layers);

  g_assert_cmpstr (list, ==, expected);
}

static void
assert_no_layers (const gchar *text)
{
  g_autoptr (FvWeights) weights = fv_weights_open ("sample", NULL);
  g_auto (GStrv) layers = parse_layers (text);
  g_autoptr (GError) error = NULL;

  g_assert_false (fv_weights_check_maps (weights, (const gchar *const *)layers, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_LAYER);
}

static void
test_layers (void)
{
  const gchar *first = "block1_conv1 block1_conv2 block1_pool block2_conv1 block2_conv2 "
                       "block2_pool block3_conv1 block3_conv2";

  assert_layers (NULL, first);
  assert_layers ("", first);
  assert_layers ("block1_pool", "block1_pool");
  assert_layers ("block5_pool, block2_conv1,block2_conv1", "block2_conv1 block5_pool");
  assert_no_layers ("block1_conv3");
  assert_no_layers ("block1_conv1,fc1");
  assert_no_layers (" , ");
}

/* Drawing --------------------------------------------------------------------------- */

#define WIDTH    3
#define HEIGHT   2
#define CHANNELS 5

/* Channel 1 is dead, channel 3 the same everywhere. */
static void
make_values (gfloat *values)
{
  for (gint i = 0; i < WIDTH * HEIGHT * CHANNELS; i++)
    values[i] = i % CHANNELS == 1   ? 0.0f
                : i % CHANNELS == 3 ? 2.5f
                                    : MAX (fv_random_normal (7, i), 0);
  values[0] = 1000.0f; /* far from the others, so that it is clipped */
}

/* The script's arithmetic on one channel */
static guint8
normalise (const gfloat *values, gint channel, gint position)
{
  gdouble mean = 0.0, squares = 0.0;

  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    mean += values[i * CHANNELS + channel] / (WIDTH * HEIGHT);
  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    squares += pow (values[i * CHANNELS + channel] - mean, 2) / (WIDTH * HEIGHT);
  if (squares == 0.0)
    return 128;
  return CLAMP (
      (values[position * CHANNELS + channel] - mean) / sqrt (squares) * 64 + 128, 0, 255);
}

static void
test_draw (void)
{
  gfloat values[WIDTH * HEIGHT * CHANNELS];
  FvActivation activation = { "block1_conv1", WIDTH, HEIGHT, CHANNELS, values };
  FvSettings settings = make_settings ();
  gint width, height;
  guint8 *bytes;

  make_values (values);
  settings.columns = 3;
  settings.map = FV_COLORMAP_GRAY;
  bytes = fv_activation_draw (&activation, &settings, &width, &height, NULL);
  g_assert_cmpint (width, ==, 3 * WIDTH);
  g_assert_cmpint (height, ==, 2 * HEIGHT);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gint channel = y / HEIGHT * 3 + x / WIDTH;
        gint position = y % HEIGHT * WIDTH + x % WIDTH;
        gint expected = channel < CHANNELS ? normalise (values, channel, position) : 0;

        for (gint c = 0; c < 3; c++)
          g_assert_cmpint (bytes[(y * width + x) * 3 + c], ==, expected);
      }
  fv_memory_free (bytes);
  g_assert_cmpint (fv_activation_count_dead (&activation), ==, 1);
}

static gboolean
is_black_and_white (const guint8 *bytes, gint width, gint x, gint y)
{
  const guint8 *pixel = bytes + 3 * (y * width + x);

  return pixel[0] == pixel[1] && pixel[1] == pixel[2];
}

/* In viridis, strips are what is gray; a map's pixels are colourful. The maps are those
 * without numbers, enlarged to the width that one digit takes. */
static void
test_numbers (void)
{
  gfloat values[WIDTH * HEIGHT * CHANNELS];
  FvActivation activation = { "block1_conv1", WIDTH, HEIGHT, CHANNELS, values };
  FvSettings settings = make_settings ();
  gint width, height, small_width, small_height, side, strip;
  fv_autofree guint8 *small = NULL, *bytes = NULL;

  make_values (values);
  settings.columns = 0;
  small = fv_activation_draw (&activation, &settings, &small_width, &small_height, NULL);
  g_assert_cmpint (small_width, ==, 3 * WIDTH);
  settings.numbers = TRUE;
  bytes = fv_activation_draw (&activation, &settings, &width, &height, NULL);
  side = width / small_width;
  strip = height / 2 - side * HEIGHT;
  g_assert_cmpint (side * WIDTH, >=, 14);
  g_assert_cmpint (width, ==, side * small_width);
  g_assert_cmpint (strip, >=, 10);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gint row = y / (height / 2), inside = y % (height / 2);
        gboolean is_strip =
            row * 3 + x / (side * WIDTH) < CHANNELS && inside >= side * HEIGHT;

        g_assert_cmpint (is_black_and_white (bytes, width, x, y), ==, is_strip);
        if (inside < side * HEIGHT)
          g_assert_cmpmem (
              bytes + 3 * (y * width + x), 3,
              small + 3 * ((row * HEIGHT + inside / side) * small_width + x / side), 3);
      }
}

/* matplotlib.cm.viridis (…, bytes=True) at 0, 127, 128 and 255 */
static void
test_viridis (void)
{
  const guint8 expected[][3] = {
    { 68, 1, 84 }, { 32, 143, 140 }, { 32, 144, 140 }, { 253, 231, 36 }
  };
  const gfloat values[] = { 0.0f, 1.0f };
  FvActivation activation = { "block1_conv1", 1, 1, 2, values };
  FvSettings settings = make_settings ();
  gint width, height;
  guint8 *bytes = fv_activation_draw (&activation, &settings, &width, &height, NULL);

  g_assert_cmpint (width, ==, 16);
  g_assert_cmpmem (bytes, 3, expected[2], 3);
  g_assert_cmpmem (bytes + 3, 3, expected[2], 3);
  g_assert_cmpmem (bytes + 6, 3, expected[0], 3); /* a place left over */
  fv_memory_free (bytes);
}

static void
test_dead (void)
{
  const FvDeadChannels layers[] = { { "block1_conv1", 0, 64 },
                                    { "block5_conv3", 512, 512 } };
  gint width, height;
  guint8 *bytes = fv_dead_channels_draw (layers, 2, &width, &height, NULL);
  gint n_differing = 0;

  /* the two bars differ over most of their length */
  for (gint i = 0; i < width * (height / 2); i++)
    n_differing += memcmp (bytes + 3 * i, bytes + 3 * (i + width * (height / 2)), 3) != 0;
  g_assert_cmpint (n_differing, >, 200 * 10);
  fv_memory_free (bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/activations/golden", test_golden);
  g_test_add_func ("/activations/threads", test_threads);
  g_test_add_func ("/activations/one-by-one", test_one_by_one);
  g_test_add_func ("/activations/longest-side", test_longest_side);
  g_test_add_func ("/activations/size", test_size);
  g_test_add_func ("/activations/refused", test_refused);
  g_test_add_func ("/activations/layers", test_layers);
  g_test_add_func ("/activations/draw", test_draw);
  add_labels_test ("/activations/numbers", test_numbers);
  g_test_add_func ("/activations/viridis", test_viridis);
  add_labels_test ("/activations/dead", test_dead);
  return g_test_run ();
}
