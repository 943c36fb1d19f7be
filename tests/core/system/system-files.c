/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is promised of files and folders on every system. This program, started with a
 * file's name, tells by its exit status whether it finds it locked. */

#include "system/folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "helpers.h"

#define LOCKED   3
#define UNLOCKED 4

static gchar *program;
static gchar *folder;

static gchar *
get_path (const gchar *name)
{
  return g_build_filename (folder, name, NULL);
}

static gint
open_new (const gchar *file, FvSystemMode mode)
{
  gint descriptor = fv_system_open (file, mode);

  g_assert_cmpint (descriptor, >=, 0);
  return descriptor;
}

static void
put (const gchar *file, const gchar *contents)
{
  g_assert_true (g_file_set_contents (file, contents, -1, NULL));
}

static void
assert_contents (const gchar *file, const gchar *contents)
{
  g_autofree gchar *found = NULL;

  g_assert_true (g_file_get_contents (file, &found, NULL, NULL));
  g_assert_cmpstr (found, ==, contents);
}

/* Bytes of all kinds come back as they were, ends of lines, too. */
static void
test_bytes (void)
{
  g_autofree gchar *file = get_path ("b\u00fcrger \u3042");
  const gchar bytes[] = "one\r\ntwo\n\032three";
  gchar found[64] = { 0 };
  gint descriptor = open_new (file, FV_SYSTEM_UPDATE);

  g_assert_cmpuint (fv_system_write (descriptor, bytes, sizeof bytes), ==, sizeof bytes);
  g_assert_cmpint (fv_system_read_at (descriptor, found, 64, 0), ==, sizeof bytes);
  g_assert_cmpmem (found, sizeof bytes, bytes, sizeof bytes);
  g_assert_cmpint (fv_system_read_at (descriptor, found, 3, 5), ==, 3);
  g_assert_cmpmem (found, 3, "two", 3);
  g_assert_cmpint (fv_system_read_at (descriptor, found, 3, 1000), ==, 0);
  g_assert_cmpint (fv_system_seek_end (descriptor), ==, sizeof bytes);
  g_assert_true (fv_system_empty (descriptor));
  g_assert_cmpint (fv_system_seek_end (descriptor), ==, 0);
  g_close (descriptor, NULL);
  descriptor = open_new (file, FV_SYSTEM_READ);
  g_assert_cmpint (fv_system_read (descriptor, found, 64), ==, 0);
  g_close (descriptor, NULL);
}

static void
test_modes (void)
{
  g_autofree gchar *file = get_path ("modes");
  gint descriptor;

  g_assert_cmpint (fv_system_open (file, FV_SYSTEM_READ), ==, -1);
  g_assert_cmpint (errno, ==, ENOENT);
  g_close (open_new (file, FV_SYSTEM_CREATE), NULL);
  g_assert_cmpint (fv_system_open (file, FV_SYSTEM_CREATE), ==, -1);
  g_assert_cmpint (errno, ==, EEXIST);
  put (file, "abc");
  descriptor = open_new (file, FV_SYSTEM_APPEND);
  g_assert_cmpuint (fv_system_write (descriptor, "def", 3), ==, 3);
  g_close (descriptor, NULL);
  assert_contents (file, "abcdef");
  g_close (open_new (file, FV_SYSTEM_UPDATE), NULL);
  assert_contents (file, "abcdef");
}

static void
test_status (void)
{
  g_autofree gchar *file = get_path ("status"), *other = get_path ("other");
  gint descriptor;
  FvSystemStatus opened, named, another;

  put (file, "12345");
  put (other, "12345");
  descriptor = open_new (file, FV_SYSTEM_READ);
  g_assert_true (fv_system_get_status (descriptor, &opened));
  g_assert_true (fv_system_find_status (file, FALSE, &named));
  g_assert_true (fv_system_find_status (other, FALSE, &another));
  g_close (descriptor, NULL);
  g_assert_true (opened.is_regular && opened.is_own && !opened.is_link);
  g_assert_cmpint (opened.size, ==, 5);
  g_assert_cmpuint (opened.n_names, ==, 1);
  g_assert_cmpint (ABS (opened.written / 1000 - g_get_real_time ()), <,
                   G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  g_assert_true (fv_system_is_same (&opened, &named));
  g_assert_false (fv_system_is_same (&opened, &another));
  g_assert_true (fv_system_find_status (folder, TRUE, &named));
  g_assert_false (named.is_regular);
  g_assert_true (fv_system_may_write (file) && fv_system_may_write (folder));
}

/* Others may replace a file that is open, where the system lets them: not every Windows
 * does, and Wine does not. */
static void
test_open_is_replaced (void)
{
  g_autofree gchar *file = get_path ("open"), *other = get_path ("replacing");
  gchar found[8] = { 0 };
  gint descriptor;

  put (file, "old");
  put (other, "new");
  descriptor = open_new (file, FV_SYSTEM_READ);
  if (g_rename (other, file) != 0)
    {
      g_assert_cmpint (G_DIR_SEPARATOR, ==, '\\');
      g_test_skip ("this Windows replaces no file that is open");
      g_close (descriptor, NULL);
      return;
    }
  g_assert_cmpint (fv_system_read (descriptor, found, 8), ==, 3);
  g_assert_cmpstr (found, ==, "old");
  g_close (descriptor, NULL);
  assert_contents (file, "new");
}

/* As others remove a file that is open on every system */
static void
test_open_is_removed (void)
{
  g_autofree gchar *file = get_path ("open");
  gint descriptor;

  put (file, "bytes");
  descriptor = open_new (file, FV_SYSTEM_UPDATE);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_close (descriptor, NULL);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
}

static void
test_unnamed (void)
{
  gint descriptor = fv_system_open_unnamed (folder);
  gchar found[8] = { 0 };

  g_assert_cmpint (descriptor, >=, 0);
  g_assert_cmpuint (fv_system_write (descriptor, "abc", 3), ==, 3);
  g_assert_cmpint (fv_system_read_at (descriptor, found, 8, 0), ==, 3);
  g_assert_cmpstr (found, ==, "abc");
  g_close (descriptor, NULL);
}

static void
test_beside (void)
{
  g_autofree gchar *file = get_path ("replaced"), *beside = get_path (".b-XXXXXX");
  gint descriptor;

  put (file, "old");
  descriptor = fv_system_open_beside (beside, file);
  g_assert_cmpint (descriptor, >=, 0);
  g_assert_cmpuint (fv_system_write (descriptor, "new\n", 4), ==, 4);
  g_close (descriptor, NULL);
  assert_contents (file, "old");
  g_assert_cmpint (g_rename (beside, file), ==, 0);
  assert_contents (file, "new\n");
}

/* Locks -------------------------------------------------------------------------------
 */

/* What needs no helper of GLib's on Windows, which would have to be beside the test */
#define INHERITING (G_SUBPROCESS_FLAGS_STDIN_INHERIT | G_SUBPROCESS_FLAGS_INHERIT_FDS)

static gint
ask_other_process (const gchar *file)
{
  const gchar *const arguments[] = { program, file, NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (arguments, INHERITING, NULL);

  g_assert_nonnull (process);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  return g_subprocess_get_exit_status (process);
}

static gint
tell_lock (const gchar *file)
{
  gint descriptor = fv_system_open (file, FV_SYSTEM_UPDATE);
  gboolean is_locked = fv_system_is_locked (descriptor);
  gboolean is_kept_out = !fv_system_lock (descriptor);

  if (descriptor < 0 || is_locked != is_kept_out)
    return 1;
  return is_locked ? LOCKED : UNLOCKED;
}

/* What is locked can be read and written nevertheless: the lock is a word between
 * processes. */
static void
test_lock (void)
{
  g_autofree gchar *file = get_path ("locked");
  gint descriptor = open_new (file, FV_SYSTEM_APPEND);

  g_assert_cmpint (ask_other_process (file), ==, UNLOCKED);
  g_assert_true (fv_system_lock (descriptor));
  g_assert_cmpint (ask_other_process (file), ==, LOCKED);
  g_assert_cmpuint (fv_system_write (descriptor, "abc", 3), ==, 3);
  assert_contents (file, "abc");
  g_close (descriptor, NULL);
  g_assert_cmpint (ask_other_process (file), ==, UNLOCKED);
}

/* Folders -----------------------------------------------------------------------------
 */

static FvSystemFolder *
make_folder (const gchar *name)
{
  g_autofree gchar *path = get_path (name);
  FvSystemFolder *made;

  g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
  made = fv_system_folder_open (path, FALSE);
  g_assert_nonnull (made);
  g_assert_true (fv_system_folder_is_own (made));
  return made;
}

static void
make_file (const FvSystemFolder *made, const gchar *name)
{
  gint descriptor = fv_system_folder_open_file (made, name, FV_SYSTEM_CREATE);

  g_assert_cmpint (descriptor, >=, 0);
  g_assert_cmpuint (fv_system_write (descriptor, name, strlen (name)), ==, strlen (name));
  g_close (descriptor, NULL);
}

static void
test_folder (void)
{
  g_autoptr (FvSystemFolder) made = make_folder ("folder");
  g_autoptr (GPtrArray) names = NULL;

  make_file (made, "a");
  make_file (made, "b");
  g_assert_true (fv_system_folder_link (made, "a", "c"));
  g_assert_false (fv_system_folder_link (made, "a", "b"));
  g_assert_cmpint (errno, ==, EEXIST);
  g_assert_true (fv_system_folder_rename (made, "a", "b"));
  g_assert_false (fv_system_folder_has (made, "a"));
  g_assert_true (fv_system_folder_has (made, "b") && fv_system_folder_has (made, "c"));
  names = fv_system_folder_list (made);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_true (fv_system_folder_remove (made, "b"));
  g_assert_false (fv_system_folder_remove (made, "b"));
  g_assert_cmpint (errno, ==, ENOENT);
}

static void
test_folder_goes (void)
{
  g_autofree gchar *path = get_path ("going"), *none = get_path ("none");
  FvSystemFolder *made = make_folder ("going");

  make_file (made, "a");
  g_assert_false (fv_system_folder_remove_itself (made));
  g_assert_cmpint (errno, ==, ENOTEMPTY);
  fv_system_folder_close (made);
  made = fv_system_folder_open (path, TRUE);
  g_assert_true (fv_system_folder_remove (made, "a"));
  g_assert_true (fv_system_folder_remove_itself (made));
  fv_system_folder_close (made);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_null (fv_system_folder_open (none, TRUE));
  g_assert_cmpint (errno, ==, ENOENT);
}

/* Others could so choose what is read and written. */
static void
test_links (void)
{
  g_autofree gchar *file = get_path ("target"), *link = get_path ("link"),
                   *folder_link = get_path ("folder-link");
  g_autoptr (FvSystemFolder) parent = fv_system_folder_open (folder, TRUE);
  g_autoptr (GFile) place = g_file_new_for_path (link);
  g_autoptr (GFile) folder_place = g_file_new_for_path (folder_link);
  FvSystemStatus status;

  put (file, "abc");
  if (!g_file_make_symbolic_link (place, "target", NULL, NULL))
    {
      g_test_skip ("there are no symbolic links");
      return;
    }
  g_assert_true (fv_system_find_status (link, FALSE, &status) && status.is_link);
  g_assert_true (fv_system_find_status (link, TRUE, &status) && status.is_regular);
  g_close (open_new (link, FV_SYSTEM_READ), NULL);
  g_assert_cmpint (fv_system_open (link, FV_SYSTEM_UPDATE), ==, -1);
  g_assert_cmpint (errno, ==, ELOOP);
  g_assert_cmpint (fv_system_folder_open_file (parent, "link", FV_SYSTEM_READ), ==, -1);
  g_assert_cmpint (errno, ==, ELOOP);
  g_assert_true (g_file_make_symbolic_link (folder_place, folder, NULL, NULL));
  g_assert_null (fv_system_folder_open (folder_link, FALSE));
  fv_system_folder_close (fv_system_folder_open (folder_link, TRUE));
  g_assert_true (fv_system_folder_remove (parent, "link"));
  g_assert_true (fv_system_folder_remove (parent, "folder-link"));
  assert_contents (file, "abc");
}

int
main (int argc, char **argv)
{
  gint status;

  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    return tell_lock (argv[1]);
  program = argv[0];
  folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_test_add_func ("/system/bytes", test_bytes);
  g_test_add_func ("/system/modes", test_modes);
  g_test_add_func ("/system/status", test_status);
  g_test_add_func ("/system/open-is-replaced", test_open_is_replaced);
  g_test_add_func ("/system/open-is-removed", test_open_is_removed);
  g_test_add_func ("/system/unnamed", test_unnamed);
  g_test_add_func ("/system/beside", test_beside);
  g_test_add_func ("/system/lock", test_lock);
  g_test_add_func ("/system/folder", test_folder);
  g_test_add_func ("/system/folder-goes", test_folder_goes);
  g_test_add_func ("/system/links", test_links);
  status = g_test_run ();
  remove_folder (folder);
  g_free (folder);
  return status;
}
