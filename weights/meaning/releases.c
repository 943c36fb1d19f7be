/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "releases.h"

#include <string.h>

#include "files/reader-errors.h"

#define N_BYTES_AT_ONCE (1 << 20)

static const FvRelease releases[] = {
  { "Keras vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "Oxford", 58889256,
    "6d6bbae143d832006294945121d1f1fc" },
  { "Keras vgg16_weights_tf_dim_ordering_tf_kernels.h5", "Oxford", 553467096,
    "64373286793e3c8b2b4e3219cbf3544b" },
  { "Keras vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5", "Oxford", 80134624,
    "253f8cb515780f3b799900260a226db6" },
  { "Keras vgg19_weights_tf_dim_ordering_tf_kernels.h5", "Oxford", 574710816,
    "cbe5617147190e668d6c5d5026f83318" },
  { "Caffe VGG_ILSVRC_16_layers.caffemodel", "Oxford", 553432081,
    "9363e1f6d65f7dba68c4f27a1e62105cdf6c4e24" },
  { "Caffe VGG_ILSVRC_19_layers.caffemodel", "Oxford", 574671192,
    "239785e7862442717d831f682bb824055e51e9ba" },
  { "jcjohnson vgg16-00b39a1b.pth", "Oxford", 0, "00b39a1b" },
  { "amdegroot vgg16_features-amdegroot-88682ab5.pth", "Oxford", 0, "88682ab5" },
  { "torchvision vgg16-397923af.pth", "torchvision", 553433881,
    "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0" },
  { "torchvision vgg19-dcbb9e9d.pth", "torchvision", 574673361,
    "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44" },
  { "timm vgg16.tv_in1k model.safetensors, its convolutions", "torchvision", 58861562,
    "d7d175e1efcf3c245e9f8f2dd2643071784a0867e18e7ace320ddc2836fae3ff" },
};

static GChecksumType
get_type (const FvRelease *release)
{
  switch (strlen (release->checksum))
    {
    case 32:
      return G_CHECKSUM_MD5;
    case 40:
      return G_CHECKSUM_SHA1;
    default:
      return G_CHECKSUM_SHA256;
    }
}

/**
 * fv_release_find:
 * @size: a file's size
 * @type: kind of checksum
 * @checksum: the file's checksum
 *
 * Returns: (nullable): the release that it is
 */
const FvRelease *
fv_release_find (guint64 size, GChecksumType type, const gchar *checksum)
{
  for (gsize i = 0; i < G_N_ELEMENTS (releases); i++)
    if ((releases[i].size == size || releases[i].size == 0) &&
        get_type (&releases[i]) == type &&
        g_str_has_prefix (checksum, releases[i].checksum))
      return &releases[i];
  return NULL;
}

/* The kind of checksum by which a file of this size may be told, beside SHA-256. */
static GChecksumType
find_type (guint64 size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (releases); i++)
    if (releases[i].size == size)
      return get_type (&releases[i]);
  return G_CHECKSUM_SHA256;
}

/* @second: (nullable) */
static gboolean
add_file (const FvReader *reader, GChecksum *first, GChecksum *second, GError **error)
{
  g_autofree guint8 *bytes = g_malloc (N_BYTES_AT_ONCE);
  g_autoptr (GError) reason = NULL;
  gssize n_bytes = -1;

  if (g_seekable_seek (G_SEEKABLE (reader->stream), 0, G_SEEK_SET, NULL, &reason))
    while ((n_bytes = g_input_stream_read (reader->stream, bytes, N_BYTES_AT_ONCE, NULL,
                                           &reason)) > 0)
      {
        g_checksum_update (first, bytes, n_bytes);
        if (second != NULL)
          g_checksum_update (second, bytes, n_bytes);
      }
  if (n_bytes < 0)
    fv_reader_set_unreadable (reader, reason, error);
  return n_bytes == 0;
}

/**
 * fv_release_identify:
 * @reader: a file
 * @release: (out) (nullable): the release that it is
 * @sha256: (out) (transfer full): its checksum
 * @error: %FV_ERROR_FILE
 *
 * Reads the file from beginning to end.
 *
 * Returns: whether it could be read
 */
gboolean
fv_release_identify (const FvReader *reader, const FvRelease **release, gchar **sha256,
                     GError **error)
{
  GChecksumType type = find_type (reader->size);
  g_autoptr (GChecksum) usual = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GChecksum) other = NULL;

  if (type != G_CHECKSUM_SHA256)
    other = g_checksum_new (type);
  if (!add_file (reader, usual, other, error))
    return FALSE;
  *sha256 = g_strdup (g_checksum_get_string (usual));
  *release = fv_release_find (reader->size, G_CHECKSUM_SHA256, *sha256);
  if (*release == NULL && other != NULL)
    *release = fv_release_find (reader->size, type, g_checksum_get_string (other));
  return TRUE;
}
