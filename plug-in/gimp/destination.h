/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DESTINATION_H
#define PLUG_IN_DESTINATION_H

#include "source.h"

typedef enum
{
  DESTINATION_LAYER,    /* a new one of the source's image */
  DESTINATION_CHANNEL,  /* the same, or the selection */
  DESTINATION_DRAWABLE, /* the source's own */
  DESTINATION_IMAGE     /* a new one */
} DestinationKind;

/* Where a picture goes that is made of the source. */
typedef struct
{
  Source source;
  DestinationKind kind;
  gboolean is_like_drawable; /* in the drawable's format, even in a new image */
  gboolean is_like_photo;    /* a new image has the profile of the source's */
  gboolean is_gray_already;  /* the picture itself */
} Destination;

/* What becomes of colors there. It is never freed; NULL where they stay as they are. */
typedef struct _Proof Proof;

gboolean destination_is_gray (const Destination *destination);
const Proof *destination_get_proof (const Destination *destination);
const Proof *proof_get_for_photo (const Source *source);
void proof_apply (const Proof *proof, guint8 *bytes, gsize n_pixels);

const gchar *destination_explain_loss (const Destination *destination);

#endif /* PLUG_IN_DESTINATION_H */
