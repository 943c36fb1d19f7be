/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The procedures as a table. One more is a file of its own and a line here. */

#include "table.h"
#include "activations.h"
#include "dream.h"
#include "filter.h"
#include "heatmap.h"
#include "repeat.h"
#include "sheet.h"
#include "style.h"
#include "texture.h"

#include <string.h>

static const Procedure *const procedures[] = {
  &filter_procedure, &sheet_procedure,   &activations_procedure, &heatmap_procedure,
  &dream_procedure,  &texture_procedure, &style_procedure,       &repeat_procedure,
};

/* The procedure of that number, from 0, or NULL beyond the last one. */
const Procedure *
procedure_get (gint index)
{
  return index < (gint)G_N_ELEMENTS (procedures) ? procedures[index] : NULL;
}

/* The procedure of that name, or NULL. */
const Procedure *
procedure_find (const gchar *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (procedures); i++)
    if (strcmp (procedures[i]->name, name) == 0)
      return procedures[i];

  return NULL;
}
