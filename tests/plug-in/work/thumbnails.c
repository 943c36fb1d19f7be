/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Thumbnails of filters and their cache, without GIMP and GTK, with the sample network.
 */

#define _DEFAULT_SOURCE /* for lstat() */

#include "parameters/picks.h"
#include "work/thumbnails.h"

#include <string.h>
#include <utime.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#define LAYER   "block1_conv2"
#define N_BYTES (THUMBNAIL_SIZE * THUMBNAIL_SIZE * 3)

/* Helpers */

static FvNetwork *
load_sample (void)
{
  FvWeights *weights = fv_weights_find ("sample", NULL);
  FvNetwork *network =
      fv_weights_load (weights, fv_weights_get_last_layer (weights)->name, NULL);

  g_assert_nonnull (network);
  fv_weights_free (weights);
  return network;
}

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

static gchar *
get_root (void)
{
  return g_build_filename (g_get_user_cache_dir (), "featvis", "thumbnails", NULL);
}

/* All files of the cache, with their folders */
static GPtrArray *
list_files (void)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  gchar *root = get_root ();
  GDir *dir = g_dir_open (root, 0, NULL);
  const gchar *name, *folder_name;

  while (dir && (folder_name = g_dir_read_name (dir)))
    {
      gchar *folder = g_build_filename (root, folder_name, NULL);
      GDir *inner = g_dir_open (folder, 0, NULL);

      while (inner && (name = g_dir_read_name (inner)))
        g_ptr_array_add (files, g_build_filename (folder, name, NULL));
      g_clear_pointer (&inner, g_dir_close);
      g_free (folder);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_free (root);
  return files;
}

static guint
count_files (void)
{
  GPtrArray *files = list_files ();
  guint n = files->len;

  g_ptr_array_unref (files);
  return n;
}

static gchar *
find_file (gint filter)
{
  GPtrArray *files = list_files ();
  gchar *name = g_strdup_printf ("%s-%d.png", LAYER, filter);
  gchar *found = NULL;

  for (guint i = 0; i < files->len; i++)
    if (g_str_has_suffix (files->pdata[i], name))
      found = g_strdup (files->pdata[i]);
  g_ptr_array_unref (files);
  g_free (name);
  g_assert_nonnull (found);
  return found;
}

static void
clear_cache (void)
{
  thumbnail_cache_trim (0);
  g_assert_cmpuint (count_files (), ==, 0);
}

static Thumbnail
make_thumbnail (gint filter)
{
  Thumbnail thumbnail = { filter, FALSE, 1.0 / 3.0 + filter, g_malloc (N_BYTES) };

  for (gint i = 0; i < N_BYTES; i++)
    thumbnail.bytes[i] = (guint8)(i * 7 + filter);
  return thumbnail;
}

static void
store (ThumbnailCache *cache, gint filter)
{
  Thumbnail thumbnail = make_thumbnail (filter);

  thumbnail_cache_store (cache, &thumbnail);
  thumbnail_clear (&thumbnail);
}

static gboolean
has (const ThumbnailCache *cache, gint filter)
{
  Thumbnail loaded, expected;

  if (!thumbnail_cache_load (cache, filter, &loaded))
    return FALSE;

  expected = make_thumbnail (filter);
  g_assert_cmpint (loaded.filter, ==, filter);
  g_assert_false (loaded.is_stuck);
  g_assert_true (loaded.loss == expected.loss);
  g_assert_cmpmem (loaded.bytes, N_BYTES, expected.bytes, N_BYTES);
  thumbnail_clear (&expected);
  thumbnail_clear (&loaded);
  return TRUE;
}

/* The cache */

static void
test_round_trip (void)
{
  FvNetwork *network = load_sample ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  Thumbnail stuck = { .filter = 4, .is_stuck = TRUE };
  Thumbnail loaded;

  g_assert_false (has (cache, 3));
  store (cache, 3);
  g_assert_true (has (cache, 3));
  g_assert_false (has (cache, 2));
  g_assert_false (has (cache, 33));

  thumbnail_cache_store (cache, &stuck);
  g_assert_true (thumbnail_cache_load (cache, 4, &loaded));
  g_assert_true (loaded.is_stuck);
  g_assert_null (loaded.bytes);

  thumbnail_cache_close (cache);
  fv_network_free (network);
  clear_cache ();
}

static void
write_picture (const gchar *file, gint size)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, size, size);

  gdk_pixbuf_fill (picture, 0);
  g_assert_true (gdk_pixbuf_save (picture, file, "png", NULL, NULL));
  g_object_unref (picture);
}

static void
test_damaged (void)
{
  FvNetwork *network = load_sample ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  gchar *file, *contents;
  gsize length;

  store (cache, 3);
  file = find_file (3);
  g_assert_true (g_file_get_contents (file, &contents, &length, NULL));
  for (gsize part = 0; part < length; part += 1 + length / 50)
    {
      g_assert_true (g_file_set_contents (file, contents, part, NULL));
      g_assert_false (has (cache, 3));
    }
  contents[length / 2] ^= 0x55; /* PNG's own checksum finds it */
  g_assert_true (g_file_set_contents (file, contents, length, NULL));
  g_assert_false (has (cache, 3));

  write_picture (file, THUMBNAIL_SIZE); /* of somebody else */
  g_assert_false (has (cache, 3));
  write_picture (file, THUMBNAIL_SIZE + 1);
  g_assert_false (has (cache, 3));

  store (cache, 3);
  g_assert_true (has (cache, 3));
  thumbnail_cache_close (cache);
  fv_network_free (network);
  g_free (contents);
  g_free (file);
  clear_cache ();
}

static void
set_age (const gchar *file, gint seconds)
{
  struct utimbuf times;

  times.actime = times.modtime = g_get_real_time () / G_USEC_PER_SEC - seconds;
  g_assert_cmpint (g_utime (file, &times), ==, 0);
}

/* What was used last stays, and so does what is just being written. */
static void
test_bound (void)
{
  FvNetwork *network = load_sample ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  gchar *left_over, *being_written;
  GStatBuf status;
  gchar *file;

  for (gint filter = 0; filter < 8; filter++)
    {
      store (cache, filter);
      file = find_file (filter);
      set_age (file, 100 * filter + 100);
      g_free (file);
    }
  g_assert_true (has (cache, 7)); /* which makes it the youngest */

  file = find_file (0);
  left_over = g_strconcat (file, ".ABCDEF", NULL);
  being_written = g_strconcat (file, ".GHIJKL", NULL);
  g_assert_true (g_file_set_contents (left_over, "x", 1, NULL));
  g_assert_true (g_file_set_contents (being_written, "x", 1, NULL));
  set_age (left_over, 100000);
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_free (file);

  thumbnail_cache_trim (G_MAXUINT64);
  g_assert_cmpuint (count_files (), ==, 9);
  g_assert_false (g_file_test (left_over, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (being_written, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (being_written), ==, 0);

  thumbnail_cache_trim (3 * status.st_size + status.st_size / 2);
  g_assert_cmpuint (count_files (), ==, 3);
  g_assert_true (has (cache, 7));
  g_assert_true (has (cache, 0));
  g_assert_true (has (cache, 1));

  g_free (left_over);
  g_free (being_written);
  thumbnail_cache_close (cache);
  fv_network_free (network);
  clear_cache ();
}

/* A file stands where the folder should be, which no user can write to. */
static void
test_no_folder (void)
{
  FvNetwork *network = load_sample ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  gchar *root = get_root ();

  g_assert_cmpint (g_mkdir_with_parents (root, 0700), ==, 0);
  g_assert_cmpint (g_rmdir (root), ==, 0);
  g_assert_true (g_file_set_contents (root, "", 0, NULL));
  store (cache, 3);
  g_assert_false (has (cache, 3));
  thumbnail_cache_trim (0);
  thumbnail_cache_close (cache);
  g_assert_cmpint (g_unlink (root), ==, 0);
  fv_network_free (network);
  g_free (root);
}

/* Another layer's weights are other weights. */
static void
test_other_weights (void)
{
  FvNetwork *network = load_sample ();
  ThumbnailCache *cache = thumbnail_cache_open (network, LAYER, NULL);
  ThumbnailCache *other;
  FvWeights *weights;
  FvNetwork *small;

  store (cache, 3);
  weights = fv_weights_find (
      g_test_get_filename (G_TEST_DIST, "plug-in", "files", "small.safetensors", NULL),
      NULL);
  g_assert_nonnull (weights);
  small = fv_weights_load (weights, LAYER, NULL);
  other = thumbnail_cache_open (small, LAYER, NULL);
  g_assert_false (has (other, 3));
  g_assert_true (has (cache, 3));

  thumbnail_cache_close (other);
  thumbnail_cache_close (cache);
  fv_network_free (small);
  fv_weights_free (weights);
  fv_network_free (network);
  clear_cache ();
}

/* Making them */

typedef struct
{
  Background *background;
  Thumbnails *thumbnails;
  GArray *made;  /* of gint */
  GArray *ranks; /* the same */
  GError *error;
  gboolean is_paused;   /* at first */
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
  FvNetwork *network = load_sample ();
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
  g_assert_cmpint (looker.n_drafts, >, 0);
  g_assert_cmpuint (looker.ranks->len, ==, 0);
  looker_clear (&looker);
  g_assert_cmpuint (count_files (), ==, n_filters);

  files = list_files ();
  for (guint i = 0; i < files->len; i++)
    set_age (files->pdata[i], 1000);
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
  clear_cache ();
}

/* What the user looks at is among the first that are made. */
static void
test_preferred (void)
{
  Looker looker = { .is_paused = TRUE };
  gint n_filters = count_sample_filters ();
  gint last = n_filters - 1;
  gint place = 0;

  g_assert_cmpint (n_filters, >=, 16);
  looker_start (&looker, LAYER, NULL);
  thumbnails_prefer (looker.thumbnails, last);
  background_pause (looker.background, FALSE);
  wait_until_made (&looker, n_filters);
  while (g_array_index (looker.made, gint, place) != last)
    place++;
  g_assert_cmpint (place, <, 8);
  looker_clear (&looker);
  clear_cache ();
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
  FvNetwork *network = load_sample ();
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
  clear_cache ();
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

/* Picks */

static void
check_picks (const gchar *text, const gchar *expected)
{
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = picks_parse (text, picks);
  gchar *objective = picks_to_objective (picks, n_picks, "+");

  g_assert_cmpstr (objective, ==, expected);
  g_free (objective);
}

static void
test_picks (void)
{
  check_picks ("block3_conv1:5", "block3_conv1:5");
  check_picks (" block3_conv1 : 5 * 0.50 + block3_conv2:10*-10 ",
               "block3_conv1:5*0.5+block3_conv2:10*-10");
  check_picks ("a:5*1+b:6*10+c:7*0", "a:5+b:6*10");
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7", "a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7");
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7+a:8", "");
  check_picks ("block3_conv1", "");
  check_picks ("block3_conv1:5 + block3_conv2", "");
  check_picks ("block3_conv1@strong:8", "");
  check_picks ("block3_conv1:5*100", "");
  check_picks ("block3_conv1:5 - block3_conv1:4", "");
  check_picks ("block3_conv1:-5", "");
  check_picks ("", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/thumbnail-cache/round-trip", test_round_trip);
  g_test_add_func ("/thumbnail-cache/damaged", test_damaged);
  g_test_add_func ("/thumbnail-cache/bound", test_bound);
  g_test_add_func ("/thumbnail-cache/no-folder", test_no_folder);
  g_test_add_func ("/thumbnail-cache/other-weights", test_other_weights);
  g_test_add_func ("/thumbnails/interrupted", test_interrupted);
  g_test_add_func ("/thumbnails/preferred", test_preferred);
  g_test_add_func ("/thumbnails/ranked", test_ranked);
  g_test_add_func ("/thumbnails/fails", test_fails);
  g_test_add_func ("/thumbnails/closed", test_closed);
  g_test_add_func ("/picks", test_picks);
  return g_test_run ();
}
