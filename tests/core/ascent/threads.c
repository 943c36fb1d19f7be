/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a dialog does with the library, for ThreadSanitizer to watch: ascents in threads
 * of their own, which hand over pictures, and are stopped and cancelled from the main
 * thread at any moment; several with one network; sheets. Whether what comes out is right
 * is tested elsewhere. */

#include "../helpers.h"
#include "base/memory.h"

#define LAYER   "block2_conv2"
#define DIVISOR 4 /* of the filters: enough are left for transformed kernels */
#define WIDTH   36
#define HEIGHT  28
#define SIDE    24 /* of what is drawn */

#define N_ROUNDS       12
#define MOST_WAIT      40000 /* microseconds */
#define N_FILTERS      6
#define N_FRAMES_TAKEN 3

typedef enum
{
  END_BY_ITSELF,
  END_STOP,
  END_CANCEL,
  N_ENDS
} End;

/* An ascent in a thread of its own */
typedef struct
{
  const FvNetwork *network;
  FvAscent ascent;
  GCancellable *stop;
  GCancellable *cancellable;
  GThread *thread;

  GMutex mutex; /* for what follows */
  GCond changed;
  guint8 *frame; /* the newest; NULL while nobody has drawn another */
  gdouble fraction;
  gboolean has_ended;
  gboolean succeeded;
  FvResult result;
} Work;

/* More filters than are done by a method of their own */
static const FvTerm terms[] = {
  { FV_TERM_FILTER, LAYER, 0, 1.0 }, { FV_TERM_FILTER, LAYER, 1, 1.0 },
  { FV_TERM_FILTER, LAYER, 2, 1.0 }, { FV_TERM_FILTER, LAYER, 3, 1.0 },
  { FV_TERM_FILTER, LAYER, 4, 1.0 }, { FV_TERM_FILTER, LAYER, 5, 1.0 },
  { FV_TERM_FILTER, LAYER, 6, 1.0 }, { FV_TERM_LAYER, "block1_conv2", 0, 0.1 },
};

static FvImage *photo;
static gfloat *mask;

/* In the work's thread --------------------------------------------------------------- */

static gboolean
hand_over (const FvStep *step, gpointer data)
{
  Work *work = data;
  gint width, height;
  guint8 *frame = fv_step_draw (step, SIDE, &width, &height, NULL);

  g_assert_nonnull (frame);
  g_mutex_lock (&work->mutex);
  fv_memory_free (work->frame);
  work->frame = frame;
  work->fraction = step->fraction;
  g_cond_signal (&work->changed);
  g_mutex_unlock (&work->mutex);
  return TRUE;
}

static gpointer
ascend (gpointer data)
{
  Work *work = data;
  g_autoptr (GError) error = NULL;
  FvResult result = { NULL };
  gboolean success = fv_ascend (work->network, &work->ascent, hand_over, work,
                                work->cancellable, &result, &error);

  if (!success)
    g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
  g_mutex_lock (&work->mutex);
  work->has_ended = TRUE;
  work->succeeded = success;
  work->result = result;
  g_cond_signal (&work->changed);
  g_mutex_unlock (&work->mutex);
  return NULL;
}

/* In the main thread ------------------------------------------------------------------
 */

static void
fill_ascent (FvAscent *ascent, const gchar *recipe, gboolean from_photo, gint threads)
{
  FvStart start = from_photo ? FV_START_IMAGE : FV_START_NOISE;
  GError *error = NULL;

  *ascent = (FvAscent){ .layer = LAYER, .filter = 1, .start = start, .seed = 7 };
  fv_settings_init (&ascent->settings, from_photo ? FV_TASK_DREAM : FV_TASK_ASCENT,
                    fv_recipe_find (recipe, NULL), start);
  fv_settings_parse (&ascent->settings, "scales=2 steps=3 relu=before", &error);
  g_assert_no_error (error);
  ascent->settings.threads = threads;
  if (from_photo)
    {
      ascent->image = photo;
      ascent->mask = mask;
      ascent->settings.strength = 0.7;
      ascent->terms = terms;
      ascent->n_terms = G_N_ELEMENTS (terms);
    }
  else
    {
      ascent->width = WIDTH;
      ascent->height = HEIGHT;
    }
}

/* @ended: what was done before it begins */
static void
begin (Work *work, const FvNetwork *network, const gchar *recipe, gboolean from_photo,
       gint threads, End ended)
{
  *work = (Work){ .network = network,
                  .stop = g_cancellable_new (),
                  .cancellable = g_cancellable_new () };
  fill_ascent (&work->ascent, recipe, from_photo, threads);
  work->ascent.stop = work->stop;
  g_mutex_init (&work->mutex);
  g_cond_init (&work->changed);
  if (ended != END_BY_ITSELF)
    g_cancellable_cancel (ended == END_STOP ? work->stop : work->cancellable);
  work->thread = g_thread_new ("work", ascend, work);
}

/* Takes frames as they come, and looks at them. */
static void
take_frames (Work *work, gint n_frames)
{
  while (n_frames > 0)
    {
      guint8 *frame;
      gboolean has_ended;
      gint sum = 0;

      g_mutex_lock (&work->mutex);
      while (work->frame == NULL && !work->has_ended)
        g_cond_wait (&work->changed, &work->mutex);
      frame = g_steal_pointer (&work->frame);
      has_ended = work->has_ended;
      g_mutex_unlock (&work->mutex);
      for (gint i = 0; frame != NULL && i < SIDE; i++)
        sum += frame[i];
      g_assert_cmpint (sum, >=, 0);
      fv_memory_free (frame);
      n_frames--;
      if (has_ended)
        return;
    }
}

/* Nothing is waited for but the thread's end. */
static void
end (Work *work, End way)
{
  if (way == END_STOP)
    g_cancellable_cancel (work->stop);
  else if (way == END_CANCEL)
    g_cancellable_cancel (work->cancellable);
  g_thread_join (work->thread);
  g_assert_true (work->has_ended);
  g_assert_true (way != END_BY_ITSELF || work->succeeded);
  fv_memory_free (work->frame);
  fv_result_clear (&work->result);
  g_mutex_clear (&work->mutex);
  g_cond_clear (&work->changed);
  g_object_unref (work->stop);
  g_object_unref (work->cancellable);
}

/* What a dialog asks while an ascent runs */
static void
ask (const FvNetwork *network)
{
  g_autofree gchar *checksum = fv_network_get_checksum (network, LAYER, NULL);
  FvEstimate estimate;
  FvAscent ascent;

  fill_ascent (&ascent, "keras", FALSE, 2);
  g_assert_true (fv_ascent_estimate (network, &ascent, &estimate, NULL));
  g_assert_nonnull (checksum);
}

/* The very first errors, in two threads at once */
static void
test_first_errors (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, DIVISOR);
  Work first, second;

  begin (&first, network, "keras", FALSE, 1, END_CANCEL);
  begin (&second, network, "lucid", FALSE, 1, END_CANCEL);
  end (&first, END_CANCEL);
  end (&second, END_CANCEL);
}

static void
test_frames (gconstpointer data)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, DIVISOR);

  for (gint threads = 1; threads <= 2; threads++)
    for (gint from_photo = FALSE; from_photo <= TRUE; from_photo++)
      {
        Work work;

        begin (&work, network, data, from_photo, threads, END_BY_ITSELF);
        ask (network);
        take_frames (&work, G_MAXINT);
        end (&work, END_BY_ITSELF);
      }
}

/* Before the first step, after some of them, at any moment */
static void
test_ends (void)
{
  const gchar *const recipes[] = { "keras", "lucid", "deepdream" };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, DIVISOR);

  for (gint i = 0; i < N_ROUNDS; i++)
    {
      Work work;

      begin (&work, network, recipes[i % 3], i % 2, 1 + i / 2 % 2, END_BY_ITSELF);
      take_frames (&work, i % N_FRAMES_TAKEN);
      g_usleep (g_test_rand_int_range (0, MOST_WAIT));
      end (&work, i % N_ENDS);
    }
}

/* Two at once with one network, whose transformed kernels are made by whoever comes
 * first: a preview, and the thumbnails beside it */
static void
test_two_at_once (void)
{
  for (gint i = 0; i < N_ROUNDS / 2; i++)
    {
      g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, DIVISOR);
      Work first, second;

      begin (&first, network, i % 3 ? "keras" : "lucid", FALSE, 2, END_BY_ITSELF);
      begin (&second, network, i % 2 ? "lucid" : "deepdream", i % 2, 1 + i % 2,
             END_BY_ITSELF);
      ask (network);
      take_frames (&first, 2);
      end (&first, i % N_ENDS);
      take_frames (&second, 2);
      end (&second, (i + 1) % N_ENDS);
    }
}

/* Sheets ------------------------------------------------------------------------------
 */

typedef struct
{
  const FvNetwork *network;
  GCancellable *cancellable;
  gint n_cells; /* of which no two are made at once */
} Sheet;

static gboolean
take_cell (FvCell *cell, gpointer data, GError **error)
{
  Sheet *sheet = data;

  (void)error;
  sheet->n_cells++;
  fv_cell_clear (cell);
  return TRUE;
}

static gpointer
render (gpointer data)
{
  const gint filters[N_FILTERS] = { 0, 1, 2, 3, 4, 5 };
  Sheet *sheet = data;
  g_autoptr (GError) error = NULL;
  FvAscent ascent;

  fill_ascent (&ascent, "book", FALSE, 3);
  if (fv_sheet_render (sheet->network, &ascent, filters, N_FILTERS, take_cell, sheet,
                       sheet->cancellable, &error))
    g_assert_cmpint (sheet->n_cells, ==, N_FILTERS);
  else
    g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
  return NULL;
}

static void
test_sheets (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, LAYER, DIVISOR);

  for (gint i = 0; i < N_ROUNDS / 2; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Sheet sheet = { network, cancellable };
      GThread *thread = g_thread_new ("sheet", render, &sheet);

      if (i > 0)
        {
          g_usleep (g_test_rand_int_range (0, 2 * MOST_WAIT));
          g_cancellable_cancel (cancellable);
        }
      g_thread_join (thread);
    }
}

int
main (int argc, char **argv)
{
  gint status;

  g_test_init (&argc, &argv, NULL);
  photo = fv_image_new_noise (WIDTH, HEIGHT, 3, 0.0, 255.0, NULL);
  mask = g_new (gfloat, WIDTH * HEIGHT);
  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    mask[i] = (gfloat)(i % WIDTH) / WIDTH;
  g_test_add_func ("/threads/first-errors", test_first_errors);
  g_test_add_data_func ("/threads/frames/keras", "keras", test_frames);
  g_test_add_data_func ("/threads/frames/lucid", "lucid", test_frames);
  g_test_add_data_func ("/threads/frames/deepdream", "deepdream", test_frames);
  g_test_add_func ("/threads/ends", test_ends);
  g_test_add_func ("/threads/two-at-once", test_two_at_once);
  g_test_add_func ("/threads/sheets", test_sheets);
  status = g_test_run ();
  g_free (mask);
  fv_image_free (photo);
  return status;
}
