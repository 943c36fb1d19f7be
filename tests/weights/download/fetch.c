/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fetching from servers that behave well or badly. */

#include "fetch_case.h"

#include <glib/gstdio.h>
#include <string.h>

/* Servers that deliver --------------------------------------------------------------- */

static void
test_good (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_assert_fetched (test);
  g_assert_cmpuint (test->n_last, ==, server.size);
  g_assert_cmpuint (test->n_total, ==, server.size);
  server_assert_log ("/good/" NAME " - 200 155250\n");
  /* A second time, nothing is fetched. */
  test->n_calls = 0;
  case_assert_fetched (test);
  g_assert_cmpuint (test->n_calls, ==, 0);
  server_assert_log ("");
}

/* A file that has the name but not the content is replaced. */
static void
test_damaged (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (g_mkdir_with_parents (test->folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (test->file, "damaged", -1, NULL));
  case_assert_fetched (test);
}

static void
test_checksums (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree gchar *upper = g_ascii_strup (server.sha256, -1);

  test->source.checksum = server.md5;
  case_assert_fetched (test);
  g_unlink (test->file);
  test->source.checksum = upper;
  case_assert_fetched (test);
}

/* Of a mirror, the size need not be known. */
static void
test_unknown_size (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  test->source.size = 0;
  case_assert_fetched (test);
  g_assert_cmpuint (test->n_total, ==, server.size);
  g_unlink (test->file);
  case_set_behaviour (test, "no-length");
  case_assert_fetched (test);
}

/* The server delivers in the end; the log tells how. */
static void
check_log (Case *test, const gchar *behaviour, const gchar *log)
{
  case_set_behaviour (test, behaviour);
  case_assert_fetched (test);
  server_assert_log (log);
}

static void
test_redirect (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "moved", "/moved/" NAME " - 302 0\n/good/" NAME " - 200 155250\n");
}

static void
test_once_500 (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "once-500",
             "/once-500/" NAME " - 500 0\n/once-500/" NAME " - 200 155250\n");
}

static void
test_no_length (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "no-length", "/no-length/" NAME " - 200 155250\n");
}

/* Only the rest is asked for, and sent. */
static void
test_break (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "break",
             "/break/" NAME " - 200 50000\n/break/" NAME " bytes=50000- 206 105250\n");
}

static void
test_no_ranges (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "no-ranges",
             "/no-ranges/" NAME " - 200 50000\n"
             "/no-ranges/" NAME " bytes=50000- 200 155250\n");
}

static void
test_wrong_range (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "wrong-range",
             "/wrong-range/" NAME " - 200 50000\n"
             "/wrong-range/" NAME " bytes=7- 206 1\n"
             "/wrong-range/" NAME " - 200 155250\n");
}

static void
test_changed (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_log (test, "changed",
             "/changed/" NAME " - 200 50000\n"
             "/changed/" NAME " bytes=50000- 206 105250\n"
             "/changed/" NAME " - 200 155250\n");
}

/* Only the beginning of what is there is wanted. */
static void
check_beginning (Case *test, const gchar *behaviour)
{
  const gsize size = 20000; /* the header and the first layer */
  g_autofree gchar *checksum = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, (const guchar *)server.content, size);
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autofree gchar *file = NULL;

  test->source.is_beginning = TRUE;
  test->source.size = size;
  test->source.checksum = checksum;
  case_set_behaviour (test, behaviour);
  file = fv_weights_fetch (&test->fetch, NULL, &test->error);
  g_assert_no_error (test->error);
  case_assert_file (test, size);
  weights = fv_weights_open (file, &test->error);
  g_assert_no_error (test->error);
  network = fv_weights_load (weights, "block1_conv1", &test->error);
  g_assert_no_error (test->error);
}

static void
test_beginning (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_beginning (test, "good");
  server_assert_log ("/good/" NAME " bytes=0-19999 206 20000\n");
}

static void
test_beginning_no_ranges (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  check_beginning (test, "no-ranges-ever");
}

/* Servers that do not deliver ----------------------------------------------------------
 */

static void
test_refused (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const gchar *behaviour;
    const gchar *word;
  } cases[] = {
    { "nothing", "404" },           { "403", "403" },
    { "page", "web page" },         { "zeros", "checksum" },
    { "longer", "another size" },   { "huge", "another size" },
    { "moved-round", "redirects" }, { "moved-to-file", "file" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      case_set_behaviour (test, cases[i].behaviour);
      case_assert_fails (test, FV_ERROR_NETWORK, cases[i].word, 0);
    }
  /* A bad answer does not spoil what is there. */
  case_put_part (test, server.content, 1000);
  case_set_behaviour (test, "page");
  case_assert_fails (test, FV_ERROR_NETWORK, "web page", 1000);
}

static void
test_refused_unknown_size (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  test->source.size = 0;
  case_set_behaviour (test, "longer");
  case_assert_fails (test, FV_ERROR_NETWORK, "checksum", 0);
  case_set_behaviour (test, "empty");
  case_assert_fails (test, FV_ERROR_NETWORK, "checksum", 0);
  case_set_behaviour (test, "huge");
  case_assert_fails (test, FV_ERROR_NETWORK, "another size", 0);
}

/* Each of these is tried several times. */
static void
test_hopeless_500 (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_set_behaviour (test, "500");
  case_assert_fails (test, FV_ERROR_NETWORK, "500", 0);
  server_assert_log ("/500/" NAME " - 500 0\n/500/" NAME " - 500 0\n"
                     "/500/" NAME " - 500 0\n/500/" NAME " - 500 0\n");
}

static void
test_hopeless_break (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_set_behaviour (test, "break-always");
  case_assert_fails (test, FV_ERROR_NETWORK, "kept", 40000);
}

/* Seconds without a byte, where the server sends none: so many that a busy machine is not
 * taken for it */
#define STALL 3

static void
test_hopeless_stall (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_put_part (test, server.content, 150000);
  case_set_behaviour (test, "silent");
  test->fetch.timeout = STALL;
  case_assert_fails (test, FV_ERROR_NETWORK, "kept", 150000);
}

/* Enough stalls, and it is complete. */
static void
test_stall (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  case_set_behaviour (test, "stall");
  test->fetch.timeout = STALL;
  case_assert_fetched (test);
}

static void
test_no_server (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  test->source.url = "http://127.0.0.1:1/" NAME;
  case_assert_fails (test, FV_ERROR_NETWORK, "Check the network", 0);
}

/* Both sources are tried, through the proxy that the environment names; this one
 * refuses. */
static void
test_proxy (Case *test, gconstpointer data G_GNUC_UNUSED)
{
  g_setenv ("https_proxy", server.root, TRUE);
  test->fetch.source = NULL;
  g_assert_null (fv_weights_fetch (&test->fetch, NULL, &test->error));
  g_unsetenv ("https_proxy");
  g_assert_error (test->error, FV_ERROR, FV_ERROR_NETWORK);
  g_assert_nonnull (strstr (test->error->message, fv_source_get (0)->url));
  g_assert_nonnull (strstr (test->error->message, test->folder));
  server_assert_log ("storage.googleapis.com:443 - 403 0\nhuggingface.co:443 - 403 0\n");
  case_assert_n_files (test, 0);
}

static const CaseTest tests[] = {
  { "/weights/fetch/good", test_good },
  { "/weights/fetch/damaged", test_damaged },
  { "/weights/fetch/checksums", test_checksums },
  { "/weights/fetch/unknown-size", test_unknown_size },
  { "/weights/fetch/redirect", test_redirect },
  { "/weights/fetch/once-500", test_once_500 },
  { "/weights/fetch/no-length", test_no_length },
  { "/weights/fetch/break", test_break },
  { "/weights/fetch/no-ranges", test_no_ranges },
  { "/weights/fetch/wrong-range", test_wrong_range },
  { "/weights/fetch/changed", test_changed },
  { "/weights/fetch/beginning", test_beginning },
  { "/weights/fetch/beginning-no-ranges", test_beginning_no_ranges },
  { "/weights/fetch/refused", test_refused },
  { "/weights/fetch/refused-unknown-size", test_refused_unknown_size },
  { "/weights/fetch/hopeless-500", test_hopeless_500 },
  { "/weights/fetch/hopeless-break", test_hopeless_break },
  { "/weights/fetch/hopeless-stall", test_hopeless_stall },
  { "/weights/fetch/stall", test_stall },
  { "/weights/fetch/no-server", test_no_server },
  { "/weights/fetch/proxy", test_proxy },
};

int
main (int argc, char **argv)
{
  return case_run_tests (&argc, &argv, tests, G_N_ELEMENTS (tests));
}
