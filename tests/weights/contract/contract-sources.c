/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Contracts: sources, and fetching from them as far as no server is asked */

#include "../../core/contract/contract.h"

#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static FvSource
make_source (void)
{
  return (FvSource){ .url = "http://127.0.0.1:9/weights.npz",
                     .file = "weights.npz",
                     .checksum = SHA256 };
}

static void
test_source_get (void)
{
  g_assert_cmpstr (fv_source_get (0)->name, ==, "keras");
  g_assert_null (fv_source_get (-1));
  g_assert_null (fv_source_get (G_MAXINT));
  g_assert_null (fv_source_get (G_MININT));
}

static void
test_source_find (void)
{
  static const gchar *const names[] = { "", "Keras", NOT_UTF8 };
  g_autofree gchar *long_name = make_long_text ("keras", 100000);
  GError *error = NULL;

  g_assert_true (fv_source_find ("keras", NULL) == fv_source_get (0));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_null (fv_source_find (names[i], &error));
      assert_error (&error, FV_ERROR_SETTING,
                    "Choose one of: keras, timm, googlenet, resnet50v2.");
    }
  g_assert_null (fv_source_find (long_name, &error));
  assert_error (&error, FV_ERROR_SETTING, "…");
  ASSERT_REFUSED (fv_source_find (NULL, NULL));
}

static void
test_source_find_network (void)
{
  g_assert_true (fv_source_find_network ("vgg16") == fv_source_get (0));
  g_assert_cmpstr (fv_source_find_network ("googlenet")->name, ==, "googlenet");
  g_assert_null (fv_source_find_network ("GoogLeNet"));
  g_assert_null (fv_source_find_network (""));
  ASSERT_REFUSED (fv_source_find_network (NULL));
}

static void
test_source_get_label (void)
{
  const FvSource nameless = make_source ();

  g_assert_nonnull (fv_source_get_label (fv_source_get (0)));
  ASSERT_REFUSED (fv_source_get_label (&nameless));
  ASSERT_REFUSED (fv_source_get_label (NULL));
}

static void
test_weights_get_folder (void)
{
  g_autofree gchar *folder = fv_weights_get_folder ();
  g_autofree gchar *name = g_path_get_basename (folder);

  g_assert_true (g_path_is_absolute (folder));
  g_assert_cmpstr (name, ==, "featvis");
}

/* What a program left out of a source */
static void
assert_whole (gboolean (*refuses) (const FvSource *source))
{
  FvSource source = make_source ();

  source.url = NULL;
  ASSERT_CRITICAL (g_assert_true (refuses (&source)));
  source = make_source ();
  source.file = NULL;
  ASSERT_CRITICAL (g_assert_true (refuses (&source)));
  source = make_source ();
  source.checksum = NULL;
  ASSERT_CRITICAL (g_assert_true (refuses (&source)));
  source = make_source ();
  source.is_beginning = TRUE; /* of how many bytes? */
  ASSERT_CRITICAL (g_assert_true (refuses (&source)));
}

static gboolean
finds_none (const FvSource *source)
{
  return fv_weights_find_fetched (source, NULL) == NULL;
}

static void
test_weights_find_fetched (void)
{
  FvSource source = make_source ();

  g_assert_true (finds_none (NULL));
  g_assert_true (finds_none (&source));
  source.checksum = "";
  g_assert_true (finds_none (&source));
  assert_whole (finds_none);
}

static gboolean
fetches_none (const FvSource *source)
{
  const FvFetch fetch = { .source = source };

  return fv_weights_fetch (&fetch, NULL, NULL) == NULL;
}

static void
assert_malformed (FvSource source, const gchar *words)
{
  const FvFetch fetch = { .source = &source };
  GError *error = NULL;

  g_assert_null (fv_weights_fetch (&fetch, NULL, &error));
  assert_error (&error, FV_ERROR_SETTING, words);
}

static void
assert_addresses (void)
{
  static const gchar *const addresses[] = { "",
                                            "weights.npz",
                                            "file:///etc/passwd",
                                            "ftp://localhost/a",
                                            "HTTPS://localhost/a",
                                            ("http://localhost/" NOT_UTF8) };
  FvSource source = make_source ();

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      source.url = addresses[i];
      assert_malformed (source, "is not an address that can be fetched");
    }
}

static void
test_weights_fetch (void)
{
  static const gchar *const checksums[] = { "", "0123", SHA256 "0", NOT_UTF8 };
  static const gchar *const files[] = { "", ".", "..", ".hidden", "../a", "a/b", "a\\b" };
  g_autofree gchar *long_text = make_long_text ("f", 1000000);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  FvSource source = make_source ();
  FvFetch fetch = { .source = &source };
  GError *error = NULL;

  assert_addresses ();
  for (guint i = 0; i < G_N_ELEMENTS (checksums); i++)
    {
      source.checksum = checksums[i];
      assert_malformed (source, "is not a checksum");
    }
  source.checksum = long_text;
  assert_malformed (source, "…");
  source = make_source ();
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      source.file = files[i];
      assert_malformed (source, "does not end with a file’s name");
    }
  source = make_source ();
  g_cancellable_cancel (cancelled);
  g_assert_null (fv_weights_fetch (&fetch, cancelled, &error));
  assert_error (&error, FV_ERROR_CANCELLED, "cancelled");
  assert_whole (fetches_none);
  fetch.timeout = -1;
  ASSERT_REFUSED (fv_weights_fetch (&fetch, NULL, NULL));
  ASSERT_REFUSED (fv_weights_fetch (NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/contract/fv_source_get", test_source_get);
  g_test_add_func ("/contract/fv_source_find", test_source_find);
  g_test_add_func ("/contract/fv_source_find_network", test_source_find_network);
  g_test_add_func ("/contract/fv_source_get_label", test_source_get_label);
  g_test_add_func ("/contract/fv_weights_get_folder", test_weights_get_folder);
  g_test_add_func ("/contract/fv_weights_find_fetched", test_weights_find_fetched);
  g_test_add_func ("/contract/fv_weights_fetch", test_weights_fetch);
  return g_test_run ();
}
