/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Vectors of the instruction set that is compiled for, by the vector extensions of GCC
 * and Clang. Only how comparisons become bits, and bits select values, differs. */

#ifndef FV_LANES_H
#define FV_LANES_H

#include <glib.h>
#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>
#elif defined __ARM_NEON
#include <arm_neon.h>
#endif

#if defined __AVX512F__
#define LANES 16
#elif defined __AVX2__
#define LANES 8
#else
#define LANES 4
#endif

#define INLINE static inline __attribute__ ((always_inline))

#define CONCATENATE_(a, b) a##b
#define CONCATENATE(a, b)  CONCATENATE_ (a, b)
#define TEXT_(a)           #a
#define TEXT(a)            TEXT_ (a)

/* FV_KERNELS is the suffix of what is defined once per instruction set. */
#define KERNEL(name) CONCATENATE (name, FV_KERNELS)

typedef gfloat Lanes
    __attribute__ ((vector_size (LANES * sizeof (gfloat)), aligned (4), may_alias));
typedef gint32 Bits
    __attribute__ ((vector_size (LANES * sizeof (gint32)), aligned (4), may_alias));

INLINE Lanes
load (const gfloat *values)
{
  return *(const Lanes *)values;
}

INLINE void
store (gfloat *values, Lanes lanes)
{
  *(Lanes *)values = lanes;
}

/* @n values, or LANES if that is less; the others are zero */
INLINE Lanes
load_some (const gfloat *values, gint n)
{
  Lanes lanes = { 0 };

  if (n >= LANES)
    return load (values);
  memcpy (&lanes, values, n * sizeof (gfloat));
  return lanes;
}

INLINE void
store_some (gfloat *values, Lanes lanes, gint n)
{
  if (n >= LANES)
    store (values, lanes);
  else
    memcpy (values, &lanes, n * sizeof (gfloat));
}

INLINE Lanes
broadcast (gfloat value)
{
#if LANES == 16
  return (Lanes)_mm512_set1_ps (value);
#elif LANES == 8
  return (Lanes)_mm256_set1_ps (value);
#else
  return (Lanes){ value, value, value, value };
#endif
}

/* @a × @b + @c, rounded once, wherever the instruction set has that: so all that do
 * give the same bits. Nothing else is contracted (see meson.build). */
INLINE Lanes
multiply_add (Lanes a, Lanes b, Lanes c)
{
#if LANES == 16
  return (Lanes)_mm512_fmadd_ps ((__m512)a, (__m512)b, (__m512)c);
#elif LANES == 8
  return (Lanes)_mm256_fmadd_ps ((__m256)a, (__m256)b, (__m256)c);
#elif defined __ARM_NEON && defined __ARM_FEATURE_FMA
  return (Lanes)vfmaq_f32 ((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
  return a * b + c;
#endif
}

/* The same with one value for all lanes */
INLINE Lanes
multiply_add_to (gfloat a, Lanes b, Lanes c)
{
  return multiply_add (broadcast (a), b, c);
}

/* @a, or @b where that is greater */
INLINE Lanes
get_larger (Lanes a, Lanes b)
{
  Bits greater = b > a;

  return (Lanes)(((Bits)b & greater) | ((Bits)a & ~greater));
}

/* Bit l is set where lane l of @a is greater than that of @b. */
INLINE guint
get_greater_bits (Lanes a, Lanes b)
{
#if LANES == 16
  return _mm512_cmp_ps_mask ((__m512)a, (__m512)b, _CMP_GT_OQ);
#elif LANES == 8
  return _mm256_movemask_ps ((__m256)(a > b));
#elif defined __SSE2__
  return _mm_movemask_ps ((__m128)(a > b));
#else
  Bits greater = a > b;
  guint bits = 0;

  for (gint lane = 0; lane < LANES; lane++)
    bits |= (guint)(greater[lane] & 1) << lane;
  return bits;
#endif
}

/* The values that are not negative; zero for the others. A value that is not a number
 * stays one. */
INLINE Lanes
get_positive (Lanes lanes)
{
#if LANES == 16
  return (Lanes)_mm512_max_ps (_mm512_setzero_ps (), (__m512)lanes);
#elif LANES == 8
  return (Lanes)_mm256_max_ps (_mm256_setzero_ps (), (__m256)lanes);
#else
  const Lanes zero = { 0 };

  return (Lanes)((Bits)lanes & ~(lanes < zero));
#endif
}

/* The values whose bit is set; zero for the others */
INLINE Lanes
select_lanes (Lanes lanes, guint bits)
{
#if LANES == 16
  return (Lanes)_mm512_maskz_mov_ps (bits, (__m512)lanes);
#else
  Bits selected;

  for (gint lane = 0; lane < LANES; lane++)
    selected[lane] = 1 << lane;
  selected = (selected & (gint32)bits) != 0;
  return (Lanes)((Bits)lanes & selected);
#endif
}

/* The bits of LANES channels from @channel on, a multiple of LANES, of one position */
INLINE guint
load_bits (const guint8 *position, gint channel)
{
#if LANES == 16
  guint16 bits;

  memcpy (&bits, position + channel / 8, sizeof bits);
  return bits;
#elif LANES == 8
  return position[channel / 8];
#else
  return position[channel / 8] >> channel % 8 & 15;
#endif
}

/* The values whose bit is set in those of load_bits() */
INLINE Lanes
select_marked (Lanes lanes, const guint8 *position, gint channel)
{
#if LANES == 8
  const __m256i lane = _mm256_setr_epi32 (1, 2, 4, 8, 16, 32, 64, 128);
  __m256i bits = _mm256_and_si256 (_mm256_set1_epi8 (position[channel / 8]), lane);

  return (Lanes)_mm256_and_ps ((__m256)lanes, (__m256)_mm256_cmpeq_epi32 (bits, lane));
#else
  return select_lanes (lanes, load_bits (position, channel));
#endif
}

INLINE void
store_bits (guint8 *position, gint channel, guint bits)
{
#if LANES == 16
  guint16 value = bits;

  memcpy (position + channel / 8, &value, sizeof value);
#elif LANES == 8
  position[channel / 8] = bits;
#else
  guint8 *byte = position + channel / 8;

  *byte = channel % 8 == 0 ? bits : *byte | bits << 4;
#endif
}

#endif /* FV_LANES_H */
