/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cell's file is a PNG. Behind how the cell was made, its comment has two lines more:
 * the checksum of the job that it is of, and one over that, the filter and the pixels. So
 * a cell that was exchanged for another, or changed, is noticed. */

#include "sheet-cell-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "checksum.h"
#include "pictures/picture.h"

/* The signature, and the chunk that comes first: its length, its name, width, height,
 * bits of a value, kind of color */
#define SIGNATURE    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define AT_WIDTH     16
#define AT_HEIGHT    20
#define AT_DEPTH     24
#define AT_COLORS    25
#define HEADER_SIZE  33
#define RGB          2
#define LARGEST_TEXT ((gsize)1 << 20)

#define JOB_KEY  "job="
#define CELL_KEY "cell="

static gchar *
get_checksum (const FvCell *cell, const gchar *job)
{
  g_autofree gchar *pixels =
      fv_bytes_get_checksum (cell->bytes, (gsize)cell->width * cell->height * 3);
  g_autofree gchar *text = g_strdup_printf ("%s %d %s", job, cell->filter, pixels);

  return fv_text_get_checksum (text);
}

/**
 * fv_sheet_cell_get_checksum:
 * @cell: a cell
 * @job: the checksum of its job
 *
 * Returns: (transfer full): text that is another for another job, filter or picture; ""
 *   for a cell without a picture
 */
gchar *
fv_sheet_cell_get_checksum (const FvCell *cell, const gchar *job)
{
  return cell->bytes == NULL ? g_strdup ("") : get_checksum (cell, job);
}

/**
 * fv_sheet_cell_encode:
 * @cell: a cell with a picture
 * @job: the checksum of its job
 * @record: how it was made
 * @contents: (out) (transfer full): a file's contents
 * @length: (out): how many bytes they are
 * @error: why it cannot be done, which is no sentence yet
 *
 * Returns: whether @contents were made
 */
gboolean
fv_sheet_cell_encode (const FvCell *cell, const gchar *job, const gchar *record,
                      gchar **contents, gsize *length, GError **error)
{
  g_autofree gchar *checksum = get_checksum (cell, job);
  g_autofree gchar *text =
      g_strconcat (record, JOB_KEY, job, "\n" CELL_KEY, checksum, "\n", NULL);

  return fv_picture_encode ("cell.png", cell->bytes, cell->width, cell->height, NULL,
                            text, contents, length, error);
}

/* Reading --------------------------------------------------------------------------- */

/* Texts come before the pixels: they are there even if the end of the file is not. */
static gboolean
has_line (const gchar *contents, gsize length, const gchar *key, const gchar *value)
{
  g_autofree gchar *line = g_strconcat ("\n", key, value, "\n", NULL);
  gsize n = strlen (line), end = MIN (length, LARGEST_TEXT);

  for (gsize begin = 0; begin + n <= end; begin++)
    if (memcmp (contents + begin, line, n) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_png (const gchar *contents, gsize length)
{
  return length >= HEADER_SIZE && memcmp (contents, SIGNATURE, sizeof SIGNATURE - 1) == 0;
}

/**
 * fv_sheet_cell_is_of_job:
 * @contents: of a file
 * @length: how many bytes they are
 * @job: the checksum of a job
 *
 * Returns: whether the file was made as a cell of the job, whatever became of its pixels
 */
gboolean
fv_sheet_cell_is_of_job (const gchar *contents, gsize length, const gchar *job)
{
  return is_png (contents, length) && has_line (contents, length, JOB_KEY, job);
}

static guint32
get_number (const gchar *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_BE (number);
}

/* Before there is memory for its pixels */
static gboolean
check_header (const FvCell *cell, const gchar *contents, gsize length, GError **error)
{
  if (!is_png (contents, length))
    g_set_error_literal (error, FV_ERROR, FV_ERROR_FILE, _ ("it is no PNG file"));
  else if (get_number (contents + AT_WIDTH) == (guint32)cell->width &&
           get_number (contents + AT_HEIGHT) == (guint32)cell->height &&
           contents[AT_DEPTH] == 8 && contents[AT_COLORS] == RGB)
    return TRUE;
  else
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("it is not of %d×%d pixels with R, G and B"), cell->width,
                 cell->height);
  return FALSE;
}

static GdkPixbuf *
decode (const gchar *contents, gsize length, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader =
      gdk_pixbuf_loader_new_with_mime_type ("image/png", error);
  GdkPixbuf *pixbuf = NULL;
  gboolean is_read =
      loader != NULL &&
      gdk_pixbuf_loader_write (loader, (const guchar *)contents, length, error);

  if (loader != NULL && !gdk_pixbuf_loader_close (loader, is_read ? error : NULL))
    is_read = FALSE;
  if (is_read)
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  return pixbuf != NULL ? g_object_ref (pixbuf) : NULL;
}

static guint8 *
copy_pixels (GdkPixbuf *pixbuf, GError **error)
{
  gint width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  guint8 *bytes = fv_memory_new ((gsize)width * height, 3, error);

  for (gint y = 0; bytes != NULL && y < height; y++)
    memcpy (bytes + (gsize)y * width * 3,
            gdk_pixbuf_read_pixels (pixbuf) +
                (gsize)y * gdk_pixbuf_get_rowstride (pixbuf),
            (gsize)width * 3);
  return bytes;
}

static gboolean
read_pixels (FvCell *cell, const gchar *contents, gsize length, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = decode (contents, length, error);

  if (pixbuf == NULL)
    return FALSE;
  if (gdk_pixbuf_get_n_channels (pixbuf) != 3 ||
      gdk_pixbuf_get_width (pixbuf) != cell->width ||
      gdk_pixbuf_get_height (pixbuf) != cell->height)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                   _ ("it is not of %d×%d pixels with R, G and B"), cell->width,
                   cell->height);
      return FALSE;
    }
  cell->bytes = copy_pixels (pixbuf, error);
  return cell->bytes != NULL;
}

static gboolean
check_proof (const FvCell *cell, const gchar *job, const gchar *contents, gsize length,
             GError **error)
{
  g_autofree gchar *checksum = get_checksum (cell, job);

  if (has_line (contents, length, CELL_KEY, checksum))
    return TRUE;
  g_set_error_literal (error, FV_ERROR, FV_ERROR_FILE,
                       _ ("it was changed, or is another filter’s"));
  return FALSE;
}

/**
 * fv_sheet_cell_decode:
 * @cell: a cell, whose picture is set
 * @job: the checksum of its job
 * @contents: of a file
 * @length: how many bytes they are
 * @error: a reason, which is no sentence yet
 *
 * Returns: whether it is the cell's picture, as it was made
 */
gboolean
fv_sheet_cell_decode (FvCell *cell, const gchar *job, const gchar *contents, gsize length,
                      GError **error)
{
  if (!check_header (cell, contents, length, error))
    return FALSE;
  if (!fv_sheet_cell_is_of_job (contents, length, job))
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_FILE,
                           _ ("it was not made for this sheet"));
      return FALSE;
    }
  if (read_pixels (cell, contents, length, error) &&
      check_proof (cell, job, contents, length, error))
    return TRUE;
  fv_cell_clear (cell);
  return FALSE;
}

/**
 * fv_sheet_cell_get_largest_file:
 * @cell: a cell
 *
 * Returns: how many bytes its file may have: more than pixels that cannot be compressed
 *   take
 */
gsize
fv_sheet_cell_get_largest_file (const FvCell *cell)
{
  return ((gsize)cell->width * 3 + 16) * cell->height * 5 / 4 + 2 * LARGEST_TEXT;
}
