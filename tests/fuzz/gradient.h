/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FUZZ_GRADIENT_H
#define FUZZ_GRADIENT_H

#include "featvis.h"

void compute_gradient (const FvNetwork *network);

#endif /* FUZZ_GRADIENT_H */
