/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where weights can be fetched from: those of a network in the order in which they are
 * tried. A server may change what it has at an address; the sizes and checksums are those
 * of the files that are meant. */

#include "sources.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "checksum.h"
#include "base/text.h"

#define MD5_LENGTH    32
#define SHA1_LENGTH   40
#define SHA256_LENGTH 64

static const FvSource sources[] = {
  {
      .name = "keras",
      .network = "vgg16",
      .title = "VGG16",
      .label = N_ ("Keras: trained by the Visual Geometry Group, Oxford"),
      .licence = "CC BY 4.0",
      .url = "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
             "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
      .file = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
      .size = 58889256,
      .checksum = "6d6bbae143d832006294945121d1f1fc",
  },
  /* Of 553 MB the first 59, which are the header and all convolutions */
  {
      .name = "timm",
      .network = "vgg16",
      .title = "VGG16",
      .label = N_ ("timm: trained by torchvision"),
      .licence = "BSD-3-Clause",
      .url = "https://huggingface.co/timm/vgg16.tv_in1k/resolve/"
             "b8d8aa2dd860af9233c8c67385a8097fd6c35d3f/model.safetensors",
      .file = "vgg16.tv_in1k.features.safetensors",
      .size = 58861562,
      .is_beginning = TRUE,
      .checksum = "d7d175e1efcf3c245e9f8f2dd2643071784a0867e18e7ace320ddc2836fae3ff",
  },
  /* The server has no https; the checksum tells what is meant. */
  {
      .name = "googlenet",
      .network = "googlenet",
      .title = "GoogLeNet",
      .label =
          N_ ("Caffe’s model zoo: trained by the Berkeley Vision and Learning Center"),
      .licence = N_ ("unrestricted use"),
      .url = "http://dl.caffe.berkeleyvision.org/bvlc_googlenet.caffemodel",
      .file = "bvlc_googlenet.caffemodel",
      .size = 53533754,
      .checksum = "405fc5acd08a3bb12de8ee5e23a96bec22f08204",
  },
  {
      .name = "resnet50v2",
      .network = "resnet50v2",
      .title = "ResNet50V2",
      .label = N_ ("Keras: trained on ImageNet"),
      .licence = "Apache-2.0",
      .url = "https://storage.googleapis.com/tensorflow/keras-applications/resnet/"
             "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
      .file = "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
      .size = 94668760,
      .checksum = "fac2f116257151a9d068a22e544a4917",
  },
};

/**
 * fv_source_get:
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the source of that number; those of one network
 *   are in the order in which fv_weights_fetch() tries them; %NULL beyond the last one
 */
const FvSource *
fv_source_get (gint index)
{
  return index >= 0 && index < (gint)G_N_ELEMENTS (sources) ? &sources[index] : NULL;
}

/**
 * fv_source_find:
 * @name: such as "keras"
 * @error: %FV_ERROR_SETTING
 *
 * Returns: (transfer none): the source of that name, or %NULL
 */
const FvSource *
fv_source_find (const gchar *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (sources[0].name);
  g_autofree gchar *shown = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].name, name))
      return &sources[i];
  for (guint i = 1; i < G_N_ELEMENTS (sources); i++)
    g_string_append_printf (names, ", %s", sources[i].name);
  shown = fv_text_shorten (name);
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("There is no source “%s”. Choose one of: %s."), shown, names->str);
  return NULL;
}

/**
 * fv_source_find_network:
 * @network: a network's name, such as "googlenet"
 *
 * Returns: (transfer none) (nullable): the first source of that network's weights, or
 *   %NULL
 */
const FvSource *
fv_source_find_network (const gchar *network)
{
  g_return_val_if_fail (network != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].network, network))
      return &sources[i];
  return NULL;
}

/**
 * fv_source_get_label:
 * @source: a source
 *
 * Returns: (transfer none): what it is called in a dialog, in the user's language
 */
const gchar *
fv_source_get_label (const FvSource *source)
{
  g_return_val_if_fail (source != NULL && source->label != NULL, NULL);
  return _ (source->label);
}

/* Whether a file of the folder can have this name, such that it is neither hidden nor
 * anything else than a name. */
static gboolean
is_file_name (const gchar *name)
{
  for (const gchar *at = name; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) || strchr ("/\\", *at) != NULL)
      return FALSE;
  return name[0] != '\0' && name[0] != '.' && g_utf8_validate (name, -1, NULL);
}

static gboolean
set_malformed (const gchar *format, const gchar *value, GError **error)
{
  g_autofree gchar *shown = fv_text_shorten (value);

  g_set_error (error, FV_ERROR, FV_ERROR_SETTING, format, shown);
  return FALSE;
}

/**
 * fv_source_is_whole:
 * @source: (nullable): what was given as a source
 *
 * Returns: whether it has what a fetch needs, and a size if it is a beginning
 */
gboolean
fv_source_is_whole (const FvSource *source)
{
  return source != NULL && source->url != NULL && source->file != NULL &&
         source->checksum != NULL && (source->size > 0 || !source->is_beginning);
}

/**
 * fv_source_check:
 * @source: a source that may come from the user
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether its fields are what they should be
 */
gboolean
fv_source_check (const FvSource *source, GError **error)
{
  gsize length = strlen (source->checksum);

  if ((!g_str_has_prefix (source->url, "https://") &&
       !g_str_has_prefix (source->url, "http://")) ||
      !g_utf8_validate (source->url, -1, NULL))
    return set_malformed (_ ("“%s” is not an address that can be fetched. Begin it with "
                             "https:// or http://."),
                          source->url, error);
  if ((length != MD5_LENGTH && length != SHA1_LENGTH && length != SHA256_LENGTH) ||
      strspn (source->checksum, "0123456789abcdefABCDEF") != length)
    return set_malformed (_ ("“%s” is not a checksum. Give the 64 hexadecimal digits of "
                             "the file’s SHA-256."),
                          source->checksum, error);
  if (!is_file_name (source->file))
    return set_malformed (_ ("The address %s does not end with a file’s name. Give the "
                             "address of a file."),
                          source->url, error);
  return TRUE;
}

/* Told by its number of digits */
static GChecksumType
get_checksum_type (const FvSource *source)
{
  switch (strlen (source->checksum))
    {
    case MD5_LENGTH:
      return G_CHECKSUM_MD5;
    case SHA1_LENGTH:
      return G_CHECKSUM_SHA1;
    default:
      return G_CHECKSUM_SHA256;
    }
}

/**
 * fv_source_matches:
 * @source: a source
 * @file: a file's path
 * @cancellable: (nullable): for stopping
 *
 * Returns: whether the file is there, and is the one that the source has
 */
gboolean
fv_source_matches (const FvSource *source, const gchar *file, GCancellable *cancellable)
{
  g_autofree gchar *checksum =
      fv_checksum_of_file (file, get_checksum_type (source), cancellable, NULL);

  return checksum != NULL && g_ascii_strcasecmp (checksum, source->checksum) == 0;
}
