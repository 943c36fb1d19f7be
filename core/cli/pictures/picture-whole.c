/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a picture's file is there to its end. GdkPixbuf shows what there is of a JPEG
 * or BMP file, and does not tell; of the other formats it does. */

#include "picture-whole.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "featvis.h"

#define BMP_HEADER 54 /* bytes */
#define JPEG_SCALE 8  /* rows and columns are made fewer, which costs less time */

typedef gboolean (*Check) (FILE *stream);

/* JPEG ------------------------------------------------------------------------------- */

typedef struct
{
  struct jpeg_error_mgr base;
  jmp_buf escape;
  gboolean is_cut;
} JpegErrors;

static void
on_jpeg_error (j_common_ptr decoder)
{
  longjmp (((JpegErrors *)decoder->err)->escape, 1);
}

/* Cameras write files with harmless faults; only an early end is none. */
static void
on_jpeg_message (j_common_ptr decoder, int level)
{
  JpegErrors *errors = (JpegErrors *)decoder->err;

  if (level < 0 && (errors->base.msg_code == JWRN_JPEG_EOF ||
                    errors->base.msg_code == JWRN_HIT_MARKER))
    errors->is_cut = TRUE;
}

static void
read_jpeg (j_decompress_ptr decoder, FILE *stream, const JpegErrors *errors)
{
  JSAMPARRAY row;

  jpeg_stdio_src (decoder, stream);
  jpeg_read_header (decoder, TRUE);
  decoder->scale_denom = JPEG_SCALE;
  jpeg_start_decompress (decoder);
  row = decoder->mem->alloc_sarray (
      (j_common_ptr)decoder, JPOOL_IMAGE,
      decoder->output_width * (JDIMENSION)decoder->output_components, 1);
  while (!errors->is_cut && decoder->output_scanline < decoder->output_height)
    jpeg_read_scanlines (decoder, row, 1);
  if (!errors->is_cut)
    jpeg_finish_decompress (decoder);
}

/* GdkPixbuf has read the file, so what is an error here is no early end. */
static gboolean
is_jpeg_whole (FILE *stream)
{
  struct jpeg_decompress_struct decoder;
  JpegErrors errors = { .is_cut = FALSE };

  decoder.err = jpeg_std_error (&errors.base);
  errors.base.error_exit = on_jpeg_error;
  errors.base.emit_message = on_jpeg_message;
  jpeg_create_decompress (&decoder);
  if (setjmp (errors.escape) == 0)
    read_jpeg (&decoder, stream, &errors);
  jpeg_destroy_decompress (&decoder);
  return !errors.is_cut;
}

/* The others ------------------------------------------------------------------------- */

static guint32
get_number (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_LE (number);
}

/* Where the pixels of a BMP file end; of compressed ones, it is told in the header. */
static gboolean
is_bmp_whole (FILE *stream)
{
  guint8 header[BMP_HEADER];
  guint64 end, width, height, bits;

  if (fread (header, 1, sizeof header, stream) < sizeof header)
    return FALSE;
  width = ABS ((gint64)(gint32)get_number (header + 18));
  height = ABS ((gint64)(gint32)get_number (header + 22));
  bits = header[28];
  end = get_number (header + 34);
  if (get_number (header + 30) % 3 == 0)
    end = (width * bits + 31) / 32 * 4 * height;
  return fseek (stream, 0, SEEK_END) == 0 &&
         (guint64)ftell (stream) >= get_number (header + 10) + end;
}

/**
 * fv_picture_check_whole:
 * @file: a picture's file that GdkPixbuf reads
 * @format: (nullable): its format
 * @error: %FV_ERROR_FILE: a reason, which ends no sentence yet
 *
 * Returns: whether nothing is missing at its end
 */
gboolean
fv_picture_check_whole (const gchar *file, GdkPixbufFormat *format, GError **error)
{
  static const struct
  {
    const gchar *format;
    Check is_whole;
  } checks[] = {
    { "jpeg", is_jpeg_whole },
    { "bmp", is_bmp_whole },
  };
  g_autofree gchar *name = format ? gdk_pixbuf_format_get_name (format) : NULL;
  FILE *stream = g_fopen (file, "rb");
  gboolean is_whole = stream != NULL;

  for (gsize i = 0; is_whole && i < G_N_ELEMENTS (checks); i++)
    if (g_strcmp0 (name, checks[i].format) == 0)
      is_whole = checks[i].is_whole (stream);
  if (stream != NULL)
    fclose (stream);
  if (!is_whole)
    g_set_error_literal (error, FV_ERROR, FV_ERROR_FILE,
                         _ ("the file is truncated, and its end is missing"));
  return is_whole;
}
