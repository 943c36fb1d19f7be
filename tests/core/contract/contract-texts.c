/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: texts that are shown, and paths as people write them */

#include "contract.h"

#include <glib/gstdio.h>

#include "system/process.h"

static void
test_text_escape (void)
{
  static const struct
  {
    const gchar *text;
    const gchar *escaped;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "block1_conv1, größer, 필터, ‘%s’ \\n", "block1_conv1, größer, 필터, ‘%s’ \\n" },
    { "a\nb\tc\r", "a\\nb\\x09c\\x0d" },
    { "\x1b[31mred\x7f", "\\x1b[31mred\\x7f" },
    { "\xc2\x9b"
      "31m",
      "\\u009b31m" },
    { "\u202egnp.exe\u2066\u2069\u2028", "\\u202egnp.exe\\u2066\\u2069\\u2028" },
    { "a\xff"
      "b",
      "a\ufffdb" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *escaped = fv_text_escape (cases[i].text);

      g_assert_cmpstr (escaped, ==, cases[i].escaped);
    }
}

static void
assert_expanded (const gchar *path, const gchar *expected)
{
  g_autofree gchar *expanded = fv_path_expand (path);

  g_assert_cmpstr (expanded, ==, expected);
}

static void
test_path_expand (void)
{
  g_autofree gchar *in_home = g_strconcat (g_get_home_dir (), "/vgg.h5", NULL);
  g_autofree gchar *address =
      g_build_filename (G_DIR_SEPARATOR_S, "no where", "vgg.h5", NULL);
  g_autofree gchar *own = g_strdup_printf ("~%s/vgg.h5", g_get_user_name ());
  g_autofree gchar *own_home = fv_system_find_home (g_get_user_name ());
  g_autofree gchar *own_path =
      own_home != NULL ? g_strconcat (own_home, "/vgg.h5", NULL) : g_strdup (own);

#ifndef G_OS_WIN32 /* where homes of users are not told */
  g_assert_true (g_path_is_absolute (own_path));
#endif
  assert_expanded ("~/vgg.h5", in_home);
  assert_expanded ("~", g_get_home_dir ());
  assert_expanded (own, own_path);
  assert_expanded ("~no such user/vgg.h5", "~no such user/vgg.h5");
  assert_expanded ("file:///no%20where/vgg.h5", address);
  assert_expanded ("FILE:///vgg.h5", G_DIR_SEPARATOR_S "vgg.h5");
  assert_expanded ("file:vgg.h5", "file:vgg.h5");
  assert_expanded ("https://example.org/vgg.h5", "https://example.org/vgg.h5");
  assert_expanded ("", "");
  assert_expanded (NOT_UTF8, NOT_UTF8);
  assert_expanded ("a/~/vgg.h5", "a/~/vgg.h5");
  ASSERT_REFUSED (fv_path_expand (NULL));
}

/* A file may have just that name. */
static void
test_path_of_that_name (void)
{
  g_autofree gchar *folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);

  g_assert_cmpint (g_chdir (folder), ==, 0);
  g_assert_true (g_file_set_contents ("~", "", 0, NULL));
  assert_expanded ("~", "~");
  g_assert_cmpint (g_remove ("~"), ==, 0);
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/contract/fv_text_escape", test_text_escape);
  g_test_add_func ("/contract/fv_path_expand", test_path_expand);
  g_test_add_func ("/texts/path-of-that-name", test_path_of_that_name);
  return g_test_run ();
}
