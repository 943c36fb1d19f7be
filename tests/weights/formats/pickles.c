/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pickles by hand, in files of PyTorch's old format: what a state dict does not need is
 * refused by name, what makes no sense is damage. */

#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/pickles/bad", test_pickles);
  g_test_add_func ("/weights/pickles/strange", test_strange_pickles);
  g_test_add_func ("/weights/pickles/repeated", test_repeated);
  return g_test_run ();
}
