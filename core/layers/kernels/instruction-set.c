/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kernels.h"

#include "featvis.h"

#ifdef FV_HAVE_X86_KERNELS

static const FvKernels *
choose (void)
{
  const gchar *wanted = g_getenv ("FEATVIS_CPU");
  gboolean has_avx2 = __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma");
  gboolean has_avx512 = has_avx2 && __builtin_cpu_supports ("avx512f") &&
                        __builtin_cpu_supports ("avx512dq") &&
                        __builtin_cpu_supports ("avx512vl");

  if (g_strcmp0 (wanted, fv_kernels_baseline.name) == 0 || !has_avx2)
    return &fv_kernels_baseline;
  if (g_strcmp0 (wanted, fv_kernels_avx2.name) == 0 || !has_avx512)
    return &fv_kernels_avx2;
  return &fv_kernels_avx512;
}

#else

static const FvKernels *
choose (void)
{
  return &fv_kernels_baseline;
}

#endif

/**
 * fv_kernels_get:
 *
 * Returns: (transfer none): the kernels of the best instruction set that the processor
 *   has, or of a lower one that the environment variable FEATVIS_CPU names (baseline,
 *   avx2, avx512)
 */
const FvKernels *
fv_kernels_get (void)
{
  static gsize kernels;

  if (g_once_init_enter (&kernels))
    g_once_init_leave (&kernels, (gsize)choose ());
  return (const FvKernels *)kernels;
}

/**
 * fv_instruction_set_get_name:
 *
 * Returns: (transfer none): the name of the processor's instructions that all is computed
 *   with: "baseline", "avx2" or "avx512"
 */
const gchar *
fv_instruction_set_get_name (void)
{
  return fv_kernels_get ()->name;
}
