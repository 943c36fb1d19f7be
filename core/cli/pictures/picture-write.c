/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures that are written: what the file's name says, by what GdkPixbuf can save. */

#include "picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_ENDING  5     /* what is longer, such as mktemp's, tells no format */
#define LONGEST_COMMENT 65533 /* bytes, in a JPEG file */

/* What is told to a saver, besides pixels */
typedef struct
{
  const gchar *format;
  const gchar *key; /* NULL if nothing */
  const gchar *value;
  gboolean keeps_alpha;
} Saver;

static const Saver savers[] = {
  { "png", "tEXt::Software", "featvis " FV_VERSION, TRUE },
  { "jpeg", "quality", "95", FALSE },
  { "tiff", "compression", "5" /* LZW */, TRUE },
  { "bmp", NULL, NULL, FALSE },
  { "webp", "quality", "95", TRUE },
};

/* Formats ---------------------------------------------------------------------------- */

/* Returns: (transfer full): "jpg" of "picture.jpg"; "png" where the name tells nothing */
static gchar *
get_ending (const gchar *file)
{
  g_autofree gchar *name = g_path_get_basename (file);
  const gchar *ending = strrchr (name, '.');
  gboolean tells = ending != NULL && g_ascii_isalpha (ending[1]) &&
                   strlen (ending + 1) <= LONGEST_ENDING;

  for (gsize i = 1; tells && ending[i] != '\0'; i++)
    tells = g_ascii_isalnum (ending[i]);
  return tells ? g_ascii_strdown (ending + 1, -1) : g_strdup ("png");
}

/* The saver of a format, if it is among the known ones: of others, such as icons, not all
 * pictures can be saved. */
static const Saver *
get_saver (const GdkPixbufFormat *format)
{
  g_autofree gchar *name = gdk_pixbuf_format_get_name ((gpointer)format);

  for (gsize i = 0; i < G_N_ELEMENTS (savers); i++)
    if (strcmp (savers[i].format, name) == 0 &&
        gdk_pixbuf_format_is_writable ((gpointer)format))
      return &savers[i];
  return NULL;
}

static gboolean
has_ending (const GdkPixbufFormat *format, const gchar *ending)
{
  g_auto (GStrv) endings = gdk_pixbuf_format_get_extensions ((gpointer)format);

  return g_strv_contains ((const gchar *const *)endings, ending);
}

/* @known: (nullable): the formats that can be written, as a list for people */
static const Saver *
find_saver (const gchar *ending, GString *known)
{
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();
  const Saver *found = NULL;

  for (const GSList *item = formats; item != NULL && found == NULL; item = item->next)
    {
      const Saver *saver = get_saver (item->data);

      if (saver != NULL && known != NULL)
        g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", saver->format);
      if (saver != NULL && has_ending (item->data, ending))
        found = saver;
    }
  return found;
}

static gboolean
is_transparent (const FvPicture *source)
{
  return source != NULL && source->alpha != NULL;
}

/**
 * fv_picture_check_output:
 * @file: a picture's file that will be written
 * @source: (nullable): the picture whose transparency it will have
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether there is a saver for what the name says, that keeps all there is
 */
gboolean
fv_picture_check_output (const gchar *file, const FvPicture *source, GError **error)
{
  g_autofree gchar *ending = get_ending (file);
  g_autoptr (GString) known = g_string_new (NULL);
  const Saver *saver = find_saver (ending, known);

  if (saver == NULL)
    g_set_error (
        error, FV_ERROR, FV_ERROR_FILE,
        _ ("No picture can be written as “.%s”. Choose a name that ends in one of "
           "these: %s."),
        ending, known->str);
  else if (is_transparent (source) && !saver->keeps_alpha)
    g_set_error (
        error, FV_ERROR, FV_ERROR_FILE,
        _ ("The picture is transparent in places, which “.%s” cannot tell. Choose "
           "a name that ends in png or tiff."),
        ending);
  else
    return TRUE;
  return FALSE;
}

/**
 * fv_picture_number_file:
 * @file: a file's name: "folder/dream.png"
 * @number: from 1
 * @n_digits: how many digits it has at least: 4
 *
 * Returns: (transfer full): a name for one of a series: "folder/dream-0001.png"
 */
gchar *
fv_picture_number_file (const gchar *file, gint number, gint n_digits)
{
  g_autofree gchar *ending = get_ending (file);
  gsize length = strlen (file), n = strlen (ending) + 1;
  gboolean has_ending = length > n && file[length - n] == '.' &&
                        g_ascii_strcasecmp (file + length - n + 1, ending) == 0;

  if (!has_ending)
    return g_strdup_printf ("%s-%0*d.png", file, n_digits, number);
  return g_strdup_printf ("%.*s-%0*d%s", (gint)(length - n), file, n_digits, number,
                          file + length - n);
}

/* Encoding --------------------------------------------------------------------------- */

/* Pixels with the transparency of @source, and its colors where nothing is seen */
static GdkPixbuf *
add_alpha (const guint8 *bytes, gint width, gint height, const FvPicture *source)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);

  for (gint y = 0; pixbuf != NULL && y < height; y++)
    {
      guint8 *row =
          gdk_pixbuf_get_pixels (pixbuf) + (gsize)y * gdk_pixbuf_get_rowstride (pixbuf);
      gsize first = (gsize)y * width;

      for (gint x = 0; x < width; x++)
        {
          gfloat alpha = source->alpha[first + x];
          gboolean is_hidden = alpha <= 0.0f && source->hidden != NULL;

          for (gint c = 0; c < 3; c++)
            row[4 * x + c] =
                is_hidden ? (guint8)(source->hidden->data[3 * (first + x) + c] + 0.5f)
                          : bytes[3 * (first + x) + c];
          row[4 * x + 3] = (guint8)(alpha * 255.0f + 0.5f);
        }
    }
  return pixbuf;
}

static gboolean
set_error (const gchar *ending, const GError *reason, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The picture cannot be made a “.%s” file: %s. Choose a smaller size or "
                  "another format."),
               ending, reason != NULL ? reason->message : _ ("not enough memory"));
  return FALSE;
}

/* A comment stands behind the first segment, which JFIF has at the beginning. */
static void
add_jpeg_comment (const gchar *text, gchar **contents, gsize *length)
{
  const guint8 *old = (const guint8 *)*contents;
  gsize n = strlen (text), first = *length > 6 ? 4 + old[4] * 256u + old[5] : *length;
  GByteArray *array = g_byte_array_new ();
  guint8 head[4] = { 0xff, 0xfe, (guint8)((n + 2) >> 8), (guint8)(n + 2) };

  first = MIN (first, *length);
  g_byte_array_append (array, old, (guint)first);
  if (n <= LONGEST_COMMENT)
    {
      g_byte_array_append (array, head, sizeof head);
      g_byte_array_append (array, (const guint8 *)text, (guint)n);
    }
  g_byte_array_append (array, old + first, (guint)(*length - first));
  g_free (*contents);
  *length = array->len;
  *contents = (gchar *)g_byte_array_free (array, FALSE);
}

static gboolean
save (GdkPixbuf *pixbuf, const Saver *saver, const gchar *record, gchar **contents,
      gsize *length, GError **error)
{
  gboolean is_png = strcmp (saver->format, "png") == 0;
  const gchar *keys[] = { saver->key, is_png ? "tEXt::Comment" : NULL, NULL };
  const gchar *values[] = { saver->value, record, NULL };

  if (!gdk_pixbuf_save_to_bufferv (pixbuf, contents, length, saver->format,
                                   (gchar **)keys, (gchar **)values, error))
    return FALSE;
  if (strcmp (saver->format, "jpeg") == 0)
    add_jpeg_comment (record, contents, length);
  return TRUE;
}

/**
 * fv_picture_encode:
 * @file: the file's name, which tells the format
 * @bytes: height × width × 3: R, G, B
 * @width: number of columns
 * @height: number of rows
 * @source: (nullable): a picture of that size whose transparency it gets
 * @record: how it was made, to be stored with it as text: as PNG and JPEG can
 * @contents: (out) (transfer full): the file's contents
 * @length: (out): their length
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether @contents were made
 */
gboolean
fv_picture_encode (const gchar *file, const guint8 *bytes, gint width, gint height,
                   const FvPicture *source, const gchar *record, gchar **contents,
                   gsize *length, GError **error)
{
  g_autofree gchar *ending = get_ending (file);
  const Saver *saver = find_saver (ending, NULL);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GdkPixbuf) pixbuf =
      is_transparent (source)
          ? add_alpha (bytes, width, height, source)
          : gdk_pixbuf_new_from_data (bytes, GDK_COLORSPACE_RGB, FALSE, 8, width, height,
                                      width * 3, NULL, NULL);

  return (pixbuf != NULL && saver != NULL &&
          save (pixbuf, saver, record, contents, length, &reason)) ||
         set_error (ending, reason, error);
}

/**
 * fv_picture_write:
 * @file: the file's name, which fv_picture_check_output() accepted; "-" for the standard
 *   output
 * @bytes: height × width × 3: R, G, B
 * @width: number of columns
 * @height: number of rows
 * @source: (nullable): a picture of that size whose transparency it gets
 * @record: see fv_picture_encode()
 * @error: %FV_ERROR_FILE
 *
 * The file is complete or as it was before.
 *
 * Returns: whether it was written
 */
gboolean
fv_picture_write (const gchar *file, const guint8 *bytes, gint width, gint height,
                  const FvPicture *source, const gchar *record, GError **error)
{
  g_autofree gchar *contents = NULL;
  gsize length;

  return fv_picture_encode (file, bytes, width, height, source, record, &contents,
                            &length, error) &&
         fv_output_put (file, contents, length, error);
}
