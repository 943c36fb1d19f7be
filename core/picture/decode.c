/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Between pictures and what the network sees, and from a picture of any range to 8
 * bits: "deprocess_image" and "process_image" of the seeds' scripts. */

#include "decode.h"

#include <math.h>

#include "image.h"
#include "resize.h"
#include "base/memory.h"

static void
swap_red_and_blue (FvImage *image)
{
  for (gsize i = 0; i < fv_image_get_n_values (image); i += 3)
    {
      gfloat red = image->data[i];

      image->data[i] = image->data[i + 2];
      image->data[i + 2] = red;
    }
}

/**
 * fv_picture_to_tensor:
 * @image: a picture, which becomes an input tensor
 * @mean: the network's mean, in the order B, G, R
 * @colors: with %FV_COLORS_FAITHFUL nothing is changed
 */
void
fv_picture_to_tensor (FvImage *image, const gfloat mean[3], FvColors colors)
{
  if (colors == FV_COLORS_FAITHFUL)
    return;
  swap_red_and_blue (image);
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] -= mean[i % 3];
}

/**
 * fv_tensor_to_picture:
 * @image: an input tensor, which becomes a picture
 * @mean: the network's mean, in the order B, G, R
 * @colors: with %FV_COLORS_FAITHFUL nothing is changed
 */
void
fv_tensor_to_picture (FvImage *image, const gfloat mean[3], FvColors colors)
{
  if (colors == FV_COLORS_FAITHFUL)
    return;
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] += mean[i % 3];
  swap_red_and_blue (image);
}

/**
 * fv_decoder_init_tensor:
 * @decoder: (out): the rule by which the picture of a tensor is decoded
 * @tensor: an input tensor
 * @mean: the network's mean, in the order B, G, R
 * @colors: as the tensor's
 * @contrast: see fv_picture_decode()
 * @epsilon: see fv_picture_decode()
 *
 * As if fv_tensor_to_picture() had changed a copy of it.
 */
void
fv_decoder_init_tensor (FvDecoder *decoder, const FvImage *tensor, const gfloat mean[3],
                        FvColors colors, gdouble contrast, gdouble epsilon)
{
  gsize n = fv_image_get_n_values (tensor);
  gfloat offset[3] = { 0.0f, 0.0f, 0.0f };
  gdouble sum = 0.0, squares = 0.0, center;

  *decoder = (FvDecoder){ 0.0, 0.0, contrast, epsilon };
  if (contrast == 0.0)
    return;
  for (gint i = 0; i < 3 && colors != FV_COLORS_FAITHFUL; i++)
    offset[i] = mean[i];
  for (gsize i = 0; i < n; i++)
    sum += tensor->data[i] + offset[i % 3];
  center = sum / n;
  for (gsize i = 0; i < n; i++)
    squares += (tensor->data[i] + offset[i % 3] - center) *
               (tensor->data[i] + offset[i % 3] - center);
  decoder->mean = center;
  decoder->deviation = sqrt (squares / n);
}

static void
decoder_init (FvDecoder *decoder, const FvImage *picture, gdouble contrast,
              gdouble epsilon)
{
  fv_decoder_init_tensor (decoder, picture, NULL, FV_COLORS_FAITHFUL, contrast, epsilon);
}

static gdouble
normalise (const FvDecoder *decoder, gdouble value)
{
  return (value - decoder->mean) / (decoder->deviation + decoder->epsilon) *
             decoder->contrast +
         0.5;
}

static gdouble
decode (const FvDecoder *decoder, gdouble value)
{
  value = decoder->contrast > 0.0 ? normalise (decoder, value) : value / 255.0;
  return CLAMP (value, 0.0, 1.0) * 255.0;
}

static guint8 *
decode_to_bytes (const FvDecoder *decoder, const FvImage *picture, GError **error)
{
  gsize n = fv_image_get_n_values (picture);
  guint8 *bytes = fv_memory_new (n, 1, error);
  gdouble rounding = decoder->contrast > 0.0 ? 0.0 : 0.5;

  for (gsize i = 0; bytes != NULL && i < n; i++)
    bytes[i] = decode (decoder, picture->data[i]) + rounding;
  return bytes;
}

/**
 * fv_decoder_apply:
 * @decoder: a rule
 * @picture: a picture of any range, whose values are replaced by 0…255
 */
void
fv_decoder_apply (const FvDecoder *decoder, FvImage *picture)
{
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    picture->data[i] = decode (decoder, picture->data[i]);
}

/**
 * fv_picture_decode:
 * @picture: a picture of any range, whose values are replaced by 0…255
 * @contrast: the standard deviation it gets around the middle gray, where 1 is the
 *   whole range; 0 only clips
 * @epsilon: added to the old standard deviation before dividing by it
 */
void
fv_picture_decode (FvImage *picture, gdouble contrast, gdouble epsilon)
{
  FvDecoder decoder;

  decoder_init (&decoder, picture, contrast, epsilon);
  fv_decoder_apply (&decoder, picture);
}

/**
 * fv_picture_decode_to_bytes:
 * @picture: a picture of any range
 * @contrast: see fv_picture_decode()
 * @epsilon: see fv_picture_decode()
 * @error: %FV_ERROR_MEMORY
 *
 * As the scripts do, this cuts the fraction off; but values that only are clipped
 * are rounded, so that 8 bits in are the same 8 bits out.
 *
 * Returns: (transfer full): height × width × 3 bytes, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_picture_decode_to_bytes (const FvImage *picture, gdouble contrast, gdouble epsilon,
                            GError **error)
{
  FvDecoder decoder;

  decoder_init (&decoder, picture, contrast, epsilon);
  return decode_to_bytes (&decoder, picture, error);
}

/**
 * fv_image_to_bytes:
 * @image: a picture: R, G, B in 0…255; what is beyond counts as 0 or 255
 * @error: %FV_ERROR_MEMORY
 *
 * The counterpart of fv_image_new_from_bytes(): values are rounded to the nearest byte.
 *
 * Returns: (transfer full): height × width × 3 bytes, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_image_to_bytes (const FvImage *image, GError **error)
{
  g_return_val_if_fail (fv_image_has_data (image), NULL);
  return fv_picture_decode_to_bytes (image, 0.0, 0.0, error);
}

/**
 * fv_picture_normalise:
 * @picture: a picture of any range
 * @contrast: see fv_picture_decode(), greater than 0
 * @epsilon: see fv_picture_decode()
 *
 * Does to the picture what "deprocess_image" of the Keras script does to its argument, in
 * place, before it makes a copy to clip: its mean becomes 0.5, and @contrast its standard
 * deviation.
 */
void
fv_picture_normalise (FvImage *picture, gdouble contrast, gdouble epsilon)
{
  FvDecoder decoder;

  decoder_init (&decoder, picture, contrast, epsilon);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    picture->data[i] = normalise (&decoder, picture->data[i]);
}

/* What fv_picture_normalise() would make of a picture's mean and standard deviation */
static void
normalise_decoder (FvDecoder *decoder)
{
  decoder->mean = 0.5;
  decoder->deviation *= decoder->contrast / (decoder->deviation + decoder->epsilon);
}

/* "process_image": 8 bits back to the range that the picture had */
static FvImage *
encode (const FvDecoder *decoder, const guint8 *bytes, gint width, gint height,
        GError **error)
{
  FvImage *picture = fv_image_new (width, height, error);

  if (picture == NULL)
    return NULL;
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    picture->data[i] =
        (bytes[i] / 255.0 - 0.5) / decoder->contrast * decoder->deviation + decoder->mean;
  return picture;
}

/**
 * fv_picture_resize_decoded:
 * @picture: a picture of any range
 * @width: new number of columns
 * @height: new number of rows
 * @contrast: see fv_picture_decode(), greater than 0
 * @epsilon: see fv_picture_decode()
 * @in_place: whether decoding changes the picture, as in the script
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * How the Keras script goes from one scale to the next: the picture is decoded to 8
 * bits, resized by Pillow's bicubic filter, and given its old mean and standard
 * deviation again, as its "process_image" says. But when the script runs, these are what
 * fv_picture_normalise() left, so that the next scale begins at 0…1: that is @in_place.
 *
 * Returns: (transfer full): the resized picture, or %NULL
 */
FvImage *
fv_picture_resize_decoded (const FvImage *picture, gint width, gint height,
                           gdouble contrast, gdouble epsilon, gboolean in_place,
                           GError **error)
{
  FvDecoder decoder;
  guint8 *bytes, *resized = NULL;
  FvImage *result = NULL;

  decoder_init (&decoder, picture, contrast, epsilon);
  bytes = decode_to_bytes (&decoder, picture, error);
  if (bytes != NULL)
    resized =
        fv_bytes_resize (bytes, picture->width, picture->height, width, height, error);
  if (in_place)
    normalise_decoder (&decoder);
  if (resized != NULL)
    result = encode (&decoder, resized, width, height, error);
  fv_memory_free (bytes);
  fv_memory_free (resized);
  return result;
}
