/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "values.h"

#include <math.h>
#include <string.h>

static const gsize sizes[] = {
  [FV_TYPE_FLOAT32] = 4,  [FV_TYPE_FLOAT64] = 8, [FV_TYPE_FLOAT16] = 2,
  [FV_TYPE_BFLOAT16] = 2, [FV_TYPE_OTHER] = 0,
};

/**
 * fv_type_get_size:
 * @type: a type
 *
 * Returns: bytes of one value; 0 for %FV_TYPE_OTHER
 */
gsize
fv_type_get_size (FvType type)
{
  return sizes[type];
}

/**
 * fv_values_get_number:
 * @bytes: (array length=n): a number without a sign, little-endian
 * @n: how many bytes it has, up to 8
 *
 * Returns: the number
 */
guint64
fv_values_get_number (const guint8 *bytes, gsize n)
{
  guint64 number = 0;

  for (gsize i = 0; i < n; i++)
    number |= (guint64)bytes[i] << 8 * i;
  return number;
}

static gfloat
float_from_bits (guint32 bits)
{
  gfloat value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* What is too large for a float becomes an infinity. */
static gfloat
float_from_double_bits (guint64 bits)
{
  gdouble value;

  memcpy (&value, &bits, sizeof value);
  return (gfloat)value;
}

/* IEEE 754 binary16: sign, 5 bits of exponent biased by 15, 10 of fraction. */
static gfloat
float_from_half (guint16 half)
{
  guint32 sign = (guint32)(half & 0x8000) << 16;
  guint32 exponent = (half >> 10) & 0x1f;
  guint32 fraction = half & 0x3ff;

  if (exponent == 0)
    return (sign != 0 ? -1.0f : 1.0f) * (gfloat)fraction * 0x1p-24f;
  if (exponent == 0x1f)
    return float_from_bits (sign | 0x7f800000 | fraction << 13);
  return float_from_bits (sign | (exponent + 127 - 15) << 23 | fraction << 13);
}

/**
 * fv_values_decode:
 * @type: what the values are stored as; not %FV_TYPE_OTHER
 * @bytes: the stored values, little-endian
 * @n_values: their number
 * @values: (out caller-allocates): where they go
 */
void
fv_values_decode (FvType type, const guint8 *bytes, gsize n_values, gfloat *values)
{
  for (gsize i = 0; i < n_values; i++)
    {
      guint64 bits = fv_values_get_number (bytes + i * sizes[type], sizes[type]);

      if (type == FV_TYPE_FLOAT32)
        values[i] = float_from_bits ((guint32)bits);
      else if (type == FV_TYPE_FLOAT64)
        values[i] = float_from_double_bits (bits);
      else if (type == FV_TYPE_BFLOAT16)
        values[i] = float_from_bits ((guint32)bits << 16);
      else
        values[i] = float_from_half ((guint16)bits);
    }
}

/**
 * fv_values_encode_half:
 * @value: a finite value
 *
 * Returns: the bits of the nearest half-precision number, ties to even; an infinity
 *   when @value is beyond them
 */
guint16
fv_values_encode_half (gfloat value)
{
  guint16 sign = signbit (value) ? 0x8000 : 0;
  gfloat magnitude = fabsf (value);
  gint exponent, fraction;

  if (magnitude < 0x1p-14f)
    return sign | (guint16)nearbyintf (magnitude * 0x1p24f);
  frexpf (magnitude, &exponent);
  fraction = (gint)nearbyintf (ldexpf (magnitude, 11 - exponent));
  if (exponent > 16)
    return sign | 0x7c00;
  /* The fraction's leading 1 counts as one more in the exponent, and so does what
   * rounding carries. */
  return sign | (guint16)(((exponent + 13) << 10) + fraction);
}
