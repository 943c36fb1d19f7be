/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A guide that is in a file. GIMP opens it, so that all of its formats can be used, and
 * closes it as soon as it has been read: a plug-in that is ended leaves nothing open.
 *
 * A dialog asks for the same file with each change. What was found out last is kept: its
 * size, and a picture that is small enough to be kept for drafts. */

#include "guide-file.h"
#include "pixels.h"
#include "gimp/host/drawable.h"
#include "gimp/host/error.h"
#include "gimp/host/image.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#define SMALL_SIDE 1024 /* pixels: as much as drafts see of a layer */

/* The file that was looked at last */
static struct
{
  gchar *state;   /* its path, time and size, or NULL */
  FvImage extent; /* without pixels */
  FvImage *small;
  GError *problem;
} last;

/* A path that a person or a script gives: absolute, since a record is to name it. */
gchar *
guide_file_get_path (const gchar *text)
{
  g_autofree gchar *path = fv_path_expand (text);

  return g_canonicalize_filename (path, NULL);
}

/* What changes when the file does */
gchar *
guide_file_get_state (const gchar *file)
{
  g_autoptr (GFile) place = g_file_new_for_path (file);
  g_autoptr (GFileInfo) info = g_file_query_info (
      place, G_FILE_ATTRIBUTE_ETAG_VALUE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
      G_FILE_QUERY_INFO_NONE, NULL, NULL);
  const gchar *tag = info ? g_file_info_get_etag (info) : NULL;

  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT, file, tag ? tag : "",
                          info ? (gint64)g_file_info_get_size (info) : -1);
}

/* Reading */

static gboolean
check_file (const gchar *file, GError **error)
{
  g_autofree gchar *name = g_filename_display_name (file);

  if (g_file_test (file, G_FILE_TEST_IS_REGULAR))
    return TRUE;

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("There is no picture file “%s”. Choose another one, or a layer of an "
                  "open image."),
               name);
  return FALSE;
}

static void
set_load_error (const gchar *file, const gchar *problem, GError **error)
{
  g_autofree gchar *name = g_filename_display_name (file);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The picture file “%s” cannot be read (%s). Choose another one."), name,
               problem);
}

/* The only layer, as photos have one, just as it is; else all that is visible. */
static gint32
find_drawable (gint32 image)
{
  gint n_layers;
  g_autofree gint32 *layers = image_get_layers (image, &n_layers);

  return n_layers == 1 ? layers[0] : image_add_visible (image);
}

/* What is visible in the image, as a picture without transparency. */
static FvImage *
read_image (gint32 image, const gchar *file, GError **error)
{
  Source source = { .image = image, .drawable = find_drawable (image) };
  g_autoptr (FvImage) picture = NULL;
  g_autofree gfloat *alpha = NULL;

  if (source.drawable == -1)
    {
      set_load_error (file, error_get_last (), error);
      return NULL;
    }

  source.extent = (FvImage){ .width = drawable_get_width (source.drawable),
                             .height = drawable_get_height (source.drawable) };
  if (!pixels_read_drawable (&source, &picture, &alpha, error))
    return NULL;
  if (!alpha || fv_image_fill_hidden (picture, alpha))
    return g_steal_pointer (&picture);

  set_load_error (file, _ ("nothing is visible in it"), error);
  return NULL;
}

FvImage *
guide_file_read (const gchar *file, GError **error)
{
  FvImage *picture;
  gint32 image;

  if (!check_file (file, error))
    return NULL;

  image = image_load (file);
  if (image == -1)
    {
      set_load_error (file, error_get_last (), error);
      return NULL;
    }

  picture = read_image (image, file, error);
  image_delete (image);
  return picture;
}

/* What is kept */

static FvImage *
shrink (const FvImage *picture, gint width, gint height)
{
  return width < picture->width || height < picture->height
             ? fv_image_resize (picture, MIN (width, picture->width),
                                MIN (height, picture->height), NULL)
             : fv_image_copy (picture, NULL);
}

static void
forget (void)
{
  g_clear_pointer (&last.state, g_free);
  g_clear_pointer (&last.small, fv_image_free);
  g_clear_error (&last.problem);
}

static void
look (const gchar *file)
{
  g_autoptr (FvImage) picture = guide_file_read (file, &last.problem);
  gdouble scale;

  if (!picture)
    return;

  scale = MIN (1.0, (gdouble)SMALL_SIDE / MAX (picture->width, picture->height));
  last.extent = (FvImage){ .width = picture->width, .height = picture->height };
  last.small = shrink (picture, MAX ((gint)(picture->width * scale), 1),
                       MAX ((gint)(picture->height * scale), 1));
}

/* Looks at the file, if that has not been done as it is now. */
static gboolean
find (const gchar *file, GError **error)
{
  g_autofree gchar *state = guide_file_get_state (file);

  if (g_strcmp0 (state, last.state) != 0)
    {
      forget ();
      last.state = g_steal_pointer (&state);
      look (file);
    }

  if (!last.problem)
    return TRUE;
  g_propagate_error (error, g_error_copy (last.problem));
  return FALSE;
}

/* Its size, without pixels */
gboolean
guide_file_measure (const gchar *file, FvImage *extent, GError **error)
{
  if (!find (file, error))
    return FALSE;

  *extent = last.extent;
  return TRUE;
}

/* The picture, of that size at most; NULL if it cannot be read. */
FvImage *
guide_file_read_small (const gchar *file, gint width, gint height)
{
  return find (file, NULL) && last.small ? shrink (last.small, width, height) : NULL;
}
