/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "featvis.h"

/**
 * fv_error_quark:
 *
 * Returns: the domain of the library's errors; their codes are #FvError
 */
G_DEFINE_QUARK (fv - error - quark, fv_error)
