/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of fetching share: a server on this machine, fetch_server.py, and one
 * fetch from it into a folder of the test's own. Nothing leaves the machine. */

#ifndef TEST_WEIGHTS_FETCH_CASE_H
#define TEST_WEIGHTS_FETCH_CASE_H

#include "featvis.h"

#define NAME "weights.safetensors"

typedef struct
{
  GSubprocess *process;
  gchar *folder;
  gchar *log;
  gchar *root; /* "http://127.0.0.1:1234" */
  const gchar *behaviour;
  gchar *content;
  gsize size;
  gchar *sha256;
  gchar *md5;
} FetchServer;

extern FetchServer server;

typedef struct
{
  gchar *folder; /* where the file should be */
  gchar *file;
  gchar *part;
  gchar *url;
  FvSource source;
  FvFetch fetch;
  GCancellable *cancellable;
  guint64 n_enough; /* after which the user cancels, or 0 */
  guint64 n_last;   /* the last progress */
  guint64 n_total;
  guint n_calls;
  GError *error;
} Case;

typedef struct
{
  const gchar *path;
  void (*run) (Case *test, gconstpointer data);
} CaseTest;

void server_assert_log (const gchar *expected);
void case_set_behaviour (Case *test, const gchar *behaviour);
void case_put_part (const Case *test, const gchar *content, gsize size);
void case_assert_n_files (const Case *test, guint n_expected);
void case_assert_file (const Case *test, gsize size);
void case_assert_fetched (Case *test);
void case_assert_fails (Case *test, FvError code, const gchar *word, gsize part_size);
gsize get_file_size (const gchar *file);
gint case_run_tests (gint *argc, gchar ***argv, const CaseTest *tests, guint n_tests);

#endif /* TEST_WEIGHTS_FETCH_CASE_H */
