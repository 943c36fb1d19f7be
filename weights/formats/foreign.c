/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "foreign.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Shown with a command in place of %s, which is the same in all languages */
#define CONVERT N_ ("Convert it: %s")
#define UNPACK  N_ ("Unpack it, then choose the weights file in it.")
#define ORIGINAL                                                                         \
  N_ ("Choose the file that it was made from, as Keras, PyTorch, NumPy, Caffe, ONNX or " \
      "safetensors store it.")
#define AGAIN                                                                            \
  N_ ("A server sent it in place of the file. Download the file again with a browser, "  \
      "or with “featvis weights fetch”.")
#define WEIGHTS_BESIDE                                                                   \
  N_ ("It has no weights. Choose the file with the weights, which is often beside it.")
#define LOAD                                                                             \
  N_ ("Load it with %s, then save the kernels and biases by numpy.savez as conv1_1_W, "  \
      "conv1_1_b and so on.")

#define SAVED_MODEL_COMMAND                                                              \
  "python3 -m tf2onnx.convert --saved-model FOLDER --output vgg16.onnx"

/* What a kind of file is told by: @bytes at @offset, or @is_it, or both; @command may be
 * NULL. */
typedef struct
{
  gsize offset;
  const gchar *bytes;
  gsize n_bytes;
  gboolean (*is_it) (const FvReader *reader);
  const gchar *what;
  const gchar *remedy;
  const gchar *command;
} Kind;

#define SIGNATURE(offset, bytes)    offset, bytes, sizeof (bytes) - 1, NULL
#define SIGNATURE_AND(bytes, is_it) 0, bytes, sizeof (bytes) - 1, is_it
#define CONTENT(is_it)              0, NULL, 0, is_it

static const Kind torchscript = {
  CONTENT (NULL), N_ ("a TorchScript program"), CONVERT,
  "python3 -c \"import torch; torch.save (torch.jit.load ('FILE', "
  "map_location='cpu').state_dict (), 'vgg16.pth')\""
};
static const Kind zip = { CONTENT (NULL),
                          N_ ("a zip archive without weights of a known "
                              "kind in it"),
                          UNPACK, NULL };
static const Kind saved_model_folder = { CONTENT (NULL),
                                         N_ ("the folder of a TensorFlow SavedModel"),
                                         CONVERT, SAVED_MODEL_COMMAND };
static const Kind folder = { CONTENT (NULL), N_ ("a folder"),
                             N_ ("Choose the weights file in it."), NULL };

/* In the order in which they are tried */
static const Kind kinds[] = {
  { SIGNATURE (0, "version https://git-lfs"),
    N_ ("only a Git LFS pointer to the weights"), N_ ("Fetch the file itself with “%s”."),
    "git lfs pull" },
  { CONTENT (fv_foreign_is_openvino), N_ ("an OpenVINO network without its weights"),
    ORIGINAL, NULL },
  { CONTENT (fv_foreign_is_page), N_ ("a web page or an XML text"), AGAIN, NULL },
  { CONTENT (fv_foreign_is_tfjs), N_ ("a part of a TensorFlow.js model"), CONVERT,
    "tensorflowjs_converter --input_format tfjs_layers_model --output_format keras "
    "model.json vgg16.h5" },
  { CONTENT (fv_foreign_is_keras_config), N_ ("a Keras model’s configuration"),
    WEIGHTS_BESIDE, NULL },
  { CONTENT (fv_foreign_is_safetensors_index),
    N_ ("the index of weights that are spread over several files"),
    N_ ("Save them as one file: %s"),
    "python3 -c \"import glob, safetensors.torch as s; s.save_file ({k: v for f in "
    "glob.glob ('*.safetensors') for k, v in s.load_file (f).items ()}, "
    "'../vgg16.safetensors')\"" },
  { CONTENT (fv_foreign_is_json_error), N_ ("a JSON text"), AGAIN, NULL },
  { CONTENT (fv_foreign_is_prototxt), N_ ("a Caffe network’s description"),
    WEIGHTS_BESIDE, NULL },
  { SIGNATURE_AND ("\x93NUMPY", fv_foreign_is_pickled_npy),
    N_ ("a NumPy file of one Python object"), CONVERT,
    "python3 -c \"import numpy; d = numpy.load ('FILE', allow_pickle=True, "
    "encoding='latin1').item (); numpy.savez ('vgg16.npz', **{n + '_' + p: a for n, w in "
    "d.items () for p, a in zip ('Wb', w)})\"" },
  { SIGNATURE (0, "\x93NUMPY"), N_ ("a NumPy file of one array (.npy)"), LOAD,
    "numpy.load" },
  { SIGNATURE (0, "MATLAB 5.0 MAT-file"), N_ ("a MATLAB file, such as MatConvNet’s"),
    LOAD, "scipy.io.loadmat" },
  { SIGNATURE (0, "MATLAB 7.3 MAT-file"), N_ ("a MATLAB file, such as MatConvNet’s"),
    LOAD, "h5py.File" },
  { CONTENT (fv_foreign_is_saved_model), N_ ("a part of a TensorFlow SavedModel"),
    CONVERT, SAVED_MODEL_COMMAND },
  { CONTENT (fv_foreign_is_graph), N_ ("a frozen TensorFlow graph"), CONVERT,
    "python3 -m tf2onnx.convert --graphdef FILE --inputs INPUT:0 --outputs OUTPUT:0 "
    "--output vgg16.onnx" },
  { CONTENT (fv_foreign_is_checkpoint), N_ ("a part of a TensorFlow checkpoint"), CONVERT,
    "python3 -c \"import numpy, tensorflow; r = tensorflow.train.load_checkpoint ('NAME "
    "BEFORE .index'); numpy.savez ('vgg16.npz', **{n: r.get_tensor (n) for n in "
    "r.get_variable_to_shape_map ()})\"" },
  { SIGNATURE (4, "TFL3"), N_ ("a TensorFlow Lite model"), CONVERT,
    "python3 -m tf2onnx.convert --tflite FILE --output vgg16.onnx" },
  { CONTENT (fv_foreign_is_core_ml), N_ ("a Core ML model"), ORIGINAL, NULL },
  { SIGNATURE (0, "7767517\n"), N_ ("an ncnn network without its weights"), ORIGINAL,
    NULL },
  { CONTENT (fv_foreign_is_ncnn_values), N_ ("an ncnn network’s weights without names"),
    ORIGINAL, NULL },
  { SIGNATURE (0, "GGUF"), N_ ("a GGUF model, as language models are stored"), ORIGINAL,
    NULL },
  { SIGNATURE (0, "lmgg"), N_ ("a GGML model"), ORIGINAL, NULL },
  { SIGNATURE (0, "tjgg"), N_ ("a GGML model"), ORIGINAL, NULL },
  { SIGNATURE (0, "\4\0\0\0\1\0\0\0\3\0\0\0V 1"), N_ ("a file of Lua’s Torch (.t7)"),
    LOAD, "torchfile.load" },
  { SIGNATURE (0, "\x12\1\0\0\0\0\0\0"), N_ ("an MXNet file of arrays"), CONVERT,
    "python3 -c \"import mxnet, numpy; numpy.savez ('vgg16.npz', **{n.split (':')[-1]: "
    "a.asnumpy () for n, a in mxnet.nd.load ('FILE').items ()})\"" },
  { SIGNATURE (0, "\0\0\0\0\2\0\0\0\5\0\0\0"), N_ ("a file of Darknet’s weights"),
    ORIGINAL, NULL },
  { CONTENT (fv_foreign_is_pickle), N_ ("a Python pickle"),
    N_ ("Save its arrays by numpy.savez, or a network with torch.save "
        "(model.state_dict (), …)."),
    NULL },
  { SIGNATURE (0, "\x1f\x8b"), N_ ("a compressed file (gzip)"), UNPACK, NULL },
  { SIGNATURE (0, "BZh"), N_ ("a compressed file (bzip2)"), UNPACK, NULL },
  { SIGNATURE (0, "\xfd"
                  "7zXZ"),
    N_ ("a compressed file (xz)"), UNPACK, NULL },
  { SIGNATURE (0, "\x28\xb5\x2f\xfd"), N_ ("a compressed file (zstd)"), UNPACK, NULL },
  { SIGNATURE (0, "7z\xbc\xaf\x27\x1c"), N_ ("a 7-Zip archive"), UNPACK, NULL },
  { SIGNATURE (0, "Rar!\x1a\7"), N_ ("a RAR archive"), UNPACK, NULL },
  { SIGNATURE (257, "ustar"), N_ ("a tar archive"), UNPACK, NULL },
  { SIGNATURE (0, "\x89PNG"), N_ ("a picture"), N_ ("Choose a weights file."), NULL },
  { SIGNATURE (0, "\xff\xd8\xff"), N_ ("a picture"), N_ ("Choose a weights file."),
    NULL },
};

static gboolean
has_signature (const FvReader *reader, const Kind *kind)
{
  return reader->n_first_bytes >= kind->offset + kind->n_bytes &&
         (kind->n_bytes == 0 ||
          memcmp (reader->first_bytes + kind->offset, kind->bytes, kind->n_bytes) == 0);
}

static void
set_kind (const FvReader *reader, const Kind *kind, FvError code, GError **error)
{
  g_autofree gchar *remedy = NULL;

  if (kind->command == NULL)
    remedy = g_strdup (_ (kind->remedy));
  else
    {
      g_auto (GStrv) parts = g_strsplit (_ (kind->remedy), "%s", 2);

      remedy = g_strjoinv (kind->command, parts);
    }
  g_set_error (error, FV_ERROR, (gint)code, _ ("“%s” is %s. %s"), reader->label,
               _ (kind->what), remedy);
}

/**
 * fv_foreign_recognise:
 * @reader: a file, its first bytes read
 * @error: %FV_ERROR_WEIGHTS: what it is, and what to do with it
 *
 * Returns: whether it is of a kind that is known but not read
 */
gboolean
fv_foreign_recognise (const FvReader *reader, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_signature (reader, &kinds[i]) &&
        (kinds[i].is_it == NULL || kinds[i].is_it (reader)))
      {
        set_kind (reader, &kinds[i], FV_ERROR_WEIGHTS, error);
        return TRUE;
      }
  return FALSE;
}

/**
 * fv_foreign_set_folder:
 * @reader: a folder in place of a file
 * @error: %FV_ERROR_FILE
 */
void
fv_foreign_set_folder (const FvReader *reader, GError **error)
{
  g_autofree gchar *model = g_build_filename (reader->file, "saved_model.pb", NULL);

  set_kind (reader,
            g_file_test (model, G_FILE_TEST_EXISTS) ? &saved_model_folder : &folder,
            FV_ERROR_FILE, error);
}

/**
 * fv_foreign_set_torchscript:
 * @reader: a zip file of PyTorch that holds a program
 * @error: %FV_ERROR_WEIGHTS
 */
void
fv_foreign_set_torchscript (const FvReader *reader, GError **error)
{
  set_kind (reader, &torchscript, FV_ERROR_WEIGHTS, error);
}

/**
 * fv_foreign_set_zip:
 * @reader: a zip file that holds no weights
 * @error: %FV_ERROR_WEIGHTS
 */
void
fv_foreign_set_zip (const FvReader *reader, GError **error)
{
  set_kind (reader, &zip, FV_ERROR_WEIGHTS, error);
}
