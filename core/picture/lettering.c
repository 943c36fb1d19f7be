/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text in pictures: titles and labels. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>

/* The font's size, and the room before and behind the text, in heights of the strip */
#define FONT_SIZE 0.7
#define INDENT    0.15

#define WIDEST 32767 /* columns: cairo's limit; longer text is cut */

static PangoLayout *
create_layout (cairo_t *cairo, const gchar *text, gint width, gint height)
{
  PangoLayout *layout = pango_cairo_create_layout (cairo);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, FONT_SIZE * height * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, MAX (width - 2 * INDENT * height, 1) * PANGO_SCALE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Draws the text's coverage, 0…255. */
static void
draw_text (cairo_surface_t *surface, const gchar *text, gint width, gint height)
{
  cairo_t *cairo = cairo_create (surface);
  PangoLayout *layout = create_layout (cairo, text, width, height);
  gint text_height;

  pango_layout_get_pixel_size (layout, NULL, &text_height);
  cairo_move_to (cairo, INDENT * height, (height - text_height) / 2);
  pango_cairo_show_layout (cairo, layout);
  g_object_unref (layout);
  cairo_destroy (cairo);
}

/**
 * fv_lettering_draw:
 * @text: one line of text, in UTF-8
 * @bytes: (inout): the upper left corner of a strip of a picture: height rows of width ×
 *   3 bytes, R, G, B, each row @row_size bytes behind the one above it
 * @row_size: bytes from one of the picture's rows to the next, at least width × 3
 * @width: the strip's number of columns, at least 1
 * @height: the strip's number of rows, at least 1
 * @error: %FV_ERROR_MEMORY
 *
 * Writes white text on black into a strip, from its left edge on, as large as the strip
 * is high. What does not fit is left out, with an ellipsis.
 *
 * Returns: whether the text is there
 */
gboolean
fv_lettering_draw (const gchar *text, guint8 *bytes, gsize row_size, gint width,
                   gint height, GError **error)
{
  gint drawn = MIN (width, WIDEST);
  cairo_surface_t *surface;
  gboolean success;

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), FALSE);
  g_return_val_if_fail (bytes != NULL && width >= 1 && height >= 1, FALSE);
  g_return_val_if_fail (row_size >= (gsize)width * 3, FALSE);
  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, drawn, height);
  draw_text (surface, text, drawn, height);
  cairo_surface_flush (surface);
  success = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS;
  for (gint y = 0; success && y < height; y++)
    {
      const guint8 *row = cairo_image_surface_get_data (surface) +
                          (gsize)y * cairo_image_surface_get_stride (surface);

      for (gint x = 0; x < width; x++)
        for (gint c = 0; c < 3; c++)
          bytes[y * row_size + x * 3 + c] = x < drawn ? row[x] : 0;
    }
  if (!success)
    g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
                 _ ("There is not enough memory for text of %d×%d pixels. Choose a "
                    "smaller size, or leave the labels out."),
                 width, height);
  cairo_surface_destroy (surface);
  return success;
}
