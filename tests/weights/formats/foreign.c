/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files of kinds that are known but not read: each is told by its content, with what to
 * do. Where Debian has the writer, the file is by it; the beginnings of the others were
 * compared with real files. */

#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  const gchar *bytes;
  gsize n_bytes;
  const gchar *words;
} Kind;

#define KIND(bytes, words)                                                               \
  {                                                                                      \
    bytes, sizeof (bytes) - 1, words                                                     \
  }

static const Kind kinds[] = {
  KIND ("", "is empty"),
  KIND ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "“git lfs pull”"),
  KIND ("\n<!DOCTYPE html><html>", "is a web page or an XML text. A server sent it"),
  KIND ("\xef\xbb\xbf<html>", "web page"),
  KIND ("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code>", "XML text"),
  KIND ("<?xml version=\"1.0\"?>\n<net name=\"vgg16\" version=\"10\">", "OpenVINO"),
  KIND ("{\"error\":\"Repository not found\"}", "JSON text. A server sent it"),
  KIND ("{\"format\": \"layers-model\", \"modelTopology\": {", "tensorflowjs_converter"),
  KIND ("{\"class_name\": \"Sequential\", \"config\": {}}",
        "Keras model’s configuration"),
  KIND ("{\"metadata\": {\"total_size\": 1}, \"weight_map\": {}}", "several files"),
  KIND ("name: \"VGG_ILSVRC_16_layers\"\nlayers {\n", "Caffe network’s description"),
  KIND ("MATLAB 5.0 MAT-file Platform: posix", "scipy.io.loadmat"),
  KIND ("MATLAB 7.3 MAT-file Platform: posix", "h5py"),
  KIND ("\x08\x01\x12\x8a\xae\x01\x0a\x84\x16\x12\xd4\x15\x0a:", "--saved-model"),
  KIND ("\x0a\x10\x0a\x01x\x12\x0bPlaceholder", "frozen TensorFlow graph"),
  KIND ("\x0a\xad\x13\x12\x84\x13\x0a:\x0a\x03"
        "Add",
        "TensorFlow checkpoint"),
  KIND ("\0\0\0\0\1\0\0\0\0W\xfb\x80\x8b$uG\xdb", "tensorflow.train.load_checkpoint"),
  KIND ("\x1c\0\0\0TFL3\0\0", "--tflite"),
  KIND ("\x08\x04\x12\x20\x0a\x0c\x0a\x05"
        "image",
        "Core ML"),
  KIND ("7767517\n75 83\n", "ncnn"),
  KIND ("GGUF\3\0\0\0", "GGUF"),
  KIND ("tjgg\3\0\0\0", "GGML"),
  KIND ("\4\0\0\0\1\0\0\0\3\0\0\0V 1\x0d\0\0\0nn.Sequential", "torchfile"),
  KIND ("\x12\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "MXNet"),
  KIND ("\0\0\0\0\2\0\0\0\5\0\0\0\0\0\0\0", "Darknet"),
  KIND ("\x80\4\x95\1\0\0\0\0\0\0\0N.", "Python pickle"),
  KIND ("\x1f\x8b\x08\0\0\0\0\0\0\3", "(gzip). Unpack it"),
  KIND ("BZh91AY&SY", "(bzip2)"),
  KIND ("\xfd"
        "7zXZ\0",
        "(xz)"),
  KIND ("\x28\xb5\x2f\xfd", "(zstd)"),
  KIND ("7z\xbc\xaf\x27\x1c", "7-Zip"),
  KIND ("Rar!\x1a\7\1\0", "RAR"),
  KIND ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture"),
  KIND ("\xff\xd8\xff\xe0", "is a picture"),
  KIND ("Hello\n", "not a weights file of a known kind"),
  KIND ("PK\003\004", "truncated"),
  KIND ("\x89HDF\r\n\x1a\n", "truncated"),
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree gchar *file = test_write ("foreign", kinds[i].bytes, kinds[i].n_bytes);

      test_assert_open_fails (file, FV_ERROR_WEIGHTS, kinds[i].words);
      g_remove (file);
    }
}

static void
test_tar (void)
{
  gchar bytes[512] = "weights/";
  g_autofree gchar *file = NULL;

  memcpy (bytes + 257, "ustar", 5);
  file = test_write ("foreign.h5", bytes, sizeof bytes);
  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "is a tar archive");
  g_remove (file);
}

static void
test_written (void)
{
  test_assert_open_fails (test_file ("foreign-array.npy"), FV_ERROR_WEIGHTS,
                          "of one array");
  test_assert_open_fails (test_file ("foreign-object.npy"), FV_ERROR_WEIGHTS,
                          "allow_pickle=True");
  test_assert_open_fails (test_file ("foreign-script.pt"), FV_ERROR_WEIGHTS,
                          "torch.jit.load");
  test_assert_open_fails (test_file ("zip-no-pickle.pth"), FV_ERROR_WEIGHTS,
                          "is a zip archive");
}

/* Writes a file into a new folder, and one beside it. */
static void
assert_told_by_sibling (const gchar *name, const gchar *sibling, const gchar *bytes,
                        gsize n_bytes, const gchar *words)
{
  g_autofree gchar *folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, name, NULL);
  g_autofree gchar *beside = g_build_filename (folder, sibling, NULL);

  g_assert_true (g_file_set_contents (file, "\1\2\3", 3, NULL));
  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "not a weights file of a known kind");
  g_assert_true (g_file_set_contents (beside, bytes, (gssize)n_bytes, NULL));
  test_assert_open_fails (file, FV_ERROR_WEIGHTS, words);
  g_remove (file);
  g_remove (beside);
  g_rmdir (folder);
}

/* Bare numbers: what they are is told by the file that belongs to them. */
static void
test_siblings (void)
{
  static const gchar index[] = "\0\0\0\0\1\0\0\0\0W\xfb\x80\x8b$uG\xdb";
  static const gchar model[] = "{\"modelTopology\": {}, \"weightsManifest\": []}";
  static const gchar network[] = "7767517\n1 1\n";

  assert_told_by_sibling ("vgg.ckpt.data-00000-of-00001", "vgg.ckpt.index", index,
                          sizeof index - 1, "TensorFlow checkpoint");
  assert_told_by_sibling ("group1-shard1of2.bin", "model.json", model, sizeof model - 1,
                          "TensorFlow.js");
  assert_told_by_sibling ("vgg.bin", "vgg.param", network, sizeof network - 1, "ncnn");
}

/* Of another network, the tensor is named that is first in the file. */
static void
test_first_tensor (void)
{
  g_autoptr (GString) header = g_string_new ("{");
  g_autofree gchar *file = NULL;

  for (gint i = 0; i < 100; i++)
    g_string_append_printf (
        header,
        "%s\"%d.scale\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}",
        i > 0 ? "," : "", 900 - i, 4 * i, 4 * i + 4);
  g_string_append_c (header, '}');
  file = test_write_safetensors (header->str, 400);
  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "its first tensor is “900.scale”");
  g_remove (file);
}

static void
test_folder (void)
{
  g_autofree gchar *folder = g_dir_make_tmp ("featvis-XXXXXX", NULL);
  g_autofree gchar *model = g_build_filename (folder, "saved_model.pb", NULL);

  test_assert_open_fails (folder, FV_ERROR_FILE, "is a folder. Choose");
  g_assert_true (g_file_set_contents (model, "", 0, NULL));
  test_assert_open_fails (folder, FV_ERROR_FILE, "TensorFlow SavedModel");
  g_remove (model);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/foreign/kinds", test_kinds);
  g_test_add_func ("/weights/foreign/tar", test_tar);
  g_test_add_func ("/weights/foreign/written", test_written);
  g_test_add_func ("/weights/foreign/siblings", test_siblings);
  g_test_add_func ("/weights/foreign/folder", test_folder);
  g_test_add_func ("/weights/foreign/first-tensor", test_first_tensor);
  return g_test_run ();
}
