/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ascents that are stopped give what their last step would; and what a step draws looks
 * like that. */

#include <math.h>
#include <string.h>

#include "../helpers.h"

#define LAYER  "block2_conv1"
#define WIDTH  60
#define HEIGHT 44
#define SEED   3
#define SIDE   30 /* of small pictures */

/* So that few steps make more than noise, of which little is left when it is resized */
#define FORMS "step-size=40 smooth=5"

typedef struct
{
  const gchar *name;
  const gchar *recipe;
  FvStart start;
  const gchar *options;
  gboolean has_mask;
  gdouble drawn_error;
} Case;

/* Mean difference of a picture that is drawn small from one that is made and resized, of
 * 255. From noise, contrast is stretched again at each scale; and what is seamless moves
 * by a part of a pixel each time. */
#define ERROR_FROM_NOISE 6.0
#define ERROR_SEAMLESS   20.0
#define ERROR_OF_OTHERS  3.0

static const Case cases[] = {
  { "keras", "keras", FV_START_NOISE, "scales=3 steps=2 " FORMS, FALSE,
    ERROR_FROM_NOISE },
  { "seamless", "keras", FV_START_NOISE, "scales=3 steps=2 seamless=xy " FORMS, FALSE,
    ERROR_SEAMLESS },
  { "book", "book", FV_START_NOISE, "scales=2 steps=2" },
  { "lucid", "lucid", FV_START_NOISE, "scales=3 steps=3" },
  { "tensor", "book", FV_START_TENSOR, "scales=2 steps=2 colors=faithful" },
  { "picture", "deepdream", FV_START_IMAGE, "scales=3 steps=2" },
  { "contrast", "deepdream", FV_START_IMAGE, "scales=3 steps=2 contrast=0.2" },
  { "l2", "deepdream", FV_START_IMAGE, "scales=3 steps=2 l2=0.1" },
  { "mask", "deepdream", FV_START_IMAGE, "scales=3 steps=2 strength=0.7", TRUE },
  { "keep-colors", "deepdream", FV_START_IMAGE, "scales=3 steps=2 keep-colors=yes" },
  { "lucid-picture", "lucid", FV_START_IMAGE, "scales=2 steps=3 strength=0.5", TRUE },
};

static FvNetwork *network;
static FvImage *photo;
static FvImage *tensor; /* of the first of two scales */
static gfloat *mask;

static void
fill_ascent (FvAscent *ascent, const Case *item, gint threads)
{
  FvTask task = item->start == FV_START_IMAGE ? FV_TASK_DREAM : FV_TASK_ASCENT;
  GError *error = NULL;

  *ascent = (FvAscent){ .layer = LAYER, .start = item->start, .seed = SEED };
  if (item->start != FV_START_IMAGE)
    {
      ascent->width = WIDTH;
      ascent->height = HEIGHT;
    }
  if (item->start != FV_START_NOISE)
    ascent->image = item->start == FV_START_IMAGE ? photo : tensor;
  ascent->mask = item->has_mask ? mask : NULL;
  fv_settings_init (&ascent->settings, task, fv_recipe_find (item->recipe, NULL),
                    item->start);
  fv_settings_parse (&ascent->settings, item->options, &error);
  g_assert_no_error (error);
  ascent->settings.threads = threads;
}

/* Follows an ascent: its last step, and when to stop it */
typedef struct
{
  gint stop_at;
  gint n_steps;
  gdouble loss;
  FvImage *decoded;
  gboolean refuses; /* whether the step where it is stopped cancels it, too */
} Follower;

static gboolean
follow (const FvStep *step, gpointer data)
{
  Follower *follower = data;
  GError *error = NULL;

  follower->n_steps++;
  follower->loss = step->loss;
  fv_image_free (follower->decoded);
  follower->decoded = fv_step_decode (step, &error);
  g_assert_no_error (error);
  if (follower->n_steps != follower->stop_at)
    return TRUE;
  g_cancellable_cancel (step->ascent->stop);
  return !follower->refuses;
}

static void
assert_is_last_step (const FvResult *result, const Follower *follower)
{
  g_assert_cmpint (result->n_steps, ==, follower->n_steps);
  g_assert_true (result->loss == follower->loss);
  g_assert_cmpint (result->picture->width, ==, WIDTH);
  g_assert_cmpint (result->picture->height, ==, HEIGHT);
  assert_same_image (result->picture, follower->decoded);
  for (gsize i = 0; i < fv_image_get_n_values (result->picture); i++)
    g_assert_cmpfloat (fabs (result->bytes[i] - result->picture->data[i]), <=, 1.0);
}

static void
stop_at (const Case *item, gint step, gint threads, FvResult *result)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Follower follower = { step };
  GError *error = NULL;
  FvAscent ascent;

  fill_ascent (&ascent, item, threads);
  ascent.stop = stop;
  fv_ascend (network, &ascent, follow, &follower, NULL, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->n_steps, ==, step);
  g_assert_true (result->is_stopped ==
                 (step < ascent.settings.scales * ascent.settings.steps));
  assert_is_last_step (result, &follower);
  fv_image_free (follower.decoded);
}

/* After the first step, in the middle and at the end of scales, and at the very end */
static void
test_stop (gconstpointer data)
{
  const Case *item = data;
  FvResult result, other;
  FvAscent ascent;
  gint n_steps;

  fill_ascent (&ascent, item, 1);
  n_steps = ascent.settings.scales * ascent.settings.steps;
  for (gint step = 1; step <= n_steps; step++)
    {
      stop_at (item, step, 1, &result);
      stop_at (item, step, 2, &other);
      g_assert_cmpmem (result.bytes, WIDTH * HEIGHT * 3, other.bytes, WIDTH * HEIGHT * 3);
      fv_result_clear (&result);
      fv_result_clear (&other);
    }
}

/* One that could be stopped and is not is as one that cannot be. */
static void
test_not_stopped (gconstpointer data)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  FvResult result, other;
  FvAscent ascent;

  fill_ascent (&ascent, data, 2);
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  ascent.stop = stop;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &other, NULL));
  g_assert_false (other.is_stopped);
  g_assert_cmpint (other.n_steps, ==, ascent.settings.scales * ascent.settings.steps);
  g_assert_cmpmem (result.bytes, WIDTH * HEIGHT * 3, other.bytes, WIDTH * HEIGHT * 3);
  fv_result_clear (&result);
  fv_result_clear (&other);
}

static gpointer
wait_and_stop (gpointer data)
{
  g_usleep (g_random_int_range (0, 30000));
  g_cancellable_cancel (data);
  return NULL;
}

/* Whenever another thread does it, in the middle of a layer or between scales */
static void
test_any_time (void)
{
  for (gint i = 0; i < 40; i++)
    {
      g_autoptr (GCancellable) stop = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Follower follower = { 0 };
      FvAscent ascent;
      FvResult result;
      GThread *thread;

      fill_ascent (&ascent, &cases[i % G_N_ELEMENTS (cases)], 2);
      ascent.stop = stop;
      thread = g_thread_new ("stop", wait_and_stop, stop);
      if (fv_ascend (network, &ascent, follow, &follower, NULL, &result, &error))
        {
          assert_is_last_step (&result, &follower);
          fv_result_clear (&result);
        }
      else
        {
          g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
          g_assert_cmpint (follower.n_steps, ==, 0);
        }
      g_thread_join (thread);
      fv_image_free (follower.decoded);
    }
}

static void
assert_cancelled (FvAscent *ascent, Follower *follower, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  FvResult result = { NULL };

  g_assert_false (
      fv_ascend (network, ascent, follow, follower, cancellable, &result, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
  g_assert_null (result.picture);
  g_clear_pointer (&follower->decoded, fv_image_free);
}

/* Before there is a picture, there is none; and who cancels wins. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  Follower nothing = { 0 }, step = { 2 }, refusal = { 2, .refuses = TRUE };
  FvAscent ascent;

  fill_ascent (&ascent, &cases[0], 1);
  ascent.stop = stop;
  assert_cancelled (&ascent, &step, stop); /* which cancels both */
  g_assert_cmpint (step.n_steps, ==, 2);
  assert_cancelled (&ascent, &nothing, NULL);
  g_assert_cmpint (nothing.n_steps, ==, 0);
  g_cancellable_reset (stop);
  assert_cancelled (&ascent, &refusal, NULL);
}

/* Drawing -----------------------------------------------------------------------------
 */

static void
assert_drawn_small (const FvStep *step, gdouble error)
{
  g_autoptr (FvImage) picture = fv_step_decode (step, NULL);
  g_autoptr (FvImage) small = NULL;
  gdouble difference = 0.0;
  gint width, height;
  guint8 *drawn = fv_step_draw (step, SIDE, &width, &height, NULL);

  g_assert_cmpint (width, ==, SIDE);
  g_assert_cmpint (height, ==, SIDE * HEIGHT / WIDTH);
  small = fv_image_resize (picture, width, height, NULL);
  for (gsize i = 0; i < fv_image_get_n_values (small); i++)
    difference += fabs (CLAMP (small->data[i], 0.0f, 255.0f) - drawn[i]);
  difference /= fv_image_get_n_values (small);
  g_test_message ("scale %d: differs by %.2f", step->scale, difference);
  g_assert_cmpfloat (difference, <, error);
  fv_memory_free (drawn);
}

/* Where nothing is resized, it is the picture itself, rounded in one way or another. */
static void
assert_drawn_full (const FvStep *step)
{
  g_autoptr (FvImage) picture = fv_step_decode (step, NULL);
  gint width, height;
  guint8 *drawn = fv_step_draw (step, 100000, &width, &height, NULL);

  g_assert_cmpint (width, ==, WIDTH);
  g_assert_cmpint (height, ==, HEIGHT);
  for (gsize i = 0; step->width == WIDTH && i < fv_image_get_n_values (picture); i++)
    g_assert_cmpfloat (fabs (drawn[i] - picture->data[i]), <=, 0.501);
  fv_memory_free (drawn);
}

typedef struct
{
  gdouble error;
  gboolean was_full; /* whether any step was of the result's size */
} Drawing;

static gboolean
draw (const FvStep *step, gpointer data)
{
  Drawing *drawing = data;
  gint width, height;
  guint8 *pixel = fv_step_draw (step, 1, &width, &height, NULL);

  g_assert_cmpint (width, ==, 1);
  g_assert_cmpint (height, ==, 1);
  fv_memory_free (pixel);
  assert_drawn_small (step, drawing->error);
  assert_drawn_full (step);
  drawing->was_full = drawing->was_full || step->width == WIDTH;
  return TRUE;
}

static void
test_draw (gconstpointer data)
{
  const Case *item = data;
  Drawing drawing = { item->drawn_error > 0.0 ? item->drawn_error : ERROR_OF_OTHERS };
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, item, 1);
  g_assert_true (fv_ascend (network, &ascent, draw, &drawing, NULL, &result, NULL));
  g_assert_true (drawing.was_full == !g_str_equal (item->recipe, "keras"));
  fv_result_clear (&result);
}

static void
add_case (const Case *item)
{
  g_autofree gchar *stop = g_strdup_printf ("/stop/at/%s", item->name);
  g_autofree gchar *not = g_strdup_printf ("/stop/not/%s", item->name);
  g_autofree gchar *drawn = g_strdup_printf ("/stop/draw/%s", item->name);

  g_test_add_data_func (stop, item, test_stop);
  g_test_add_data_func (not, item, test_not_stopped);
  g_test_add_data_func (drawn, item, test_draw);
}

static FvImage *
make_photo (void)
{
  FvImage *image = fv_image_new_noise (WIDTH, HEIGHT, 11, 0.0, 40.0, NULL);

  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++)
      {
        gfloat *pixel = get_pixel (image, x, y);

        pixel[0] = floor (pixel[0] + 2.0 * x + (hypot (x - 30, y - 20) < 9 ? 60 : 0));
        pixel[1] = floor (pixel[1] + 3.0 * y);
        pixel[2] = floor (pixel[2] + 90.0);
      }
  return image;
}

int
main (int argc, char **argv)
{
  gint status;

  g_test_init (&argc, &argv, NULL);
  network = make_network (&fv_vgg16, LAYER, 8);
  photo = make_photo ();
  tensor = make_input ((gint)(WIDTH / 1.2), (gint)(HEIGHT / 1.2));
  mask = g_new (gfloat, WIDTH * HEIGHT);
  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    mask[i] = (gfloat)(i % WIDTH) / (WIDTH - 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    add_case (&cases[i]);
  g_test_add_func ("/stop/any-time", test_any_time);
  g_test_add_func ("/stop/cancelled", test_cancelled);
  status = g_test_run ();
  g_free (mask);
  fv_image_free (tensor);
  fv_image_free (photo);
  fv_network_free (network);
  return status;
}
