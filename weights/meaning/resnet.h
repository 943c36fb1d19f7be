/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_RESNET_H
#define FV_RESNET_H

#include "files/reader.h"

FvTopology *fv_resnet_recognise (const FvReader *reader);

#endif /* FV_RESNET_H */
