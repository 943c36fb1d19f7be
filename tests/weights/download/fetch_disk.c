/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching into a folder where something is, or where nothing can be put. */

#define _DEFAULT_SOURCE /* for symlink() and mkfifo() */

#include "fetch_case.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an earlier fetch left ----------------------------------------------------------
 */

static void
test_part (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_put_part (test, server.content, 155000);
  case_assert_fetched (test);
  server_assert_log ("/good/" NAME " bytes=155000- 206 250\n");
}

static void
test_part_complete (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_put_part (test, server.content, server.size);
  case_assert_fetched (test);
  server_assert_log ("");
  g_unlink (test->file);
  test->source.size = 0;
  case_put_part (test, server.content, server.size);
  case_assert_fetched (test);
  server_assert_log ("");
}

static void
test_part_of_another_file (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_put_part (test, "another", 7);
  case_assert_fetched (test);
  server_assert_log ("/good/" NAME " bytes=7- 206 155243\n/good/" NAME " - 200 155250\n");
}

static void
test_part_too_long (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *content = g_malloc0 (server.size + 1);

  case_put_part (test, content, server.size + 1);
  case_assert_fetched (test);
  server_assert_log ("/good/" NAME " - 200 155250\n");
  /* The server tells, when the size is not known. */
  g_unlink (test->file);
  test->source.size = 0;
  case_put_part (test, content, server.size + 1);
  case_assert_fetched (test);
  server_assert_log ("/good/" NAME " bytes=155251- 416 0\n/good/" NAME " - 200 155250\n");
}

static void
test_cancel (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *log = NULL;
  gsize n_bytes;

  case_set_behaviour (test, "slow");
  test->n_enough = 40000;
  g_assert_null (fv_weights_fetch (&test->fetch, test->cancellable, &test->error));
  g_assert_error (test->error, FV_ERROR, FV_ERROR_CANCELLED);
  g_clear_error (&test->error);
  n_bytes = get_file_size (test->part);
  g_assert_cmpuint (n_bytes, >=, test->n_enough);
  g_assert_cmpuint (n_bytes, <, server.size);
  /* Still cancelled: not even tried */
  case_assert_fails (test, FV_ERROR_CANCELLED, "cancelled", n_bytes);

  case_set_behaviour (test, "good");
  g_cancellable_reset (test->cancellable);
  test->n_enough = 0;
  case_assert_fetched (test);
  log = g_strdup_printf ("/good/" NAME " bytes=%" G_GSIZE_FORMAT "- 206 %" G_GSIZE_FORMAT
                         "\n",
                         n_bytes, server.size - n_bytes);
  server_assert_log (log);
}

/* The machine itself -------------------------------------------------------------------
 */

static void
test_no_space (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  test->source.size = (guint64)1 << 60;
  case_assert_fails (test, FV_ERROR_FILE, "no room", 0);
  server_assert_log ("");
}

static void
test_read_only (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  if (getuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }
  g_assert_cmpint (g_mkdir_with_parents (test->folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (test->folder, 0500), ==, 0);
  case_assert_fails (test, FV_ERROR_FILE, "cannot be written", 0);
  server_assert_log ("");
}

static void
assert_in_the_way (Case *test, const gchar *file)
{
  g_assert_null (fv_weights_fetch (&test->fetch, NULL, &test->error));
  g_assert_error (test->error, FV_ERROR, FV_ERROR_FILE);
  g_assert_nonnull (strstr (test->error->message, "is in the way"));
  g_assert_nonnull (strstr (test->error->message, file));
  g_clear_error (&test->error);
  case_assert_n_files (test, 1);
  g_assert_cmpint (g_remove (file), ==, 0);
}

/* A link that leads elsewhere, a pipe, another name of some file, or a folder, in place
 * of the part or of the file: none is written to, nor waited for. */
static void
test_in_the_way (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *other = g_build_filename (g_get_user_data_dir (), "other", NULL);
  g_autofree gchar *content = NULL;

  g_assert_cmpint (g_mkdir_with_parents (test->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (other, "mine", 4, NULL));
  g_assert_cmpint (symlink (other, test->part), ==, 0);
  assert_in_the_way (test, test->part);
  g_assert_cmpint (link (other, test->part), ==, 0);
  assert_in_the_way (test, test->part);
  g_assert_cmpint (mkfifo (test->part, 0600), ==, 0);
  assert_in_the_way (test, test->part);
  g_assert_cmpint (mkfifo (test->file, 0600), ==, 0);
  assert_in_the_way (test, test->file);
  g_assert_cmpint (g_mkdir (test->file, 0700), ==, 0);
  assert_in_the_way (test, test->file);
  g_assert_true (g_file_get_contents (other, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  server_assert_log ("");
  g_unlink (other);
}

/* A link in place of the file is replaced; what it leads to stays as it is. */
static void
test_linked_target (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *other = g_build_filename (g_get_user_data_dir (), "other", NULL);
  g_autofree gchar *content = NULL;

  g_assert_cmpint (g_mkdir_with_parents (test->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (other, "mine", 4, NULL));
  g_assert_cmpint (symlink (other, test->file), ==, 0);
  case_assert_fetched (test);
  g_assert_false (g_file_test (test->file, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (other, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "mine");
  g_unlink (other);
}

static void
test_no_folder (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (test->folder, "", 0, NULL));
  case_assert_fails (test, FV_ERROR_FILE, "cannot be written", 0);
  g_unlink (test->folder);
}

static gpointer
fetch_slowly (gpointer data)
{
  Case *test = data;

  return fv_weights_fetch (&test->fetch, test->cancellable, &test->error);
}

/* The second one finds the first one's lock. */
static void
test_two_at_once (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  FvFetch second = { .source = &test->source };
  g_autoptr (GError) error = NULL;
  g_autofree gchar *file = NULL;
  GThread *thread;

  case_set_behaviour (test, "slow");
  thread = g_thread_new ("fetch", fetch_slowly, test);
  while (get_file_size (test->part) == 0)
    g_usleep (10000);
  g_assert_null (fv_weights_fetch (&second, NULL, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "already"));
  file = g_thread_join (thread);
  g_assert_no_error (test->error);
  case_assert_file (test, server.size);
}

/* The right checksum of something else */
static void
test_no_weights (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *zeros = g_malloc0 (server.size);
  g_autofree gchar *checksum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)zeros, server.size);

  test->source.checksum = checksum;
  case_set_behaviour (test, "zeros");
  case_assert_fails (test, FV_ERROR_WEIGHTS, test->source.url, 0);
}

static void
test_bad_source (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  static const gchar *const names[] = { "",     ".hidden",   "..",   "a/b",
                                        "a\\b", "a\x1b[31m", "a\nb", "\xff" };
  static const gchar *const urls[] = { "", NAME, "file:///etc/passwd", "ftp://a/b" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      test->source.file = names[i];
      case_assert_fails (test, FV_ERROR_SETTING, "name", 0);
    }
  test->source.file = NAME;
  test->source.checksum = "0123";
  case_assert_fails (test, FV_ERROR_SETTING, "0123", 0);
  test->source.checksum = "zd6bbae143d832006294945121d1f1fc";
  case_assert_fails (test, FV_ERROR_SETTING, "zd6b", 0);
  test->source.checksum = server.sha256;
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      test->source.url = urls[i];
      case_assert_fails (test, FV_ERROR_SETTING, urls[i], 0);
    }
  server_assert_log ("");
}

static void
test_sources (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  const FvSource *source;
  gint i;

  for (i = 0; (source = fv_source_get (i)) != NULL; i++)
    {
      g_assert_cmpuint (source->size, >, 53000000);
      g_assert_cmpuint (source->size, <, 95000000);
      g_assert_true (fv_source_find (source->name, NULL) == source);
      if (!g_str_equal (source->network, "googlenet"))
        g_assert_true (g_str_has_prefix (source->url, "https://"));
      if (!g_str_equal (source->network, "vgg16"))
        g_assert_true (fv_source_find_network (source->name) == source);
      g_assert_nonnull (fv_source_get_label (source));
    }
  g_assert_cmpint (i, ==, 4);
  g_assert_null (fv_source_get (-1));
  g_assert_null (fv_source_find ("elsewhere", &test->error));
  g_assert_error (test->error, FV_ERROR, FV_ERROR_SETTING);
}

static const CaseTest tests[] = {
  { "/weights/fetch/part", test_part },
  { "/weights/fetch/part-complete", test_part_complete },
  { "/weights/fetch/part-of-another-file", test_part_of_another_file },
  { "/weights/fetch/part-too-long", test_part_too_long },
  { "/weights/fetch/cancel", test_cancel },
  { "/weights/fetch/no-space", test_no_space },
  { "/weights/fetch/read-only", test_read_only },
  { "/weights/fetch/in-the-way", test_in_the_way },
  { "/weights/fetch/linked-target", test_linked_target },
  { "/weights/fetch/no-folder", test_no_folder },
  { "/weights/fetch/two-at-once", test_two_at_once },
  { "/weights/fetch/no-weights", test_no_weights },
  { "/weights/fetch/bad-source", test_bad_source },
  { "/weights/fetch/sources", test_sources },
};

int
main (int argc, char **argv)
{
  return case_run_tests (&argc, &argv, tests, G_N_ELEMENTS (tests));
}
