/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fourier transforms of lines, as many side by side as a vector has lanes. Nothing is
 * added up across lanes, so that how many there are changes no value. */

#ifndef FV_TRANSFORM_LINE_H
#define FV_TRANSFORM_LINE_H

#include "transform.h"
#include "layers/kernels/lanes.h"

/* A value of each line */
typedef struct
{
  Lanes real;
  Lanes imaginary;
} Element;

INLINE Element
add (Element a, Element b)
{
  return (Element){ a.real + b.real, a.imaginary + b.imaginary };
}

INLINE Element
subtract (Element a, Element b)
{
  return (Element){ a.real - b.real, a.imaginary - b.imaginary };
}

/* a - i × b, which is a + i × b where @b is negative */
INLINE Element
subtract_turned (Element a, Element b)
{
  return (Element){ a.real + b.imaginary, a.imaginary - b.real };
}

INLINE Element
add_turned (Element a, Element b)
{
  return (Element){ a.real - b.imaginary, a.imaginary + b.real };
}

INLINE Element
turn (Element a, FvRoot root)
{
  return (Element){ a.real * root.real - a.imaginary * root.imaginary,
                    a.real * root.imaginary + a.imaginary * root.real };
}

/* With real and imaginary parts changed for each other, a transform is its inverse. */
INLINE Element
swap (Element a)
{
  return (Element){ a.imaginary, a.real };
}

/* Transforms of @factor values ------------------------------------------------------- */

/* One of a line's stages: with @step lines of @factor × @parts values each, wherever one
 * begins. T. G. Stockham, "High-speed convolution and correlation", 1966: results are in
 * order. */
typedef struct
{
  const FvLine *line;
  gint factor;
  gint parts;
  gint step;
} Stage;

INLINE FvRoot
get_root (const Stage *stage, gint part, gint i)
{
  return stage->line->roots[(gsize)part * i * stage->step];
}

INLINE void
transform_2 (const Stage *stage, gint part, const Element *from, gsize from_step,
             Element *to)
{
  FvRoot root = get_root (stage, part, 1);
  gint step = stage->step;

  for (gint i = 0; i < step; i++)
    {
      Element a = from[i], b = from[i + from_step];

      to[i] = add (a, b);
      to[i + step] = turn (subtract (a, b), root);
    }
}

INLINE void
transform_4 (const Stage *stage, gint part, const Element *from, gsize from_step,
             Element *to)
{
  FvRoot root_1 = get_root (stage, part, 1), root_2 = get_root (stage, part, 2);
  FvRoot root_3 = get_root (stage, part, 3);
  gint step = stage->step;

  for (gint i = 0; i < step; i++)
    {
      Element a = from[i], b = from[i + from_step];
      Element c = from[i + 2 * from_step], d = from[i + 3 * from_step];
      Element even = add (a, c), odd = add (b, d);
      Element even_difference = subtract (a, c), odd_difference = subtract (b, d);

      to[i] = add (even, odd);
      to[i + step] = turn (subtract_turned (even_difference, odd_difference), root_1);
      to[i + 2 * step] = turn (subtract (even, odd), root_2);
      to[i + 3 * step] = turn (add_turned (even_difference, odd_difference), root_3);
    }
}

/* An odd number: opposite values have the same cosine, and opposite sines. */
INLINE void
transform_odd (const Stage *stage, gint factor, gint part, const Element *from,
               gsize from_step, Element *to)
{
  gint step = stage->step, half = factor / 2;
  FvRoot turns[FV_LARGEST_PRIME];
  Element sums[FV_LARGEST_PRIME / 2 + 1], differences[FV_LARGEST_PRIME / 2 + 1];

  for (gint k = 0; k < factor; k++)
    turns[k] = stage->line->roots[(gsize)stage->line->length / factor * k];
  for (gint i = 0; i < step; i++)
    {
      Element first = from[i], total = first;

      for (gint k = 1; k <= half; k++)
        {
          Element a = from[i + k * from_step], b = from[i + (factor - k) * from_step];

          sums[k] = add (a, b);
          differences[k] = subtract (a, b);
          total = add (total, sums[k]);
        }
      to[i] = total;
      for (gint j = 1; j <= half; j++)
        {
          Element even = first, odd = { { 0 }, { 0 } };
          gint turned = 0; /* j × k modulo the factor */

          for (gint k = 1; k <= half; k++)
            {
              turned += turned + j < factor ? j : j - factor;
              even.real += turns[turned].real * sums[k].real;
              even.imaginary += turns[turned].real * sums[k].imaginary;
              odd.real -= turns[turned].imaginary * differences[k].real;
              odd.imaginary -= turns[turned].imaginary * differences[k].imaginary;
            }
          to[i + j * step] =
              turn (subtract_turned (even, odd), get_root (stage, part, j));
          to[i + (factor - j) * step] =
              turn (add_turned (even, odd), get_root (stage, part, factor - j));
        }
    }
}

INLINE void
transform_part (const Stage *stage, gint part, const Element *from, Element *to)
{
  gsize from_step = (gsize)stage->step * stage->parts;

  from += (gsize)part * stage->step;
  to += (gsize)part * stage->factor * stage->step;
  switch (stage->factor)
    {
    case 2:
      transform_2 (stage, part, from, from_step, to);
      break;
    case 3:
      transform_odd (stage, 3, part, from, from_step, to);
      break;
    case 4:
      transform_4 (stage, part, from, from_step, to);
      break;
    case 5:
      transform_odd (stage, 5, part, from, from_step, to);
      break;
    default:
      transform_odd (stage, stage->factor, part, from, from_step, to);
    }
}

/* Lines -------------------------------------------------------------------------------
 */

/* Of line->length values; @other has room for as many.
 *
 * Returns: where the result is, @values or @other */
static Element *
transform_length (const FvLine *line, Element *values, Element *other)
{
  gint step = 1;

  for (gint i = 0; i < line->n_factors; i++)
    {
      gint factor = line->factors[i];
      Stage stage = { line, factor, line->length / step / factor, step };
      Element *done = values;

      for (gint part = 0; part < stage.parts; part++)
        transform_part (&stage, part, values, other);
      step *= factor;
      values = other;
      other = done;
    }
  return values;
}

/* Of line->n values, in room for line->length each */
static Element *
transform_line (const FvLine *line, Element *values, Element *other)
{
  Element *result;

  if (line->chirp == NULL)
    return transform_length (line, values, other);
  for (gint i = 0; i < line->n; i++)
    values[i] = turn (values[i], line->chirp[i]);
  memset (values + line->n, 0, (line->length - line->n) * sizeof (Element));
  result = transform_length (line, values, other);
  for (gint i = 0; i < line->length; i++)
    result[i] = swap (turn (result[i], line->chirp_spectrum[i]));
  result = transform_length (line, result, result == values ? other : values);
  for (gint i = 0; i < line->n; i++)
    result[i] = turn (swap (result[i]), line->chirp[i]);
  return result;
}

#endif /* FV_TRANSFORM_LINE_H */
