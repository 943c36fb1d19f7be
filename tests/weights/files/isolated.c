/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An HDF5 file is read whatever the process that asks for it holds and does; and where it
 * cannot be, its file is not blamed. */

#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS */

#include "../common.h"
#include "system/sandbox.h"

#include <string.h>

#ifdef G_OS_WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#include <sys/resource.h>
#endif

#define N_THREADS 8
#define RESERVED  ((gsize)9 << 30) /* more than the process that reads may have */

static gint has_ended;

/* Takes and gives back the allocator's lock all the time. */
static gpointer
allocate (gpointer data)
{
  while (!g_atomic_int_get (&has_ended))
    g_free (g_malloc (GPOINTER_TO_SIZE (data)));
  return NULL;
}

static FvNetwork *
load (GError **error)
{
  const gchar *file = test_file ("keras-2.h5");
  g_autoptr (FvWeights) weights = fv_weights_open (file, error);

  return weights != NULL ? fv_weights_load (weights, "block1_conv2", error) : NULL;
}

/* Address space that stands for nothing */
static void
reserve (void)
{
#ifdef G_OS_WIN32
  g_assert_nonnull (VirtualAlloc (NULL, RESERVED, MEM_RESERVE, PAGE_NOACCESS));
#else
  g_assert_true (mmap (NULL, RESERVED, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED);
#endif
}

static void
test_beside_much (void)
{
  GThread *threads[N_THREADS];
  GError *error = NULL;

  reserve ();
  for (gint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new (NULL, allocate, GSIZE_TO_POINTER (1000 << i));
  for (gint i = 0; i < 2; i++)
    {
      g_autoptr (FvNetwork) network = load (&error);

      g_assert_no_error (error);
      test_check_network (network, 2, FALSE);
    }
  g_atomic_int_set (&has_ended, TRUE);
  for (gint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
}

#ifndef G_OS_WIN32

/* Limits that are the caller's own: Windows has none -------------------------------- */

/* Returns: what it was */
static rlim_t
limit (gint resource, rlim_t most)
{
  struct rlimit value;
  rlim_t before;

  g_assert_cmpint (getrlimit (resource, &value), ==, 0);
  before = value.rlim_cur;
  value.rlim_cur = most;
  g_assert_cmpint (setrlimit (resource, &value), ==, 0);
  return before;
}

/* What limits a process, and so that which it starts */
typedef struct
{
  const gchar *name;
  gint resource;
  rlim_t most;
  gint code;
} Limit;

static const Limit limits[] = {
  { "no file may be opened", RLIMIT_NOFILE, 4, FV_ERROR_FILE },
#ifndef FV_HAS_ADDRESS_SANITIZER
  { "too little to start", RLIMIT_AS, 20 << 20, FV_ERROR_FILE },
#endif
};

/* The leak sanitizer, which comes last, opens files. */
static void
test_limited (gconstpointer data)
{
  const Limit *item = data;
  g_autoptr (GError) error = NULL;
  rlim_t before;

  if (g_test_subprocess ())
    {
      before = limit (item->resource, item->most);
      g_assert_null (load (&error));
      g_assert_error (error, FV_ERROR, item->code);
      g_assert_null (strstr (error->message, "damaged"));
      limit (item->resource, before);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* What was opened is read by the process that looked through it: no other one can be
 * started here, nor anything opened. That process serves once. */
static void
test_opened_before (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  rlim_t before;

  if (g_test_subprocess ())
    {
      weights = fv_weights_open (test_file ("keras-2.h5"), &error);
      g_assert_no_error (error);
      before = limit (RLIMIT_NOFILE, 3);
      network = fv_weights_load (weights, "block1_conv2", &error);
      g_assert_no_error (error);
      test_check_network (network, 2, FALSE);
      g_assert_null (fv_weights_load (weights, "block1_conv2", &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
      limit (RLIMIT_NOFILE, before);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
add_tests (void)
{
  g_test_add_func ("/isolated/opened before", test_opened_before);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree gchar *path = g_strconcat ("/isolated/", limits[i].name, NULL);

      g_test_add_data_func (path, &limits[i], test_limited);
    }
}

#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/isolated/beside much", test_beside_much);
#ifndef G_OS_WIN32
  add_tests ();
#endif
  return g_test_run ();
}
