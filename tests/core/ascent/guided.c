/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Textures and styles as ascents: what they take, that they get nearer to what is asked
 * for, and are the same whatever the threads and memory. */

#include <math.h>
#include <string.h>

#include "../helpers.h"

#define MIB (1024.0 * 1024.0)
#define STYLE                                                                            \
  "block1_conv2@style + block2_conv1@style + block2_conv1@statistics + "                 \
  "block3_conv1@style"
#define CONTENT   STYLE " + block3_conv1@content"
#define MOST_STEP 400

/* An ascent with what it needs */
typedef struct
{
  FvNetwork *network;
  FvTerms *terms;
  FvImage *guide;
  FvImage *photo;
  FvAscent ascent;
} Guided;

static void
guided_clear (Guided *guided)
{
  fv_network_free (guided->network);
  fv_terms_free (guided->terms);
  fv_image_free (guided->guide);
  fv_image_free (guided->photo);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Guided, guided_clear)

static void
set_objective (Guided *guided, const gchar *text)
{
  FvAscent *ascent = &guided->ascent;
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (guided->network, &n_layers);
  GError *error = NULL;

  guided->terms = fv_terms_parse (text, layers, n_layers, &error);
  g_assert_no_error (error);
  fv_terms_resolve (guided->terms, guided->network, guided->photo, NULL, 1, 0, &error);
  g_assert_no_error (error);
  ascent->layer = fv_terms_get_deepest_layer (guided->terms);
  ascent->terms = fv_terms_get (guided->terms, &ascent->n_terms);
}

/* Pictures are smooth, so that there are forms at several scales. */
static FvImage *
make_smooth (gint width, gint height, guint64 seed)
{
  g_autoptr (FvImage) noise = fv_image_new_noise (MAX (width / 6, 1), MAX (height / 6, 1),
                                                  seed, 0.0, 255.0, NULL);

  return fv_image_resize (noise, width, height, NULL);
}

static void
guided_init (Guided *guided, FvTask task, const gchar *options)
{
  gboolean is_style = task == FV_TASK_STYLE;
  FvStart start = is_style ? FV_START_IMAGE : FV_START_NOISE;
  FvAscent *ascent = &guided->ascent;
  GError *error = NULL;

  guided->network = make_network (&fv_vgg16, "block3_conv1", 4);
  guided->guide = make_smooth (70, 50, 3);
  guided->photo = is_style ? make_smooth (61, 47, 8) : NULL;
  *ascent = (FvAscent){
    .start = start,
    .image = guided->photo,
    .guide = guided->guide,
    .width = 61,
    .height = 47,
    .seed = 5,
  };
  fv_settings_init (&ascent->settings, task, fv_recipe_get_usual (task), start);
  fv_settings_parse (&ascent->settings, options, &error);
  g_assert_no_error (error);
}

/* Losses ------------------------------------------------------------------------------
 */

typedef struct
{
  gdouble losses[MOST_STEP];
  gint n_steps;
} Trace;

static gboolean
trace_step (const FvStep *step, gpointer data)
{
  Trace *trace = data;

  g_assert_cmpint (step->n_steps, ==,
                   fv_ascent_count_steps (step->ascent, step->scale - 1));
  g_assert_cmpint (trace->n_steps, <, MOST_STEP);
  trace->losses[trace->n_steps++] = step->loss;
  return TRUE;
}

static void
ascend (const Guided *guided, Trace *trace, FvResult *result)
{
  GError *error = NULL;

  trace->n_steps = 0;
  fv_ascend (guided->network, &guided->ascent, trace_step, trace, NULL, result, &error);
  g_assert_no_error (error);
}

static void
assert_nearer (FvTask task, const gchar *objective, gdouble part)
{
  g_auto (Guided) guided = { NULL };
  g_auto (FvResult) result = { NULL };
  Trace trace;

  guided_init (&guided, task, "scales=2 steps=30");
  set_objective (&guided, objective);
  ascend (&guided, &trace, &result);
  g_assert_cmpint (trace.n_steps, ==, 30 + (task == FV_TASK_TEXTURE ? 18 : 15));
  g_test_message ("loss %g at first, %g at last", trace.losses[0], result.loss);
  g_assert_cmpfloat (trace.losses[0], <, 0.0);
  g_assert_cmpfloat (result.loss, >, part * trace.losses[0]);
}

static void
test_nearer (void)
{
  assert_nearer (FV_TASK_TEXTURE, STYLE, 0.1);
  assert_nearer (FV_TASK_STYLE, CONTENT, 0.5);
}

/* A photo's content is its own, however it is rolled, and compared at each step. */
static void
test_content (void)
{
  static const gchar *const filter = "block2_conv1:3";
  static const gchar *const both = "block2_conv1:3 + block3_conv1@content*100";
  Trace without, with;

  for (gint seamless = FV_SEAMLESS_NO; seamless <= FV_SEAMLESS_XY; seamless++)
    {
      g_auto (Guided) one = { NULL }, other = { NULL };
      g_auto (FvResult) result = { NULL }, of_both = { NULL };

      guided_init (&one, FV_TASK_STYLE, "scales=1 steps=4");
      guided_init (&other, FV_TASK_STYLE, "scales=1 steps=4");
      fv_settings_init (&one.ascent.settings, FV_TASK_DREAM,
                        fv_recipe_find ("deepdream", NULL), FV_START_IMAGE);
      one.ascent.settings.seamless = (FvSeamless)seamless;
      other.ascent.settings = one.ascent.settings;
      set_objective (&one, filter);
      set_objective (&other, both);
      ascend (&one, &without, &result);
      ascend (&other, &with, &of_both);
      g_assert_true (without.losses[0] == with.losses[0]);
      g_assert_cmpfloat (with.losses[1], <, without.losses[1]);
    }
}

/* All of the photo and nothing of the style: it stays as it is. */
static void
test_strength (void)
{
  g_auto (Guided) guided = { NULL };
  g_auto (FvResult) result = { NULL };
  Trace trace;

  guided_init (&guided, FV_TASK_STYLE, "scales=1 steps=3 strength=0");
  set_objective (&guided, CONTENT);
  ascend (&guided, &trace, &result);
  for (gsize i = 0; i < fv_image_get_n_values (result.picture); i++)
    g_assert_cmpfloat_with_epsilon (result.picture->data[i],
                                    CLAMP (guided.photo->data[i], 0.0f, 255.0f), 1e-3);
}

/* The same whatever there is --------------------------------------------------------- */

static void
test_same_bytes (void)
{
  for (FvTask task = FV_TASK_TEXTURE; task <= FV_TASK_STYLE; task++)
    {
      g_auto (Guided) guided = { NULL };
      g_auto (FvResult) first = { NULL };
      Trace trace;

      guided_init (&guided, task, "scales=2 steps=30 seamless=x threads=1");
      set_objective (&guided, task == FV_TASK_STYLE ? CONTENT : STYLE);
      ascend (&guided, &trace, &first);
      for (gint threads = 2; threads <= 4; threads++)
        {
          g_auto (FvResult) result = { NULL };

          guided.ascent.settings.threads = threads;
          ascend (&guided, &trace, &result);
          g_assert_true (result.loss == first.loss);
          g_assert_cmpmem (result.picture->data, 61 * 47 * 3 * sizeof (gfloat),
                           first.picture->data, 61 * 47 * 3 * sizeof (gfloat));
        }
    }
}

/* The picture of a step is what the ascent would end with there. */
static gboolean
stop_at (const FvStep *step, gpointer data)
{
  FvImage **picture = data;

  if (step->scale != 2 || step->step != 2)
    return TRUE;
  *picture = fv_step_decode (step, NULL);
  g_cancellable_cancel (step->ascent->stop);
  return TRUE;
}

static void
test_stop (void)
{
  g_auto (Guided) guided = { NULL };
  g_auto (FvResult) result = { NULL };
  g_autoptr (FvImage) picture = NULL;
  g_autoptr (GCancellable) stop = g_cancellable_new ();

  guided_init (&guided, FV_TASK_TEXTURE, "scales=3 steps=12 seamless=xy");
  set_objective (&guided, STYLE);
  guided.ascent.stop = stop;
  g_assert_true (
      fv_ascend (guided.network, &guided.ascent, stop_at, &picture, NULL, &result, NULL));
  g_assert_true (result.is_stopped);
  g_assert_cmpint (result.n_steps, ==, 12 + 2);
  g_assert_cmpmem (result.picture->data, 61 * 47 * 3 * sizeof (gfloat), picture->data,
                   61 * 47 * 3 * sizeof (gfloat));
}

static void
test_cancel (void)
{
  g_auto (Guided) guided = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  FvResult result;

  guided_init (&guided, FV_TASK_TEXTURE, "scales=1 steps=2");
  set_objective (&guided, STYLE);
  g_cancellable_cancel (cancellable); /* while the guide is measured */
  g_assert_false (fv_ascend (guided.network, &guided.ascent, NULL, NULL, cancellable,
                             &result, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_CANCELLED);
}

/* Memory ------------------------------------------------------------------------------
 */

/* A style of 12 megapixels, by all of VGG16 that its objective looks at, within 2 GiB;
 * nothing of that size is made to tell it. */
static void
test_twelve_megapixels (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block4_conv2", 1);
  const FvImage photo = { 4000, 3000, NULL }, guide = { 1200, 900, NULL };
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  g_autofree gchar *text =
      fv_task_write_objective (FV_TASK_STYLE, layers, n_layers, NULL);
  g_autoptr (FvTerms) terms = fv_terms_parse (text, layers, n_layers, NULL);
  FvAscent ascent = { .start = FV_START_IMAGE, .image = &photo, .guide = &guide };
  FvEstimate estimate;
  GError *error = NULL;

  g_assert_nonnull (strstr (text, "block4_conv2@content"));
  fv_settings_init (&ascent.settings, FV_TASK_STYLE, fv_recipe_get_usual (FV_TASK_STYLE),
                    FV_START_IMAGE);
  ascent.settings.memory = 2048;
  ascent.settings.threads = 2;
  ascent.layer = fv_terms_get_deepest_layer (terms);
  fv_terms_resolve (terms, network, NULL, NULL, 1, 0, &error);
  g_assert_no_error (error);
  ascent.terms = fv_terms_get (terms, &ascent.n_terms);
  fv_ascent_estimate (network, &ascent, &estimate, &error);
  g_assert_no_error (error);
  g_test_message ("%.0f MiB", estimate.memory / MIB);
  g_assert_cmpfloat (estimate.memory / MIB, <=, 2048.0);
  g_assert_cmpfloat (estimate.memory / MIB, >, 1000.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guided/nearer", test_nearer);
  g_test_add_func ("/guided/content", test_content);
  g_test_add_func ("/guided/strength", test_strength);
  g_test_add_func ("/guided/same-bytes", test_same_bytes);
  g_test_add_func ("/guided/stop", test_stop);
  g_test_add_func ("/guided/cancel", test_cancel);
  g_test_add_func ("/guided/12-megapixels", test_twelve_megapixels);
  return g_test_run ();
}
