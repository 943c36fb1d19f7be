/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PyTorch's and NumPy's files that are cut, damaged or hostile: each is refused with a
 * sentence, or serves for what is whole in it. */

#include "common.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  const gchar *name;
  const gchar *words;
} Case;

/* Refused when they are opened. */
static const Case opened[] = {
  { "pytorch-evil.pth", "asks for “posix.system”" },
  { "pytorch-evil-old.pth", "asks for “posix.system”" },
  { "pytorch-model.pth", "asks for “torch.nn.modules.container.Sequential”" },
  { "pytorch-list.pth", "holds no state dict" },
  { "zip-entries.pth", "damaged" },
  { "zip-entries-64.pth", "damaged" },
  { "zip-pickle.pth", "damaged" },
  { "zip-sizes.pth", "damaged" },
  { "zip-no-pickle.pth", "not a weights file of a known kind" },
  { "zip-empty.npz", "damaged" },
  { "numpy-objects.npz", "no bias" },
};

/* Refused when block1_conv1 is loaded. */
static const Case loaded[] = {
  { "pytorch-gaps.pth", "do not lie close together" },
  { "pytorch-integers.pth", "stored as int32" },
  { "pytorch-nan-old.pth", "not finite" },
  { "zip-inflated.pth", "damaged" },
  { "numpy-integers.npz", "stored as <i4" },
};

static void
test_opened (gconstpointer data)
{
  const Case *expected = data;

  test_assert_open_fails (test_file (expected->name), FV_ERROR_WEIGHTS, expected->words);
}

static void
test_loaded (gconstpointer data)
{
  const Case *expected = data;

  test_assert_load_fails (test_file (expected->name), "block1_conv1", FV_ERROR_WEIGHTS,
                          expected->words);
}

/* Opens and loads what can be. */
static gboolean
can_load (const gchar *file, const gchar *layer, gboolean *can_open)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvNetwork) network = NULL;

  *can_open = weights != NULL;
  if (weights != NULL)
    network = fv_weights_load (weights, layer, &error);
  g_assert_true ((network == NULL) == (error != NULL));
  return network != NULL;
}

/* The storage that all tensors share is the file's last part; what comes before the
 * cut serves. */
static void
test_truncated_legacy (void)
{
  const gsize n_values = 54 + 2 + 54 + 3 + 108 + 4, n_needed = 54 + 2;
  g_autofree gchar *bytes = NULL;
  gsize length, begin;

  g_assert_true (
      g_file_get_contents (test_file ("pytorch-shared-old.pth"), &bytes, &length, NULL));
  begin = length - n_values * sizeof (gfloat);
  for (gsize n = 0; n < length; n++)
    {
      g_autofree gchar *file = test_write ("truncated.pth", bytes, n);
      gboolean can_open;
      gboolean is_loaded = can_load (file, "block1_conv1", &can_open);

      g_assert_true (can_open == (n >= begin - 8));
      g_assert_true (is_loaded == (n >= begin + n_needed * sizeof (gfloat)));
      if (n > 14 && !can_open)
        test_assert_open_fails (file, FV_ERROR_WEIGHTS, "truncated");
      if (can_open)
        test_assert_load_fails (file, "block2_conv1", FV_ERROR_WEIGHTS, "truncated");
      g_remove (file);
    }
}

/* What needs one storage of several is served when that is whole, wherever it is. */
static void
test_truncated_storages (void)
{
  g_autofree gchar *bytes = NULL;
  gint n_loaded = 0;
  gsize length;

  g_assert_true (
      g_file_get_contents (test_file ("pytorch-old.pth"), &bytes, &length, NULL));
  for (gsize n = length; n > 4000; n -= 61)
    {
      g_autofree gchar *file = test_write ("truncated.pth", bytes, n);
      gboolean can_open;

      if (can_load (file, "block1_conv1", &can_open))
        {
          g_autoptr (FvNetwork) network = test_load (file, "block1_conv1");

          test_check_network (network, 1, TRUE);
          n_loaded++;
        }
      else if (can_open)
        test_assert_load_fails (file, "block1_conv1", FV_ERROR_WEIGHTS, "truncated");
      g_remove (file);
    }
  g_assert_cmpint (n_loaded, >, 1);
}

/* A zip's directory is at its end; without it, what is whole is found all the same. */
static void
test_truncated_zip (gconstpointer data)
{
  const gboolean is_torchvision = strcmp (data, "pytorch-zip.pth") == 0;
  g_autofree gchar *bytes = NULL;
  gboolean was_loaded = FALSE;
  gsize length;

  g_assert_true (g_file_get_contents (test_file (data), &bytes, &length, NULL));
  for (gsize n = 4; n < length; n += n < 1200 || n > length - 128 ? 1 : 61)
    {
      g_autofree gchar *file = test_write ("truncated.zip", bytes, n);
      gboolean can_open;
      gboolean is_loaded = can_load (file, "block1_conv1", &can_open);

      g_assert_true (is_loaded || !was_loaded);
      was_loaded = is_loaded;
      if (is_loaded)
        {
          g_autoptr (FvNetwork) network = test_load (file, "block1_conv1");

          test_check_network (network, 1, is_torchvision);
        }
      else if (can_open)
        test_assert_load_fails (file, "block1_conv1", FV_ERROR_WEIGHTS, "truncated");
      g_remove (file);
    }
  g_assert_true (was_loaded);
}

/* A cut zip whose only entry is an empty pickle. */
static void
test_empty_pickle (void)
{
  static const gchar bytes[] = "PK\003\004\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\x0a\0\0\0a/data.pkl";
  g_autofree gchar *file = test_write ("empty.pth", bytes, sizeof bytes - 1);

  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "damaged");
  g_remove (file);
}

/* One bit after the other is turned. */
static void
test_flipped (gconstpointer data)
{
  g_autofree gchar *bytes = NULL;
  gboolean can_open;
  gsize length;

  g_assert_true (g_file_get_contents (test_file (data), &bytes, &length, NULL));
  for (gsize i = 0; i < length; i += 1 + length / 2048)
    {
      g_autofree gchar *file = NULL;

      bytes[i] ^= (gchar)(1 << i % 8);
      file = test_write ("flipped.pth", bytes, length);
      can_load (file, "block1_conv2", &can_open);
      bytes[i] ^= (gchar)(1 << i % 8);
      g_remove (file);
    }
}

/* Pickles by hand ------------------------------------------------------------------- */

#define MAGIC "\x80\2\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
#define FACTS "\x80\2M\xe9\3.\x80\2}."
#define KEYS                                                                             \
  "\x80\2]X\1\0\0\0"                                                                     \
  "0a."

#define NAME(length, text) "X" length "\0\0\0" text
#define STORAGE_OF(type, count)                                                          \
  "(" NAME ("\7", "storage") "ctorch\n" type "\n" NAME ("\1", "0") NAME ("\3", "cpu")    \
      count "NtQ"
#define STORAGE(count) STORAGE_OF ("FloatStorage", count)
#define TENSOR(storage, offset, shape, strides)                                          \
  "ctorch._utils\n_rebuild_tensor_v2\n(" storage offset "(" shape "t(" strides "t\x89}"  \
  "tR"
#define BIAS                                                                             \
  NAME ("\x0f", "features.0.bias") TENSOR (STORAGE ("K\x38"), "K\x36", "K\2", "K\1")
#define DICT(kernel) "\x80\2}(" NAME ("\x11", "features.0.weight") kernel BIAS "u."
#define SHAPE        "K\2K\3K\3K\3"
#define STRIDES      "K\x1bK\x09K\3K\1"
#define MAXIMUM      "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f"
#define HUGE         "\x8a\7\0\0\0\0\0\0\x10"
#define MINUS_1      "J\xff\xff\xff\xff"

typedef struct
{
  const gchar *bytes;
  gsize n_bytes;
  const gchar *words;
} Pickle;

#define PICKLE(text, words)                                                              \
  {                                                                                      \
    text, sizeof (text) - 1, words                                                       \
  }

/* Returns: (transfer full): a file of the old format with that state dict, and a storage
 *   of 56 values */
static gchar *
write_legacy (const gchar *bytes, gsize n_bytes)
{
  static const gchar count[8] = { 56 };
  static const gchar values[56 * sizeof (gfloat)] = { 0 };
  GString *text = g_string_new (NULL);
  gchar *file;

  g_string_append_len (text, MAGIC, sizeof MAGIC - 1);
  g_string_append_len (text, FACTS, sizeof FACTS - 1);
  g_string_append_len (text, bytes, (gssize)n_bytes);
  g_string_append_len (text, KEYS, sizeof KEYS - 1);
  g_string_append_len (text, count, sizeof count);
  g_string_append_len (text, values, sizeof values);
  file = test_write ("by-hand.pth", text->str, text->len);
  g_string_free (text, TRUE);
  return file;
}

/* Refused when they are opened, or when block1_conv1 is loaded. */
static const Pickle pickles[] = {
  PICKLE ("cos\nsystem\n(X\1\0\0\0atR.", "asks for “os.system”"),
  PICKLE ("cbuiltins\neval\n.", "asks for “builtins.eval”"),
  PICKLE ("ctorch\nload\n.", "asks for “torch.load”"),
  PICKLE ("ca\x1b[31m\nb\n.", "asks for “a\\033[31m.b”"),
  PICKLE ("\x8c\2os\x8c\6system\x93.", "asks for “os.system”"),
  PICKLE ("(ios\nsystem\n.", "instruction 0x69"),
  PICKLE ("(o.", "instruction 0x6f"),
  PICKLE ("N)\x81.", "instruction 0x81"),
  PICKLE ("\x82\1.", "instruction 0x82"),
  PICKLE ("Pid\n.", "instruction 0x50"),
  PICKLE ("N2.", "instruction 0x32"),
  PICKLE (".", "damaged"),
  PICKLE ("t.", "damaged"),
  PICKLE ("a.", "damaged"),
  PICKLE ("e.", "damaged"),
  PICKLE ("s.", "damaged"),
  PICKLE ("u.", "damaged"),
  PICKLE ("b.", "damaged"),
  PICKLE ("Q.", "damaged"),
  PICKLE ("R.", "damaged"),
  PICKLE ("\x87.", "damaged"),
  PICKLE ("\x93.", "damaged"),
  PICKLE ("q\1.", "damaged"),
  PICKLE ("h\1.", "damaged"),
  PICKLE ("j\1\0\0\0.", "damaged"),
  PICKLE ("}(NNNu.", "damaged"),
  PICKLE ("}(Nu.", "damaged"),
  PICKLE (")(Nu.", "damaged"),
  PICKLE ("N(\x85.", "damaged"),
  PICKLE ("NNR.", "damaged"),
  PICKLE ("ccollections\nOrderedDict\nNR.", "damaged"),
  PICKLE ("ccollections\nOrderedDict\n](Ne\x85R.", "damaged"),
  PICKLE ("ccollections\nOrderedDict\nN\x85R.", "damaged"),
  PICKLE ("ctorch\nFloatStorage\n)R.", "damaged"),
  PICKLE ("ctorch._utils\n_rebuild_tensor_v2\n)R.", "damaged"),
  PICKLE ("ctorch._utils\n_rebuild_parameter\n)R.", "damaged"),
  PICKLE (")Q.", "damaged"),
  PICKLE ("(NNNNNtQ.", "damaged"),
  PICKLE ("X\2\0\0\0\xff\xfe.", "damaged"),
  PICKLE ("X\1\0\0\0\0.", "damaged"),
  PICKLE ("X\xff\xff\xff\xff"
          "abc.",
          "truncated"),
  PICKLE ("\x8a\xff.", "truncated"),
  PICKLE ("]q\0h\0a.", "no state dict"),
  PICKLE ("}q\0X\x0a\0\0\0state_dicth\0s.", "damaged"),
  PICKLE (DICT (TENSOR (STORAGE (MINUS_1), "K\0", SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE (MAXIMUM), "K\0", SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE (HUGE), "K\0", SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x37"), "K\0", SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE_OF ("DoubleStorage", "K\x38"), "K\0", SHAPE, STRIDES)),
          "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\3", SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), MAXIMUM, SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), MINUS_1, SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "N", SHAPE, STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, "K\x1b")), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", MAXIMUM MAXIMUM "K\3K\3", STRIDES)),
          "wrong shape"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", MINUS_1 "K\3K\3K\3", STRIDES)),
          "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", "NK\3K\3K\3", STRIDES)), "damaged"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", "K\3K\3K\3", "K\x09K\3K\1")),
          "wrong shape"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", "K\1K\1K\1K\1K\1", "K\1K\1K\1K\1K\1")),
          "lacks block1_conv1"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, "K\x36K\x09K\3K\1")),
          "close together"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, MAXIMUM "K\x09K\3K\1")),
          "close together"),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, HUGE HUGE HUGE HUGE)),
          "close together"),
};

static void
test_pickles (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pickles); i++)
    {
      g_autofree gchar *file = write_legacy (pickles[i].bytes, pickles[i].n_bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
      g_autoptr (FvNetwork) network = NULL;

      if (weights != NULL)
        network = fv_weights_load (weights, "block1_conv1", &error);
      g_assert_null (network);
      g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
      if (strstr (error->message, pickles[i].words) == NULL)
        g_error ("pickle %d: “%s” does not say “%s”", (gint)i, error->message,
                 pickles[i].words);
      g_remove (file);
    }
}

/* Strange, and harmless. */
static const Pickle strange_pickles[] = {
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, STRIDES)), NULL),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\2", SHAPE, STRIDES)), NULL),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, "K\1K\2K\6K\x12")), NULL),
  PICKLE (DICT (TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, "K\0K\0K\0K\0")), NULL),
  PICKLE (DICT ("N" NAME ("\x11", "features.0.weight")
                    TENSOR (STORAGE ("K\x38"), "K\0", SHAPE, STRIDES)),
          NULL),
  PICKLE (DICT (TENSOR (STORAGE ("\x8a\2\x38\0"), "\x8a\0", SHAPE, STRIDES)), NULL),
};

static void
test_strange_pickles (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strange_pickles); i++)
    {
      g_autofree gchar *file =
          write_legacy (strange_pickles[i].bytes, strange_pickles[i].n_bytes);
      g_autoptr (FvNetwork) network = test_load (file, "block1_conv1");

      g_assert_cmpfloat (fv_network_get_convolution (network, 0)->kernel[53], ==, 0);
      g_remove (file);
    }
}

/* A million times the same: no stack overflows, and memory stays small. */
static void
test_repeated (void)
{
  static const Pickle parts[] = { PICKLE ("(", ""),       PICKLE ("]", ""),
                                  PICKLE (")", ""),       PICKLE ("\x85", ""),
                                  PICKLE ("h\0", ""),     PICKLE ("h\0h\0a", ""),
                                  PICKLE ("h\0h\1R", ""), PICKLE ("h\0b", ""),
                                  PICKLE ("h\2h\0e", ""), PICKLE ("}h\0h\0s", ""),
                                  PICKLE ("h\0\x94", "") };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      static const gchar begin[] = "ccollections\nOrderedDict\nq\0](";
      static const gchar end[] = "e\x85q\1.";
      GString *text = g_string_new_len (begin, sizeof begin - 1);
      g_autofree gchar *file = NULL;

      for (gint k = 0; k < 20000; k++)
        g_string_append (text, "NN\x86");
      g_string_append_len (text, end, sizeof end - 2);
      while (text->len < 1 << 20)
        g_string_append_len (text, parts[i].bytes, (gssize)parts[i].n_bytes);
      file = write_legacy (text->str, text->len);
      test_assert_open_fails (file, FV_ERROR_WEIGHTS, "“");
      g_remove (file);
      g_string_free (text, TRUE);
    }
}

static void
add_cases (const gchar *prefix, const Case *cases, gsize n_cases, GTestDataFunc func)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree gchar *name = g_strconcat (prefix, cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("/weights/open/", opened, G_N_ELEMENTS (opened), test_opened);
  add_cases ("/weights/load/", loaded, G_N_ELEMENTS (loaded), test_loaded);
  g_test_add_func ("/weights/truncated/legacy", test_truncated_legacy);
  g_test_add_func ("/weights/truncated/storages", test_truncated_storages);
  g_test_add_data_func ("/weights/truncated/zip", "pytorch-zip.pth", test_truncated_zip);
  g_test_add_data_func ("/weights/truncated/npz", "numpy-keras.npz", test_truncated_zip);
  g_test_add_func ("/weights/truncated/empty-pickle", test_empty_pickle);
  g_test_add_data_func ("/weights/flipped/legacy", "pytorch-python-2.pth", test_flipped);
  g_test_add_data_func ("/weights/flipped/zip", "pytorch-shared.pth", test_flipped);
  g_test_add_data_func ("/weights/flipped/npz", "numpy-half.npz", test_flipped);
  g_test_add_func ("/weights/pickles/bad", test_pickles);
  g_test_add_func ("/weights/pickles/strange", test_strange_pickles);
  g_test_add_func ("/weights/pickles/repeated", test_repeated);
  return g_test_run ();
}
