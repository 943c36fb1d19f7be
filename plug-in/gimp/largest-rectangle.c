/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The largest rectangle within a selection of any form, by the way of the largest
 * rectangle below a histogram: row by row, it is known how many pixels above each one
 * belong to it without a gap, and a stack holds the columns at which a rectangle that
 * goes on may begin. */

#include "largest-rectangle.h"

/* Columns, each with a greater height than the one before */
typedef struct
{
  gint *begins;
  gint *heights;
  gint n;
} Stack;

static gfloat
find_greatest (const gfloat *factors, gsize n)
{
  gfloat greatest = 0.0f;

  for (gsize i = 0; i < n; i++)
    greatest = MAX (greatest, factors[i]);
  return greatest;
}

static void
keep_larger (PixelRectangle *largest, gint x, gint end, gint bottom, gint height)
{
  if ((gint64)(end - x) * height > (gint64)largest->width * largest->height)
    *largest = (PixelRectangle){ x, bottom - height, end - x, height };
}

/* Rectangles that are higher than the column end before it. */
static void
push (Stack *stack, gint x, gint height, gint bottom, PixelRectangle *largest)
{
  gint begin = x;

  while (stack->n > 0 && stack->heights[stack->n - 1] >= height)
    {
      stack->n--;
      begin = stack->begins[stack->n];
      keep_larger (largest, begin, x, bottom, stack->heights[stack->n]);
    }
  stack->begins[stack->n] = begin;
  stack->heights[stack->n++] = height;
}

/* What belongs to it is at least half as strong as the strongest. Where several are
 * equally large, it is the uppermost one. */
PixelRectangle
largest_rectangle_find (const gfloat *factors, gint width, gint height)
{
  gfloat least = find_greatest (factors, (gsize)width * height) / 2.0f;
  g_autofree gint *heights = g_new0 (gint, width);
  g_autofree gint *begins = g_new (gint, width + 1);
  g_autofree gint *open_heights = g_new (gint, width + 1);
  PixelRectangle largest = { 0 };

  for (gint y = 0; least > 0.0f && y < height; y++)
    {
      Stack stack = { begins, open_heights, 0 };

      for (gint x = 0; x < width; x++)
        {
          heights[x] = factors[(gsize)y * width + x] >= least ? heights[x] + 1 : 0;
          push (&stack, x, heights[x], y + 1, &largest);
        }
      push (&stack, width, 0, y + 1, &largest);
    }
  return largest;
}
