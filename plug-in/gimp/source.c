/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The image and drawable that a procedure is called on: whether it can work on
 * them, and which region of the drawable the selection leaves. */

#include "source.h"
#include "gimp/host/drawable.h"
#include "gimp/host/image.h"
#include "gimp/host/item.h"
#include "gimp/host/layer.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Whether a layer of colours can be put into the image. It is asked again before
 * writing, since the user may have changed the image in the meantime. */
gboolean
source_check_image (gint32 image, GError **error)
{
  if (!image_is_valid (image))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The image does not exist any more. Keep it open until the "
                              "result is there."));
      return FALSE;
    }

  if (image_is_indexed (image))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The colors of an indexed image are limited to its "
                              "palette. Convert it first with Image › Mode › RGB."));
      return FALSE;
    }

  if (image_has_floating_selection (image))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The image has a floating selection. Anchor it, or make a "
                              "layer of it, first."));
      return FALSE;
    }

  return TRUE;
}

/* The image may have been closed, and the drawable deleted or changed, since it was last
 * looked at. Of what is not there any more, what was known stays. */
void
source_look (Source *source)
{
  gint32 image = source->image;
  gint32 drawable = source->drawable;

  source->is_open = image_is_valid (image);
  source->has_drawable =
      source->is_open && item_exists (drawable) && item_get_image (drawable) == image;
  if (!source->is_open)
    return;

  source->has_floating = image_has_floating_selection (image);
  source->image_width = image_get_width (image);
  source->image_height = image_get_height (image);
  source->is_gray = image_is_gray (image);
  source->precision = image_get_precision (image);
  source->has_selection = image_has_selection (image);
  if (!source->has_drawable)
    return;

  source->has_region = drawable_get_selected (
      drawable, &source->x, &source->y, &source->extent.width, &source->extent.height);
  drawable_get_offsets (drawable, &source->offset_x, &source->offset_y);
  source->width = drawable_get_width (drawable);
  source->height = drawable_get_height (drawable);
}

void
source_init (Source *source, gint32 image, gint32 drawable)
{
  memset (source, 0, sizeof *source);
  source->image = image;
  source->drawable = drawable;
  source_look (source);
}

/* The layer's mask that hides a part of the drawable, or -1 if none does. */
gint32
source_find_mask (gint32 drawable)
{
  if (!item_is_layer (drawable) || !layer_applies_mask (drawable))
    return -1;

  return layer_get_mask (drawable);
}

/* Whether there is an image that a result can be put into, which is that of the
 * drawable. */
gboolean
source_check (const Source *source, GError **error)
{
  if (!source_check_image (source->image, error))
    return FALSE;
  if (source->has_drawable || !item_exists (source->drawable))
    return TRUE;

  g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("The drawable belongs to another image. Give the image that "
                          "it is in."));
  return FALSE;
}

/* Whether the drawable is still there. GIMP itself sees to it that it is when a procedure
 * is called: only a dialog stays open for so long. */
gboolean
source_check_drawable (const Source *source, GError **error)
{
  if (source->has_drawable)
    return TRUE;

  if (source->is_open)
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("The layer was deleted while the dialog was open. Undo that, "
                            "or close the dialog and choose another layer."));
  else
    g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                         _ ("The image was closed while the dialog was open. Close the "
                            "dialog, and open the image again."));
  return FALSE;
}

/* Whether there is something to start from. */
gboolean
source_check_region (const Source *source, GError **error)
{
  if (!source_check_drawable (source, error))
    return FALSE;
  if (source->has_region)
    return TRUE;

  g_set_error_literal (error, FV_ERROR, FV_ERROR_SIZE,
                       _ ("The selection does not overlap the layer. Move it, or choose "
                          "Select › None."));
  return FALSE;
}

/* What is locked stays so in groups, and in a layer's mask. */
static gboolean
is_locked (gint32 item)
{
  if (item_is_layer_mask (item))
    item = layer_find_by_mask (item);

  for (; item > 0; item = item_get_parent (item))
    if (item_is_content_locked (item))
      return TRUE;
  return FALSE;
}

/* Whether the drawable's own pixels can be changed. */
gboolean
source_check_writable (const Source *source, GError **error)
{
  if (item_is_group (source->drawable))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("A layer group has no pixels of its own. Choose one of its "
                              "layers, or a new layer as output."));
      return FALSE;
    }

  if (item_is_generated (source->drawable))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The layer is made from a linked file or a path. Rasterize "
                              "it in the Layer menu, or choose a new layer as output."));
      return FALSE;
    }

  if (is_locked (source->drawable))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The layer’s pixels are locked. Unlock them in the layers "
                              "dialog, or choose a new layer as output."));
      return FALSE;
    }

  return TRUE;
}
