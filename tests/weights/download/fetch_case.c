/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fetch_case.h"

#include <glib/gstdio.h>
#include <string.h>

FetchServer server;

static void
read_content (void)
{
  g_autofree gchar *file = g_build_filename (server.folder, NAME, NULL);

  g_assert_true (g_file_get_contents (file, &server.content, &server.size, NULL));
  server.sha256 = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guchar *)server.content, server.size);
  server.md5 = g_compute_checksum_for_data (G_CHECKSUM_MD5,
                                            (const guchar *)server.content, server.size);
}

static gboolean
start_server (void)
{
  g_autofree gchar *script =
      g_test_build_filename (G_TEST_DIST, "weights", "download", "fetch_server.py", NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree gchar *port = NULL;

  server.folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  server.log = g_build_filename (server.folder, "log", NULL);
  server.process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                        NULL, "python3", script, server.folder, server.log, NULL);
  if (server.process == NULL)
    return FALSE;
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server.process));
  port = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (port);
  server.root = g_strdup_printf ("http://127.0.0.1:%s", port);
  read_content ();
  return TRUE;
}

static void
stop_server (void)
{
  g_autofree gchar *file = g_build_filename (server.folder, NAME, NULL);

  g_output_stream_close (g_subprocess_get_stdin_pipe (server.process), NULL, NULL);
  g_subprocess_wait (server.process, NULL, NULL);
  g_object_unref (server.process);
  g_unlink (file);
  g_unlink (server.log);
  g_rmdir (server.folder);
  g_free (server.folder);
  g_free (server.log);
  g_free (server.root);
  g_free (server.content);
  g_free (server.sha256);
  g_free (server.md5);
}

/* A line may come after the client has got its answer, when the next test has begun:
 * only those count that the current behaviour can cause. */
static gboolean
is_of_this_test (const gchar *line)
{
  g_autofree gchar *prefix = g_strdup_printf ("/%s/", server.behaviour);

  return line[0] != '/' || g_str_has_prefix (line, prefix) ||
         (g_str_equal (server.behaviour, "moved") && g_str_has_prefix (line, "/good/"));
}

static gchar *
read_log (void)
{
  g_autofree gchar *log = NULL;
  g_auto (GStrv) lines = NULL;
  GString *kept = g_string_new (NULL);

  g_file_get_contents (server.log, &log, NULL, NULL);
  lines = g_strsplit (log != NULL ? log : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && is_of_this_test (lines[i]))
      g_string_append_printf (kept, "%s\n", lines[i]);
  return g_string_free (kept, FALSE);
}

/* What the server has been asked for since the last call: a line for each request. */
void
server_assert_log (const gchar *expected)
{
  gchar *log = NULL;

  for (gint i = 0; i < 6000; i++)
    {
      g_clear_pointer (&log, g_free);
      log = read_log ();
      if (g_strcmp0 (log, expected) == 0)
        break;
      g_usleep (100000);
    }
  g_assert_cmpstr (log, ==, expected);
  g_unlink (server.log);
  g_free (log);
}

static void
on_progress (guint64 n_bytes, guint64 n_total, gpointer user_data)
{
  Case *test = user_data;

  if (n_total > 0)
    {
      g_assert_cmpuint (n_bytes, <=, n_total);
      test->n_total = n_total;
    }
  test->n_last = n_bytes;
  test->n_calls++;
  if (test->n_enough > 0 && n_bytes >= test->n_enough)
    g_cancellable_cancel (test->cancellable);
}

void
case_set_behaviour (Case *test, const gchar *behaviour)
{
  g_free (test->url);
  test->url = g_strdup_printf ("%s/%s/" NAME, server.root, behaviour);
  test->source.url = test->url;
  server.behaviour = behaviour;
}

static void
set_up (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  test->folder = g_build_filename (g_get_user_data_dir (), "featvis", NULL);
  test->file = g_build_filename (test->folder, NAME, NULL);
  test->part = g_build_filename (test->folder, "." NAME ".part", NULL);
  test->source.file = NAME;
  test->source.checksum = server.sha256;
  test->source.size = server.size;
  test->fetch.source = &test->source;
  test->fetch.timeout = 600; /* a busy machine is no stall */
  test->fetch.progress = on_progress;
  test->fetch.user_data = test;
  test->cancellable = g_cancellable_new ();
  case_set_behaviour (test, "good");
}

static void
tear_down (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (test->file);
  g_unlink (test->part);
  g_rmdir (test->folder);
  g_unlink (server.log);
  g_clear_error (&test->error);
  g_object_unref (test->cancellable);
  g_free (test->folder);
  g_free (test->file);
  g_free (test->part);
  g_free (test->url);
}

gsize
get_file_size (const gchar *file)
{
  GStatBuf status;

  return g_stat (file, &status) == 0 ? (gsize)status.st_size : 0;
}

/* The folder holds that many files, hidden ones too. */
void
case_assert_n_files (const Case *test, guint n_expected)
{
  GDir *dir = g_dir_open (test->folder, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;
  if (dir != NULL)
    g_dir_close (dir);
  g_assert_cmpuint (n_files, ==, n_expected);
}

void
case_assert_file (const Case *test, gsize size)
{
  g_autofree gchar *content = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (test->file, &content, &n_bytes, NULL));
  g_assert_cmpmem (content, n_bytes, server.content, size);
  case_assert_n_files (test, 1);
}

void
case_assert_fetched (Case *test)
{
  g_autofree gchar *file =
      fv_weights_fetch (&test->fetch, test->cancellable, &test->error);

  g_assert_no_error (test->error);
  g_assert_cmpstr (file, ==, test->file);
  case_assert_file (test, server.size);
}

/* It fails in a sentence with that word, the file is not there, and the part has that
 * size. */
void
case_assert_fails (Case *test, FvError code, const gchar *word, gsize part_size)
{
  g_assert_null (fv_weights_fetch (&test->fetch, test->cancellable, &test->error));
  g_assert_error (test->error, FV_ERROR, (gint)code);
  if (strstr (test->error->message, word) == NULL)
    g_error ("“%s” does not say “%s”", test->error->message, word);
  if (code == FV_ERROR_NETWORK)
    {
      g_assert_nonnull (strstr (test->error->message, test->source.url));
      g_assert_nonnull (strstr (test->error->message, test->folder));
    }
  g_assert_false (g_file_test (test->file, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (get_file_size (test->part), ==, part_size);
  case_assert_n_files (test, part_size > 0 ? 1 : 0);
  g_clear_error (&test->error);
}

void
case_put_part (const Case *test, const gchar *content, gsize size)
{
  g_assert_cmpint (g_mkdir_with_parents (test->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (test->part, content, (gssize)size, NULL));
}

static void
clear_proxies (void)
{
  static const gchar *const variables[] = { "http_proxy",  "https_proxy", "HTTP_PROXY",
                                            "HTTPS_PROXY", "all_proxy",   "ALL_PROXY",
                                            "no_proxy",    "NO_PROXY" };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
}

/* For main(): runs each test on a case of its own. */
gint
case_run_tests (gint *argc, gchar ***argv, const CaseTest *tests, guint n_tests)
{
  gint result;

  clear_proxies ();
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  if (!start_server ())
    {
      g_print ("1..0 # SKIP python3 is not installed\n");
      return 0;
    }
  for (guint i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, Case, NULL, set_up, tests[i].run, tear_down);
  result = g_test_run ();
  stop_server ();
  return result;
}
