/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A photo that the network looks at, without changing it. */

#include "preprocess.h"

#include "picture/decode.h"
#include "picture/image.h"

/**
 * fv_photo_to_tensor_of_size:
 * @picture: a picture: R, G, B in 0…255
 * @network: the network that is to see it
 * @width: number of columns that it sees
 * @height: number of rows that it sees
 * @error: %FV_ERROR_SETTING for a value that is not finite; %FV_ERROR_SIZE or
 *   %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the input tensor, or %NULL
 */
FvImage *
fv_photo_to_tensor_of_size (const FvImage *picture, const FvNetwork *network, gint width,
                            gint height, GError **error)
{
  FvImage *tensor;
  gfloat mean[3];

  if (!fv_image_check_values (picture, error))
    return NULL;
  tensor = fv_image_resize (picture, width, height, error);
  if (tensor == NULL)
    return NULL;
  fv_network_get_mean (network, mean);
  fv_picture_to_tensor (tensor, mean, FV_COLORS_TRUE);
  return tensor;
}

/**
 * fv_photo_get_size:
 * @width: a picture's number of columns
 * @height: its number of rows
 * @longest_side: pixels of its longer side that the network sees; 0 for all
 * @seen_width: (out): number of columns that the network sees
 * @seen_height: (out): number of rows that the network sees
 *
 * A picture is made smaller, never larger.
 */
void
fv_photo_get_size (gint width, gint height, gint longest_side, gint *seen_width,
                   gint *seen_height)
{
  gint longest = MAX (width, height);
  gdouble scale = longest_side > 0 ? MIN ((gdouble)longest_side / longest, 1.0) : 1.0;

  *seen_width = MAX ((gint)(width * scale + 0.5), 1);
  *seen_height = MAX ((gint)(height * scale + 0.5), 1);
}

/* What was left open of a size, in the photo's proportions */
static gint
follow (gint side, gint other, gint other_seen)
{
  return (gint)CLAMP ((gdouble)side * other_seen / other + 0.5, 1.0, FV_MAXIMUM_SIDE);
}

/* Returns: whether the settings tell the size, which is set then */
static gboolean
take_size (const FvSettings *settings, gint *width, gint *height)
{
  gint photo_width = *width, photo_height = *height;

  if (settings->width <= 0 && settings->height <= 0)
    return FALSE;
  *width = settings->width > 0 ? settings->width
                               : follow (photo_width, photo_height, settings->height);
  *height = settings->height > 0 ? settings->height
                                 : follow (photo_height, photo_width, settings->width);
  return TRUE;
}

/**
 * fv_photo_get_seen_size:
 * @settings: @width, @height and @longest_side count
 * @width: a picture's number of columns
 * @height: its number of rows
 * @seen_width: (out): number of columns that the network sees
 * @seen_height: (out): number of rows that the network sees
 *
 * Whether a pass of that size is possible is not judged.
 */
void
fv_photo_get_seen_size (const FvSettings *settings, gint width, gint height,
                        gint *seen_width, gint *seen_height)
{
  *seen_width = width;
  *seen_height = height;
  if (!take_size (settings, seen_width, seen_height))
    fv_photo_get_size (width, height, settings->longest_side, seen_width, seen_height);
}

/**
 * fv_photo_get_classified_size:
 * @settings: @width, @height and @longest_side count
 * @least: pixels of the shorter side, at least, where the settings leave it open
 * @most: pixels of the shorter side, at most, likewise
 * @width: (inout): a picture's number of columns; that which a classifier sees
 * @height: (inout): its number of rows; likewise
 *
 * A picture is made larger, too. Whether a pass of that size is possible is not judged.
 */
void
fv_photo_get_classified_size (const FvSettings *settings, gint least, gint most,
                              gint *width, gint *height)
{
  gint shorter = MIN (*width, *height), longer = MAX (*width, *height);
  gdouble scale = settings->longest_side > 0
                      ? (gdouble)settings->longest_side / longer
                      : (gdouble)CLAMP (shorter, least, most) / shorter;

  if (take_size (settings, width, height))
    return;
  *width = (gint)(*width * scale + 0.5);
  *height = (gint)(*height * scale + 0.5);
}

/**
 * fv_photo_to_tensor:
 * @picture: a picture: R, G, B in 0…255
 * @network: the network that is to see it
 * @longest_side: see fv_photo_get_size()
 * @error: %FV_ERROR_SETTING for a value that is not finite; %FV_ERROR_SIZE or
 *   %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the input tensor, or %NULL
 */
FvImage *
fv_photo_to_tensor (const FvImage *picture, const FvNetwork *network, gint longest_side,
                    GError **error)
{
  gint width, height;

  fv_photo_get_size (picture->width, picture->height, longest_side, &width, &height);
  return fv_photo_to_tensor_of_size (picture, network, width, height, error);
}
