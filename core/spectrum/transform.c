/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fourier transforms of real planes, of any size, which give the same bits on every
 * machine: what FFTW gives hangs on the processor and the version. What is done is the
 * kernels' work; here are the roots of unity that they take. */

#include "transform.h"

#include "base/mathematics.h"
#include "base/memory.h"

/* Kernels ------------------------------------------------------------------------------
 */

static const FvTransformKernels *
get_kernels (void)
{
#ifdef FV_HAVE_X86_KERNELS
  const gchar *name = fv_instruction_set_get_name ();

  if (g_str_equal (name, fv_transform_kernels_avx512.name))
    return &fv_transform_kernels_avx512;
  if (g_str_equal (name, fv_transform_kernels_avx2.name))
    return &fv_transform_kernels_avx2;
#endif
  return &fv_transform_kernels_baseline;
}

/* Lines ------------------------------------------------------------------------------ */

/* Into fours, at most one two, and primes.
 *
 * Returns: whether none of them is too large */
static gboolean
find_factors (FvLine *line)
{
  gint rest = line->length;

  line->n_factors = 0;
  for (; rest % 4 == 0; rest /= 4)
    line->factors[line->n_factors++] = 4;
  for (gint prime = 2; rest > 1 && prime <= FV_LARGEST_PRIME; prime++)
    for (; rest % prime == 0; rest /= prime)
      line->factors[line->n_factors++] = prime;
  return rest == 1;
}

static gint
get_smooth (gint n)
{
  const gint primes[] = { 2, 3, 5 };

  for (;; n++)
    {
      gint rest = n;

      for (guint i = 0; i < G_N_ELEMENTS (primes); i++)
        while (rest % primes[i] == 0)
          rest /= primes[i];
      if (rest == 1)
        return n;
    }
}

static void
choose_length (FvLine *line, gint n)
{
  line->n = line->length = n;
  if (find_factors (line))
    return;
  line->length = get_smooth (2 * n - 1);
  find_factors (line);
}

/* exp (-2 π i k / n) */
static FvRoot
make_root (guint64 k, gint n)
{
  gdouble sine, cosine;

  fv_sin_cos (2.0 * G_PI * k / n, &sine, &cosine);
  return (FvRoot){ cosine, -sine };
}

/* The chirp, and its conjugate as what is transformed: value -k is value k. */
static gboolean
make_chirp (FvLine *line, GError **error)
{
  line->chirp = fv_memory_new (line->n, sizeof (FvRoot), error);
  if (line->chirp == NULL)
    return FALSE;
  line->chirp_spectrum = fv_memory_new (line->length, sizeof (FvRoot), error);
  if (line->chirp_spectrum == NULL)
    return FALSE;
  for (gint k = 0; k < line->length; k++)
    line->chirp_spectrum[k] = (FvRoot){ 0.0f, 0.0f };
  for (gint k = 0; k < line->n; k++)
    {
      FvRoot root = make_root ((guint64)k * k % (2 * (guint64)line->n), 2 * line->n);

      line->chirp[k] = root;
      root.imaginary = -root.imaginary;
      line->chirp_spectrum[k] = line->chirp_spectrum[(line->length - k) % line->length] =
          root;
    }
  return TRUE;
}

static gboolean
line_init (FvLine *line, gint n, GError **error)
{
  choose_length (line, n);
  line->roots = fv_memory_new (line->length, sizeof (FvRoot), error);
  if (line->roots == NULL)
    return FALSE;
  for (gint k = 0; k < line->length; k++)
    line->roots[k] = make_root (k, line->length);
  return line->length == n || make_chirp (line, error);
}

static void
line_clear (FvLine *line)
{
  fv_memory_free (line->roots);
  fv_memory_free (line->chirp);
  fv_memory_free (line->chirp_spectrum);
}

/* Two copies of complex lines */
static gsize
count_scratch (const FvLine *line)
{
  return (gsize)line->length * 2 * 2 * FV_MOST_LANES;
}

static guint64
get_line_memory (const FvLine *line)
{
  gsize n_roots = line->length;

  if (line->length != line->n)
    n_roots += (gsize)line->length + line->n;
  return n_roots * sizeof (FvRoot);
}

/* Planes ----------------------------------------------------------------------------- */

/**
 * fv_transform_new:
 * @width: a plane's width
 * @height: its height
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what transforms such planes, by one thread at a time, or
 *   %NULL
 */
FvTransform *
fv_transform_new (gint width, gint height, GError **error)
{
  g_autoptr (FvTransform) transform = g_new0 (FvTransform, 1);
  FvLine *const lines[] = { &transform->row, &transform->column };

  transform->width = width;
  transform->height = height;
  if (!line_init (&transform->row, width, error) ||
      !line_init (&transform->column, height, error))
    return NULL;
  transform->scratch = fv_memory_new_floats (MAX (count_scratch (&transform->row), //
                                                  count_scratch (&transform->column)),
                                             error);
  if (transform->scratch == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i]->chirp != NULL)
      get_kernels ()->transform_chirp (lines[i], transform->scratch);
  return g_steal_pointer (&transform);
}

/**
 * fv_transform_free:
 * @transform: (nullable): a transform
 */
void
fv_transform_free (FvTransform *transform)
{
  if (transform == NULL)
    return;
  line_clear (&transform->row);
  line_clear (&transform->column);
  fv_memory_free (transform->scratch);
  g_free (transform);
}

/**
 * fv_transform_get_memory:
 * @width: a plane's width
 * @height: its height
 *
 * Returns: the bytes that fv_transform_new() takes
 */
guint64
fv_transform_get_memory (gint width, gint height)
{
  FvLine row, column;

  choose_length (&row, width);
  choose_length (&column, height);
  return get_line_memory (&row) + get_line_memory (&column) +
         MAX (count_scratch (&row), count_scratch (&column)) * sizeof (gfloat);
}

/**
 * fv_transform_to_coefficients:
 * @transform: a transform
 * @plane: height × width values
 * @coefficients: (out caller-allocates): height × (width / 2 + 1)
 *
 * Coefficient (v, u) = Σ value (y, x) × exp (-2 π i (u x / width + v y / height)). The
 * columns that are left out are mirror images.
 */
void
fv_transform_to_coefficients (const FvTransform *transform, const gfloat *plane,
                              FvComplex *coefficients)
{
  get_kernels ()->to_coefficients (transform, plane, coefficients);
}

/**
 * fv_transform_to_plane:
 * @transform: a transform
 * @coefficients: (inout): height × (width / 2 + 1), of which those in columns that are
 *   their own mirror images are those of a real plane; undefined afterwards
 * @plane: (out caller-allocates): height × width values
 *
 * The inverse of fv_transform_to_coefficients(), times width × height.
 */
void
fv_transform_to_plane (const FvTransform *transform, FvComplex *coefficients,
                       gfloat *plane)
{
  get_kernels ()->to_plane (transform, coefficients, plane);
}
