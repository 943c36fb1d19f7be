/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ORDER_H
#define FV_ORDER_H

#include "files/reader.h"

void fv_order_name (FvReader *reader);

#endif /* FV_ORDER_H */
