/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stack.h"

#include <string.h>

#include "featvis.h"

#define TITLE_HEIGHT 24 /* rows */

typedef struct
{
  guint8 *bytes;
  gint width;
  gint height;
  gchar *title;
} FvStacked;

struct _FvStack
{
  GArray *pictures; /* of FvStacked */
};

static void
clear_picture (gpointer data)
{
  FvStacked *picture = data;

  fv_memory_free (picture->bytes);
  g_free (picture->title);
}

/**
 * fv_stack_new:
 *
 * Returns: (transfer full): a stack without pictures
 */
FvStack *
fv_stack_new (void)
{
  FvStack *stack = g_new0 (FvStack, 1);

  stack->pictures = g_array_new (FALSE, FALSE, sizeof (FvStacked));
  g_array_set_clear_func (stack->pictures, clear_picture);
  return stack;
}

/**
 * fv_stack_free:
 * @stack: a stack
 */
void
fv_stack_free (FvStack *stack)
{
  g_array_unref (stack->pictures);
  g_free (stack);
}

/**
 * fv_stack_add:
 * @stack: a stack
 * @bytes: (transfer full): height × width × 3: R, G, B
 * @width: number of columns
 * @height: number of rows
 * @title: (nullable): what to write above it
 */
void
fv_stack_add (FvStack *stack, guint8 *bytes, gint width, gint height, const gchar *title)
{
  FvStacked picture = { bytes, width, height, g_strdup (title) };

  g_array_append_val (stack->pictures, picture);
}

static gint
get_title_height (const FvStacked *picture)
{
  return picture->title != NULL ? TITLE_HEIGHT : 0;
}

static gboolean
draw (const FvStacked *picture, guint8 *target, gint width, GError **error)
{
  gsize row_size = (gsize)picture->width * 3;

  if (picture->title != NULL &&
      !fv_lettering_draw (picture->title, target, (gsize)width * 3, width, TITLE_HEIGHT,
                          error))
    return FALSE;
  target += (gsize)get_title_height (picture) * width * 3;
  for (gint y = 0; y < picture->height; y++)
    memcpy (target + (gsize)y * width * 3, picture->bytes + y * row_size, row_size);
  return TRUE;
}

/**
 * fv_stack_draw:
 * @stack: a stack
 * @width: (out): number of columns
 * @height: (out): number of rows
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Draws the pictures one below the other, on black.
 *
 * Returns: (transfer full): height × width × 3 bytes, R, G, B, to be freed with
 *   fv_memory_free(), or %NULL
 */
guint8 *
fv_stack_draw (const FvStack *stack, gint *width, gint *height, GError **error)
{
  const FvStacked *pictures = (const FvStacked *)stack->pictures->data;
  fv_autofree guint8 *bytes = NULL;
  gint top = 0;

  *width = 1;
  *height = 0;
  for (guint i = 0; i < stack->pictures->len; i++)
    {
      *width = MAX (*width, pictures[i].width);
      *height += get_title_height (&pictures[i]) + pictures[i].height;
    }
  bytes = fv_bytes_new (*width, *height, error);
  if (bytes == NULL)
    return NULL;
  memset (bytes, 0, (gsize)*width * *height * 3);
  for (guint i = 0; i < stack->pictures->len; i++)
    {
      if (!draw (&pictures[i], bytes + (gsize)top * *width * 3, *width, error))
        return NULL;
      top += get_title_height (&pictures[i]) + pictures[i].height;
    }
  return g_steal_pointer (&bytes);
}
