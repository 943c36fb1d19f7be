/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An HDF5 file is read whatever the process that asks for it holds and does; and where it
 * cannot be, its file is not blamed. */

#define _DEFAULT_SOURCE /* for MAP_ANONYMOUS */

#include "../common.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define N_THREADS 8

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

/* More address space than the process that reads may have, and threads */
static void
test_beside_much (void)
{
  const gsize reserved = (gsize)9 << 30;
  gpointer memory = mmap (NULL, reserved, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  GThread *threads[N_THREADS];
  GError *error = NULL;

  g_assert_true (memory != MAP_FAILED);
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
  munmap (memory, reserved);
}

static void
limit (gint resource, rlim_t most)
{
  struct rlimit value = { most, RLIM_INFINITY };

  getrlimit (resource, &value);
  value.rlim_cur = most;
  g_assert_cmpint (setrlimit (resource, &value), ==, 0);
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
  { "too little to start", RLIMIT_AS, 20 << 20, FV_ERROR_FILE },
};

static void
test_limited (gconstpointer data)
{
  const Limit *item = data;
  g_autoptr (GError) error = NULL;

  if (g_test_subprocess ())
    {
      limit (item->resource, item->most);
      g_assert_null (load (&error));
      g_assert_error (error, FV_ERROR, item->code);
      g_assert_null (strstr (error->message, "damaged"));
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

  if (g_test_subprocess ())
    {
      weights = fv_weights_open (test_file ("keras-2.h5"), &error);
      g_assert_no_error (error);
      limit (RLIMIT_NOFILE, 3);
      network = fv_weights_load (weights, "block1_conv2", &error);
      g_assert_no_error (error);
      test_check_network (network, 2, FALSE);
      g_assert_null (fv_weights_load (weights, "block1_conv2", &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/isolated/beside much", test_beside_much);
  g_test_add_func ("/isolated/opened before", test_opened_before);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree gchar *path = g_strconcat ("/isolated/", limits[i].name, NULL);

      g_test_add_data_func (path, &limits[i], test_limited);
    }
  return g_test_run ();
}
