/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: files that are written, and input tensors in files */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "contract.h"
#include "../helpers.h"

#define NO_FOLDER "/no such folder/file"

/* What takes all bytes and keeps none, and the standard output, for which Windows has no
 * name of its own */
#ifdef G_OS_WIN32
#define NULL_DEVICE     "NUL"
#define STANDARD_OUTPUT "-"
#else
#define NULL_DEVICE     "/dev/null"
#define STANDARD_OUTPUT "/dev/stdout"
#endif

static gchar *folder;

static gchar *
name_file (const gchar *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_contents (const gchar *file, const gchar *expected)
{
  g_autofree gchar *contents = NULL;

  g_assert_true (g_file_get_contents (file, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
}

/* Nothing is left beside what was there. */
static void
assert_n_files (guint expected)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, expected);
}

/* GLib makes none on Windows.
 *
 * Returns: whether there is such a link now; if not, the test is skipped */
static gboolean
make_link (const gchar *link, const gchar *target)
{
  g_autoptr (GFile) place = g_file_new_for_path (link);
  g_autoptr (GError) error = NULL;

  if (g_file_make_symbolic_link (place, target, NULL, &error))
    return TRUE;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_test_skip ("GLib makes no symbolic links here");
  return FALSE;
}

/* Whether a file can be written ------------------------------------------------------ */

static void
test_output_check (void)
{
  g_autofree gchar *new = name_file ("new");
  g_autofree gchar *below = g_strconcat (folder, "/", NULL);
  GError *error = NULL;

  g_assert_true (fv_output_check (new, NULL));
  g_assert_false (g_file_test (new, G_FILE_TEST_EXISTS));
  g_assert_true (fv_output_check ("-", NULL));
  g_assert_true (fv_output_check (NULL_DEVICE, NULL));
  g_assert_false (fv_output_check (NO_FOLDER, &error));
  assert_error (&error, FV_ERROR_FILE, NO_FOLDER);
  g_assert_false (fv_output_check (folder, &error));
  assert_error (&error, FV_ERROR_FILE, "cannot be written");
  g_assert_false (fv_output_check (below, &error));
  assert_error (&error, FV_ERROR_FILE, "cannot be written");
  ASSERT_REFUSED (fv_output_check (NULL, NULL));
}

static void
test_output_is_standard (void)
{
  g_autofree gchar *new = name_file ("new");

  g_assert_true (fv_output_is_standard ("-"));
  g_assert_true (fv_output_is_standard (STANDARD_OUTPUT));
  g_assert_false (fv_output_is_standard (new));
  g_assert_false (fv_output_is_standard (folder));
  g_assert_false (fv_output_is_standard (""));
  ASSERT_REFUSED (fv_output_is_standard (NULL));
}

static void
test_output_is_regular (void)
{
  g_autofree gchar *new = name_file ("new");

  g_assert_true (fv_output_is_regular (new));
  g_assert_false (fv_output_is_regular ("-"));
  g_assert_false (fv_output_is_regular (NULL_DEVICE));
  g_assert_false (fv_output_is_regular (folder));
  ASSERT_REFUSED (fv_output_is_regular (NULL));
}

/* Writing ---------------------------------------------------------------------------- */

static void
test_output_put (void)
{
  g_autofree gchar *file = name_file ("file");
  GError *error = NULL;

  g_assert_true (fv_output_put (file, "old", 3, NULL));
  assert_contents (file, "old");
  g_assert_true (fv_output_put (file, "new", 3, NULL));
  assert_contents (file, "new");
  g_assert_true (fv_output_put (file, NULL, 0, NULL));
  assert_contents (file, "");
  g_assert_true (fv_output_put (NULL_DEVICE, "bytes", 5, NULL));
  g_assert_false (fv_output_put (NO_FOLDER, "bytes", 5, &error));
  assert_error (&error, FV_ERROR_FILE, NO_FOLDER);
  ASSERT_REFUSED (fv_output_put (NULL, "bytes", 5, NULL));
  ASSERT_REFUSED (fv_output_put (file, NULL, 5, NULL));
  assert_n_files (1);
  g_remove (file);
}

/* The link stays one, and the file is for the same people as before. */
static void
test_output_put_link (void)
{
  g_autofree gchar *file = name_file ("file"), *link = name_file ("link");
  GStatBuf info;

  if (!make_link (link, "file"))
    return;
  g_assert_true (fv_output_put (file, "old", 3, NULL));
  g_assert_cmpint (g_chmod (file, 0640), ==, 0);
  g_assert_true (fv_output_put (link, "new", 3, NULL));
  assert_contents (file, "new");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0640);
  assert_n_files (2);
  g_remove (link);
  g_remove (file);
}

/* All or none */
static void
test_output_put_all (void)
{
  g_autofree gchar *first = name_file ("first"), *second = name_file ("second");
  const FvOutputFile files[] = { { first, "1", 1 }, { second, "2", 1 } };
  const FvOutputFile bad[] = { { first, "3", 1 }, { NO_FOLDER, "4", 1 } };
  const FvOutputFile nameless[] = { { first, "5", 1 }, { NULL, "6", 1 } };
  GError *error = NULL;

  g_assert_true (fv_output_put_all (files, 2, NULL));
  assert_contents (first, "1");
  assert_contents (second, "2");
  g_assert_false (fv_output_put_all (bad, 2, &error));
  assert_error (&error, FV_ERROR_FILE, NO_FOLDER);
  ASSERT_REFUSED (fv_output_put_all (nameless, 2, NULL));
  ASSERT_REFUSED (fv_output_put_all (NULL, 1, NULL));
  ASSERT_REFUSED (fv_output_put_all (files, 0, NULL));
  assert_contents (first, "1");
  assert_n_files (2);
  g_remove (first);
  g_remove (second);
}

static void
test_output_remove (void)
{
  g_autofree gchar *file = name_file ("file");

  g_assert_true (fv_output_put (file, "bytes", 5, NULL));
  fv_output_remove (file);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  fv_output_remove (file); /* which is not there */
  fv_output_remove ("-");
  fv_output_remove (NULL_DEVICE);
  g_assert_false (fv_output_is_regular (NULL_DEVICE)); /* so it is there still */
  ASSERT_CRITICAL (fv_output_remove (NULL));
}

static void
test_output_remove_link (void)
{
  g_autofree gchar *file = name_file ("file"), *link = name_file ("link");

  if (!make_link (link, file))
    return;
  g_assert_true (fv_output_put (file, "bytes", 5, NULL));
  fv_output_remove (link);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_remove (link);
}

/* Input tensors ---------------------------------------------------------------------- */

/* A file of that dictionary and so many bytes of data */
static void
write_array (const gchar *file, const gchar *dictionary, gsize n_bytes)
{
  g_autoptr (GString) text = g_string_new ("\x93NUMPY\x01");

  g_string_append_c (text, '\0');
  g_string_append_c (text, (gchar)strlen (dictionary));
  g_string_append_c (text, '\0');
  g_string_append (text, dictionary);
  g_string_set_size (text, text->len + n_bytes);
  memset (text->str + text->len - n_bytes, 0, n_bytes);
  g_assert_true (g_file_set_contents (file, text->str, (gssize)text->len, NULL));
}

static void
assert_no_tensor (const gchar *dictionary, gsize n_bytes, FvError code,
                  const gchar *words)
{
  g_autofree gchar *file = name_file ("wrong.npy");
  GError *error = NULL;

  write_array (file, dictionary, n_bytes);
  g_assert_null (fv_npy_read (file, &error));
  assert_error (&error, code, words);
  g_remove (file);
}

static void
test_npy_read (void)
{
  g_autofree gchar *double_file = name_file ("double.npy");
  g_autoptr (FvImage) image = NULL;
  GError *error = NULL;

  write_array (double_file,
               "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2, 3)}", 48);
  image = fv_npy_read (double_file, NULL);
  g_assert_cmpint (image->width, ==, 2);
  g_assert_cmpint (image->height, ==, 1);
  g_remove (double_file);
  assert_no_tensor ("{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2, 3)}", 24,
                    FV_ERROR_FILE, "its type is <i4");
  assert_no_tensor ("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2, 3)}", 24,
                    FV_ERROR_FILE, "Fortran order");
  assert_no_tensor ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 4)}", 32,
                    FV_ERROR_FILE, "its shape");
  assert_no_tensor ("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3)}", 23,
                    FV_ERROR_FILE, "truncated");
  assert_no_tensor ("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2, 3)}", 0,
                    FV_ERROR_SIZE, "from 1 to 262144");
  g_assert_null (fv_npy_read (NO_FOLDER, &error));
  assert_error (&error, FV_ERROR_FILE, NO_FOLDER);
  ASSERT_REFUSED (fv_npy_read (NULL, NULL));
}

static void
test_npy_write (void)
{
  g_autofree gchar *file = name_file ("tensor.npy");
  g_autoptr (FvImage) tensor = make_input (5, 3);
  g_autoptr (FvImage) back = NULL;
  FvImage empty = { 5, 3, NULL };
  GError *error = NULL;

  g_assert_true (fv_npy_write (file, tensor, NULL));
  back = fv_npy_read (file, NULL);
  assert_same_image (back, tensor);
  tensor->data[44] = NAN; /* what is written is not looked at, what is read is */
  g_assert_true (fv_npy_write (file, tensor, NULL));
  g_assert_null (fv_npy_read (file, &error));
  assert_error (&error, FV_ERROR_FILE, "not finite");
  g_assert_false (fv_npy_write (NO_FOLDER, tensor, &error));
  assert_error (&error, FV_ERROR_FILE, NO_FOLDER);
  ASSERT_REFUSED (fv_npy_write (NULL, tensor, NULL));
  ASSERT_REFUSED (fv_npy_write (file, NULL, NULL));
  ASSERT_REFUSED (fv_npy_write (file, &empty, NULL));
  g_remove (file);
}

int
main (int argc, char **argv)
{
  gint failed;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_test_add_func ("/contract/fv_output_check", test_output_check);
  g_test_add_func ("/contract/fv_output_is_standard", test_output_is_standard);
  g_test_add_func ("/contract/fv_output_is_regular", test_output_is_regular);
  g_test_add_func ("/contract/fv_output_put", test_output_put);
  g_test_add_func ("/contract/fv_output_put_all", test_output_put_all);
  g_test_add_func ("/contract/fv_output_remove", test_output_remove);
  g_test_add_func ("/files/put-link", test_output_put_link);
  g_test_add_func ("/files/remove-link", test_output_remove_link);
  g_test_add_func ("/contract/fv_npy_read", test_npy_read);
  g_test_add_func ("/contract/fv_npy_write", test_npy_write);
  failed = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return failed;
}
