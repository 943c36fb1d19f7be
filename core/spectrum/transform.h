/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TRANSFORM_H
#define FV_TRANSFORM_H

#include "spectrum.h"

#define FV_MOST_FACTORS  32 /* of a number of 32 bits */
#define FV_MOST_LANES    16 /* of any instruction set */
#define FV_LARGEST_PRIME 61 /* that a number may have for sums over its periods */

typedef struct
{
  gfloat real;
  gfloat imaginary;
} FvRoot;

/* What the transform of a line of @n values needs: they are done in @length, which has
 * small prime factors. Where @n has a larger one, @length is another: the transform is
 * then a convolution with a chirp, exp (i π k² / n) (L. Bluestein, "A Linear Filtering
 * Approach to the Computation of Discrete Fourier Transform", 1970). */
typedef struct
{
  gint n;
  gint length;
  gint n_factors;
  gint factors[FV_MOST_FACTORS];
  FvRoot *roots;          /* length: exp (-2 π i k / length) */
  FvRoot *chirp;          /* n: exp (-π i k² / n); NULL where @length is @n */
  FvRoot *chirp_spectrum; /* length: of the conjugated chirp, around 0, over length */
} FvLine;

/* Of planes of a size */
struct _FvTransform
{
  gint width;
  gint height;
  FvLine row;
  FvLine column;
  gfloat *scratch; /* lines of LANES at a time: see fv_line_count_scratch() */
};

/* What is compiled for each instruction set: transforms of a plane that are not
 * normalised; and what makes a line's chirp_spectrum of what is in it. */
typedef struct
{
  const gchar *name; /* see fv_instruction_set_get_name() */
  void (*to_coefficients) (const FvTransform *transform, const gfloat *plane,
                           FvComplex *coefficients);
  void (*to_plane) (const FvTransform *transform, FvComplex *coefficients, gfloat *plane);
  void (*transform_chirp) (const FvLine *line, gfloat *scratch);
} FvTransformKernels;

extern const FvTransformKernels fv_transform_kernels_baseline;
#ifdef FV_HAVE_X86_KERNELS
extern const FvTransformKernels fv_transform_kernels_avx2;
extern const FvTransformKernels fv_transform_kernels_avx512;
#endif

FvTransform *fv_transform_new (gint width, gint height, GError **error);
void fv_transform_free (FvTransform *transform);
guint64 fv_transform_get_memory (gint width, gint height);
void fv_transform_to_coefficients (const FvTransform *transform, const gfloat *plane,
                                   FvComplex *coefficients);
void fv_transform_to_plane (const FvTransform *transform, FvComplex *coefficients,
                            gfloat *plane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvTransform, fv_transform_free)

#endif /* FV_TRANSFORM_H */
