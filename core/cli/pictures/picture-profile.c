/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Colors of pictures that are read: what is not sRGB by its profile becomes it, by Little
 * CMS, with what GIMP takes for a conversion: relative colorimetric, black point
 * compensated. */

#include "picture-profile.h"

#include <glib/gi18n-lib.h>
#include <lcms2.h>
#include <math.h>

#define N_PROBED 6 /* values of each channel at which a profile is compared with sRGB */
#define SAME     0.75 /* of 255: what no value of eight bits tells from sRGB */

static gboolean
set_error (const gchar *file, const gchar *reason, GError **error)
{
  g_autofree gchar *label = g_filename_display_name (file);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The colors of the picture “%s” cannot be told: %s. Convert it to sRGB "
                  "in GIMP, and export it again."),
               label, reason);
  return FALSE;
}

static cmsHTRANSFORM
make_transform (cmsHPROFILE profile, gboolean is_gray, gboolean has_alpha)
{
  cmsHPROFILE standard = cmsCreate_sRGBProfile ();
  cmsUInt32Number format = has_alpha ? TYPE_RGBA_8 : TYPE_RGB_8;
  cmsHTRANSFORM transform;

  /* Gray pictures come as R, G, B of the same value: the others are passed over. */
  if (is_gray)
    format = COLORSPACE_SH (PT_GRAY) | EXTRA_SH (has_alpha ? 3 : 2) | CHANNELS_SH (1) |
             BYTES_SH (1);
  transform =
      cmsCreateTransform (profile, format, standard, TYPE_RGB_FLT,
                          INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION);
  cmsCloseProfile (standard);
  return transform;
}

static void
copy_row (const guint8 *row, gint n_channels, gint width, gfloat *values)
{
  for (gint x = 0; x < width; x++)
    for (gint c = 0; c < 3; c++)
      values[3 * x + c] = row[n_channels * x + c];
}

static void
convert_row (cmsHTRANSFORM transform, const guint8 *row, gint width, gfloat *values)
{
  cmsDoTransform (transform, row, values, (cmsUInt32Number)width);
  for (gint i = 0; i < 3 * width; i++)
    values[i] = CLAMP (values[i] * 255.0f, 0.0f, 255.0f);
}

/* Whether the conversion changes nothing that could be seen, so that pixels may stay as
 * they are, to the bit. Most pictures with a profile are of this kind. */
static gboolean
is_standard (cmsHTRANSFORM transform, gint n_channels)
{
  for (gint i = 0; i < N_PROBED * N_PROBED * N_PROBED; i++)
    {
      const gint step = 255 / (N_PROBED - 1);
      guint8 pixel[4] = { i % N_PROBED * step, i / N_PROBED % N_PROBED * step,
                          i / N_PROBED / N_PROBED * step, 255 };
      gfloat values[3], same[3];

      convert_row (transform, pixel, 1, values);
      copy_row (pixel, n_channels, 1, same);
      for (gint c = 0; c < 3; c++)
        if (fabsf (values[c] - same[c]) > SAME)
          return FALSE;
    }
  return TRUE;
}

/* @transform: (out) (nullable): %NULL for a picture that is in sRGB */
static gboolean
find_transform (const gchar *file, const GdkPixbuf *pixbuf, cmsHTRANSFORM *transform,
                GError **error)
{
  const gchar *text = gdk_pixbuf_get_option ((GdkPixbuf *)pixbuf, "icc-profile");
  gboolean has_alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  g_autofree guchar *bytes = NULL;
  cmsColorSpaceSignature space;
  cmsHPROFILE profile;
  gsize length;

  *transform = NULL;
  if (text == NULL)
    return TRUE;
  bytes = g_base64_decode (text, &length);
  profile = cmsOpenProfileFromMem (bytes, (cmsUInt32Number)length);
  if (profile == NULL)
    return set_error (file, _ ("its color profile is damaged"), error);
  space = cmsGetColorSpace (profile);
  if (space == cmsSigRgbData || space == cmsSigGrayData)
    *transform = make_transform (profile, space == cmsSigGrayData, has_alpha);
  cmsCloseProfile (profile);
  if (*transform == NULL)
    return set_error (file, _ ("its color profile is neither of RGB nor of gray"), error);
  if (space == cmsSigRgbData && is_standard (*transform, has_alpha ? 4 : 3))
    g_clear_pointer (transform, cmsDeleteTransform);
  return TRUE;
}

/**
 * fv_picture_convert_colors:
 * @file: the file's name, for messages
 * @pixbuf: what was read from it
 * @image: (out caller-allocates): of the same size: R, G, B of sRGB in 0…255
 * @error: %FV_ERROR_FILE for a profile that is damaged, or of colors that are not R, G,
 *   B or gray (GdkPixbuf reads CMYK without regard to its profile)
 *
 * Returns: whether @image was filled
 */
gboolean
fv_picture_convert_colors (const gchar *file, const GdkPixbuf *pixbuf, FvImage *image,
                           GError **error)
{
  gsize stride = gdk_pixbuf_get_rowstride (pixbuf);
  cmsHTRANSFORM transform;

  if (!find_transform (file, pixbuf, &transform, error))
    return FALSE;
  for (gint y = 0; y < image->height; y++)
    {
      const guint8 *row = gdk_pixbuf_read_pixels (pixbuf) + y * stride;
      gfloat *values = image->data + (gsize)y * image->width * 3;

      if (transform != NULL)
        convert_row (transform, row, image->width, values);
      else
        copy_row (row, gdk_pixbuf_get_n_channels (pixbuf), image->width, values);
    }
  if (transform != NULL)
    cmsDeleteTransform (transform);
  return TRUE;
}
