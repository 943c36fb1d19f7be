/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_HELP_TEXTS_H
#define PLUG_IN_HELP_TEXTS_H

#include <glib.h>

/* Paragraphs below a heading. */
typedef struct
{
  const gchar *title;             /* (translatable) */
  const gchar *const *paragraphs; /* (translatable): ends with NULL */
  gboolean is_list;               /* whether each stands for itself */
  const gchar *picture;           /* below them, or NULL: a file of images/ */
  const gchar *caption;           /* (translatable) */
} HelpSection;

const HelpSection *help_texts_find (const gchar *page);

#endif /* PLUG_IN_HELP_TEXTS_H */
