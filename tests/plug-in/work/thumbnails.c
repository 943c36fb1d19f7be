/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Thumbnails of filters in the background, without GIMP and GTK, with the sample network.
 */

#include "thumbnail_case.h"
#include "work/thumbnails.h"

#include <string.h>

#include <glib/gstdio.h>

static gint
count_filters (const FvNetwork *network, const gchar *layer)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  for (gint i = 0; i < n_layers; i++)
    if (strcmp (layers[i].name, layer) == 0)
      return layers[i].n_filters;

  g_assert_not_reached ();
}

typedef struct
{
  Background *background;
  Thumbnails *thumbnails;
  GArray *made;  /* of gint */
  GArray *ranks; /* the same */
  GError *error;
  gboolean is_paused; /* at first */
  gint in_view[3];
  gint n_in_view;
  gint n_interruptions; /* that are still to be made, one at each thumbnail */
  gint n_drafts;        /* that interrupted */
} Looker;

static void
work_nothing (Background *background G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED,
              GCancellable *cancellable G_GNUC_UNUSED)
{
}

static void
note_draft (gpointer data)
{
  Looker *looker = data;

  looker->n_drafts++;
}

static void
note_ranks (const gint *filters, gint n_filters, gpointer data)
{
  Looker *looker = data;

  g_assert_cmpuint (looker->made->len, ==, 0);
  g_array_append_vals (looker->ranks, filters, n_filters);
}

static void
note_made (const Thumbnail *thumbnail, gpointer data)
{
  static const BackgroundTask draft = { work_nothing, note_draft, NULL };
  Looker *looker = data;

  g_assert_true (thumbnail->is_stuck == (thumbnail->bytes == NULL));
  g_array_append_val (looker->made, thumbnail->filter);
  if (looker->n_interruptions-- > 0)
    background_start (looker->background, BACKGROUND_DRAFT, &draft, looker);
}

static void
note_failed (const GError *error, gpointer data)
{
  Looker *looker = data;

  looker->error = g_error_copy (error);
}

static void
looker_start (Looker *looker, const gchar *layer, FvImage *photo)
{
  static const ThumbnailsView view = { note_ranks, note_made, note_failed };

  looker->background = background_new ();
  background_pause (looker->background, looker->is_paused);
  looker->made = g_array_new (FALSE, FALSE, sizeof (gint));
  looker->ranks = g_array_new (FALSE, FALSE, sizeof (gint));
  looker->thumbnails =
      thumbnails_start (looker->background, "sample", layer, photo, &view, looker);
  thumbnails_set_view (looker->thumbnails, looker->in_view, looker->n_in_view);
}

static void
looker_clear (Looker *looker)
{
  thumbnails_stop (looker->thumbnails, looker->background);
  background_close (looker->background);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_array_unref (looker->made);
  g_array_unref (looker->ranks);
  g_clear_error (&looker->error);
}

static void
wait_until_made (const Looker *looker, guint n)
{
  while (looker->made->len < n && !looker->error)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (looker->error);
}

/* Which may be after the last filter */
static void
wait_until_drafted (const Looker *looker)
{
  while (looker->n_drafts == 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
check_each_once (const GArray *filters, gint n_filters)
{
  gboolean *is_there = g_new0 (gboolean, n_filters);

  g_assert_cmpuint (filters->len, ==, n_filters);
  for (gint i = 0; i < n_filters; i++)
    {
      gint filter = g_array_index (filters, gint, i);

      g_assert_cmpint (filter, >=, 0);
      g_assert_cmpint (filter, <, n_filters);
      g_assert_false (is_there[filter]);
      is_there[filter] = TRUE;
    }
  g_free (is_there);
}

static gint
count_sample_filters (void)
{
  FvNetwork *network = load_sample_network ();
  gint n_filters = count_filters (network, LAYER);

  fv_network_free (network);
  return n_filters;
}

/* All of them, though drafts come between; the second time from the cache. */
static void
test_interrupted (void)
{
  Looker looker = { .n_interruptions = 3 };
  gint n_filters = count_sample_filters ();
  GPtrArray *files;

  looker_start (&looker, LAYER, NULL);
  wait_until_made (&looker, n_filters);
  check_each_once (looker.made, n_filters);
  wait_until_drafted (&looker);
  g_assert_cmpuint (looker.ranks->len, ==, 0);
  looker_clear (&looker);
  g_assert_cmpuint (count_thumbnails (), ==, n_filters);

  files = list_thumbnails ();
  for (guint i = 0; i < files->len; i++)
    set_thumbnail_age (files->pdata[i], 1000);
  looker = (Looker){ 0 };
  looker_start (&looker, LAYER, NULL);
  wait_until_made (&looker, n_filters);
  looker_clear (&looker);
  for (guint i = 0; i < files->len; i++)
    {
      GStatBuf status;

      g_assert_cmpint (g_stat (files->pdata[i], &status), ==, 0);
      g_assert_cmpint (status.st_size, >, 0);
      g_assert_cmpint (g_get_real_time () / G_USEC_PER_SEC - status.st_mtime, <, 900);
    }
  g_ptr_array_unref (files);
  clear_thumbnails ();
}

static gint
find_place (const Looker *looker, gint filter)
{
  for (guint i = 0; i < looker->made->len; i++)
    if (g_array_index (looker->made, gint, i) == filter)
      return i;

  g_assert_not_reached ();
}

/* What is in view is made first, and before drafts, which wait only for that. */
static void
test_view (void)
{
  gint n_filters = count_sample_filters ();
  gint last = n_filters - 1;
  Looker looker = {
    .is_paused = TRUE, .in_view = { last, 1, 9 }, .n_in_view = 3, .n_interruptions = 1
  };

  g_assert_cmpint (n_filters, >=, 16);
  looker_start (&looker, LAYER, NULL);
  background_pause (looker.background, FALSE);
  wait_until_made (&looker, n_filters);
  check_each_once (looker.made, n_filters);
  for (gint i = 0; i < looker.n_in_view; i++)
    g_assert_cmpint (find_place (&looker, looker.in_view[i]), <, 3);
  wait_until_drafted (&looker);
  g_assert_cmpint (looker.n_drafts, ==, 1);
  looker_clear (&looker);
  clear_thumbnails ();
}

/* Scrolling while they are made: none is lost, nor made twice. */
static void
test_scrolled (void)
{
  gint n_filters = count_sample_filters ();
  Looker looker = { .in_view = { 0, 1, 2 }, .n_in_view = 3 };

  looker_start (&looker, LAYER, NULL);
  while (looker.made->len < (guint)n_filters)
    {
      gint first = (gint)(looker.made->len * 7) % (n_filters - 2);
      const gint in_view[] = { first, first + 1, first + 2 };

      thumbnails_set_view (looker.thumbnails, in_view, 3);
      wait_until_made (&looker, looker.made->len + 1);
    }
  check_each_once (looker.made, n_filters);
  looker_clear (&looker);
  clear_thumbnails ();
}

static gboolean
note_means (const FvActivation *activation, gpointer data, GError **error G_GNUC_UNUSED)
{
  gdouble *means = data;
  gsize n_positions = (gsize)activation->width * activation->height;

  for (gint channel = 0; channel < activation->n_channels; channel++)
    for (gsize position = 0; position < n_positions; position++)
      means[channel] += activation->values[position * activation->n_channels + channel];
  return TRUE;
}

static FvImage *
make_photo (gint width, gint height)
{
  FvImage *photo = fv_image_new (width, height, NULL);

  for (gint i = 0; i < width * height * 3; i++)
    photo->data[i] = (gfloat)((i * 31 / 7 + i / (3 * width) * 5) % 256);
  return photo;
}

/* The channel with the highest mean comes first, and is rendered first. */
static void
test_ranked (void)
{
  static const gchar *const layers[] = { LAYER, NULL };
  FvNetwork *network = load_sample_network ();
  FvImage *photo = make_photo (60, 40);
  gint n_filters = count_filters (network, LAYER);
  gdouble *means = g_new0 (gdouble, n_filters);
  Looker looker = { 0 };
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  g_assert_true (fv_activations_compute (network, photo, layers, &settings, note_means,
                                         NULL, means, NULL, NULL));
  looker_start (&looker, LAYER, photo);
  wait_until_made (&looker, 1);
  check_each_once (looker.ranks, n_filters);
  for (gint i = 1; i < n_filters; i++)
    g_assert_cmpfloat (means[g_array_index (looker.ranks, gint, i - 1)], >=,
                       means[g_array_index (looker.ranks, gint, i)] - 1e-3);
  g_assert_cmpfloat (means[g_array_index (looker.ranks, gint, 0)], >,
                     means[g_array_index (looker.ranks, gint, n_filters - 1)]);
  wait_until_made (&looker, n_filters);
  check_each_once (looker.made, n_filters);

  looker_clear (&looker);
  fv_network_free (network);
  g_free (means);
  clear_thumbnails ();
}

static void
check_fails (const gchar *layer, FvImage *photo, gint code)
{
  Looker looker = { 0 };

  looker_start (&looker, layer, photo);
  while (!looker.error)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (looker.error, FV_ERROR, code);
  g_assert_cmpuint (looker.made->len, ==, 0);
  looker_clear (&looker);
}

static void
test_fails (void)
{
  check_fails ("block9_conv1", NULL, FV_ERROR_LAYER);
  check_fails ("block3_conv1", make_photo (3, 3), FV_ERROR_SIZE);
}

/* A dialog may be closed at any time. */
static void
test_closed (void)
{
  Looker looker = { 0 };

  looker_start (&looker, LAYER, NULL);
  looker_clear (&looker);
  looker = (Looker){ 0 };
  looker_start (&looker, LAYER, NULL);
  wait_until_made (&looker, 1);
  looker_clear (&looker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/thumbnails/interrupted", test_interrupted);
  g_test_add_func ("/thumbnails/view", test_view);
  g_test_add_func ("/thumbnails/scrolled", test_scrolled);
  g_test_add_func ("/thumbnails/ranked", test_ranked);
  g_test_add_func ("/thumbnails/fails", test_fails);
  g_test_add_func ("/thumbnails/closed", test_closed);
  return g_test_run ();
}
