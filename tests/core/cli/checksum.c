/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checksums of files: every byte counts, a file may be cut meanwhile, and what was kept
 * of a file is only used for the same file. */

#define _POSIX_C_SOURCE 200809L

#include "sheet/checksum.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "helpers.h"
#include "sheet/checksum-cache.h"

#define LARGE ((off_t)4 << 30) /* bytes of a file without blocks */

static gchar *folder;

static gchar *
get_path (const gchar *name)
{
  return g_build_filename (folder, name, NULL);
}

/* XXH3 of 128 bits, as the specification's vectors have it */
static void
test_bytes (void)
{
  g_autofree gchar *none = fv_bytes_get_checksum ("", 0);
  g_autofree gchar *text = fv_text_get_checksum ("abc");

  g_assert_cmpstr (none, ==, "99aa06d3014798d86001c324468d497f");
  g_assert_cmpuint (strlen (text), ==, FV_CHECKSUM_LENGTH);
  g_assert_cmpstr (text, !=, none);
}

static gchar *
checksum_of (const gchar *path, const gchar *bytes, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  gchar *checksum;

  g_assert_true (g_file_set_contents (path, bytes, n_bytes, &error));
  checksum = fv_file_get_checksum (path, &error);
  g_assert_no_error (error);
  return checksum;
}

static void
test_every_byte (void)
{
  gsize n_bytes = ((gsize)9 << 20) + 5;
  g_autofree gchar *path = get_path ("weights"), *bytes = g_malloc0 (n_bytes);
  g_autofree gchar *first = checksum_of (path, bytes, n_bytes);

  for (gsize i = 0; i < n_bytes; i += 1 + n_bytes / 61)
    {
      g_autofree gchar *other = NULL;

      bytes[i] = 1;
      other = checksum_of (path, bytes, n_bytes);
      g_assert_cmpstr (first, !=, other);
      bytes[i] = 0;
    }
  g_free (first);
  first = checksum_of (path, bytes, n_bytes - 1);
  g_assert_true (g_str_has_prefix (first, "9437188-"));
}

static void
test_refused (void)
{
  const gchar *const names[] = { "nowhere", "/dev/null", "." };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fv_file_get_checksum (names[i], &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
    }
}

static gpointer
read_in_thread (gpointer path)
{
  GError *error = NULL;

  g_free (fv_file_get_checksum (path, &error));
  return error;
}

/* Whether one of this process's descriptors is some way into the file */
static gboolean
is_being_read (const gchar *path)
{
  for (gint descriptor = 3; descriptor < 64; descriptor++)
    {
      g_autofree gchar *link = g_strdup_printf ("/proc/self/fd/%d", descriptor);
      g_autofree gchar *file = g_strdup_printf ("/proc/self/fdinfo/%d", descriptor);
      g_autofree gchar *target = g_file_read_link (link, NULL), *text = NULL;

      if (g_strcmp0 (target, path) == 0 &&
          g_file_get_contents (file, &text, NULL, NULL) &&
          !g_str_has_prefix (text, "pos:\t0\n"))
        return TRUE;
    }
  return FALSE;
}

static void
set_size (const gchar *path, off_t n_bytes)
{
  gint descriptor = fv_system_open (path, FV_SYSTEM_UPDATE);

  g_assert_cmpint (ftruncate (descriptor, n_bytes), ==, 0);
  g_close (descriptor, NULL);
}

/* A mapped file would end the process here. */
static void
test_cut (void)
{
  g_autofree gchar *path = get_path ("cut");
  g_autoptr (GError) error = NULL;

  if (!g_file_test ("/proc/self/exe", G_FILE_TEST_IS_SYMLINK))
    {
      g_test_skip ("the system does not tell how far a file was read");
      return;
    }
  for (gint i = 0; i < 100 && error == NULL; i++)
    {
      GThread *thread;

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
      set_size (path, LARGE);
      thread = g_thread_new ("reader", read_in_thread, path);
      for (gint looks = 0; looks < 100000 && !is_being_read (path); looks++)
        g_thread_yield ();
      set_size (path, 1);
      error = g_thread_join (thread);
    }
  g_assert_error (error, FV_ERROR, FV_ERROR_FILE);
}

/* Each of the changes makes it another file's. */
static void
test_cache (void)
{
  const FvSystemStatus status = { .device = 7,
                                  .number = 8,
                                  .size = 9,
                                  .written = 1000 * FV_SYSTEM_SECOND,
                                  .changed = 1000 * FV_SYSTEM_SECOND + 1 };
  FvSystemStatus others[8];
  const gchar *checksum = "0123456789abcdef0123456789abcdef";
  g_autofree gchar *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    others[i] = status;
  others[0].device++;
  others[1].number++;
  others[2].size++;
  others[3].written += FV_SYSTEM_SECOND;
  others[4].written++;
  others[5].changed += FV_SYSTEM_SECOND;
  others[6].changed++;
  others[7].changed--;
  g_assert_null (fv_checksum_cache_find (&status));
  fv_checksum_cache_add (&status, checksum);
  found = fv_checksum_cache_find (&status);
  g_assert_cmpstr (found, ==, checksum);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_null (fv_checksum_cache_find (&others[i]));
}

/* A file that changed just now may change again unnoticed, and so may one whose times are
 * in whole seconds. */
static void
test_settled (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC * FV_SYSTEM_SECOND;
  FvSystemStatus status = { .changed = 1 };

  g_assert_true (fv_checksum_cache_is_settled (&status));
  status.changed = 0;
  g_assert_false (fv_checksum_cache_is_settled (&status));
  status.changed = now + 1;
  g_assert_false (fv_checksum_cache_is_settled (&status));
  status.changed += 1000 * FV_SYSTEM_SECOND;
  g_assert_false (fv_checksum_cache_is_settled (&status));
  status.changed = 1;
  status.written = now;
  g_assert_false (fv_checksum_cache_is_settled (&status));
}

/* What a full disk or another program makes of the cache is not believed. */
static void
test_damaged_cache (void)
{
  const FvSystemStatus status = { .device = 1, .number = 2, .size = 3, .changed = 1 };
  g_autofree gchar *file =
      g_build_filename (g_get_user_cache_dir (), "featvis", "checksums", "1-2", NULL);
  g_autofree gchar *contents = NULL;
  gsize length;

  fv_checksum_cache_add (&status, "0123456789abcdef0123456789abcdef");
  g_assert_true (g_file_get_contents (file, &contents, &length, NULL));
  for (gsize n = 0; n < length; n++)
    {
      g_assert_true (g_file_set_contents (file, contents, n, NULL));
      g_assert_null (fv_checksum_cache_find (&status));
    }
  contents[length - 2] = 'x';
  g_assert_true (g_file_set_contents (file, contents, length, NULL));
  g_assert_null (fv_checksum_cache_find (&status));
}

/* A file that has been there for a while is read once: then what was kept is used. */
static void
test_kept (void)
{
  g_autofree gchar *path = g_test_build_filename (G_TEST_DIST, "core", "cli",
                                                  "checksum.c", NULL),
                   *first = NULL, *again = NULL;
  FvSystemStatus status;

  g_assert_true (fv_system_find_status (path, TRUE, &status));
  if (!fv_checksum_cache_is_settled (&status))
    {
      g_test_skip ("the file is new, or the file system has no fine clock");
      return;
    }
  first = fv_file_get_checksum (path, NULL);
  again = fv_file_get_checksum (path, NULL);
  g_assert_cmpstr (first, ==, again);
  fv_checksum_cache_add (&status, "0123456789abcdef0123456789abcdef");
  g_free (again);
  again = fv_file_get_checksum (path, NULL);
  g_assert_true (g_str_has_suffix (again, "-0123456789abcdef0123456789abcdef"));
}

int
main (int argc, char **argv)
{
  gint result;

  folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checksum/bytes", test_bytes);
  g_test_add_func ("/checksum/every-byte", test_every_byte);
  g_test_add_func ("/checksum/refused", test_refused);
  g_test_add_func ("/checksum/cut", test_cut);
  g_test_add_func ("/checksum/cache", test_cache);
  g_test_add_func ("/checksum/settled", test_settled);
  g_test_add_func ("/checksum/damaged-cache", test_damaged_cache);
  g_test_add_func ("/checksum/kept", test_kept);
  result = g_test_run ();
  remove_folder (folder);
  g_free (folder);
  return result;
}
