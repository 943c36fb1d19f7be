/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A photo that the network looks at, without changing it. */

#include "photo.h"

#include "decode.h"
#include "image.h"

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
 * fv_photo_to_tensor:
 * @picture: a picture: R, G, B in 0…255
 * @network: the network that is to see it
 * @longest_side: pixels of its longer side that the network sees; 0 for all
 * @error: %FV_ERROR_SETTING for a value that is not finite; %FV_ERROR_SIZE or
 *   %FV_ERROR_MEMORY
 *
 * A picture is made smaller, never larger.
 *
 * Returns: (transfer full): the input tensor, or %NULL
 */
FvImage *
fv_photo_to_tensor (const FvImage *picture, const FvNetwork *network, gint longest_side,
                    GError **error)
{
  gint longest = MAX (picture->width, picture->height);
  gdouble scale = longest_side > 0 ? MIN ((gdouble)longest_side / longest, 1.0) : 1.0;

  return fv_photo_to_tensor_of_size (
      picture, network, MAX ((gint)(picture->width * scale + 0.5), 1),
      MAX ((gint)(picture->height * scale + 0.5), 1), error);
}
