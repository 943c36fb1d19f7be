/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "featvis.h"

/**
 * fv_error_quark:
 *
 * Unlike what G_DEFINE_QUARK() makes, this may be called by several threads at once.
 *
 * Returns: the domain of the library's errors; their codes are #FvError
 */
GQuark
fv_error_quark (void)
{
  return g_quark_from_static_string ("fv-error-quark");
}
