/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which row an argument of each kind has. A kind more is a line here. */

#include "row-kinds.h"
#include "class-row.h"
#include "filter-row.h"
#include "guide-row.h"
#include "layer-row.h"
#include "list-rows.h"
#include "number-rows.h"
#include "objective-row.h"
#include "record-row.h"
#include "seed-row.h"
#include "text-rows.h"
#include "weights-row.h"

static const DialogRowKind *const kinds[] = {
  [ARGUMENT_NUMBER] = &dialog_number_row,
  [ARGUMENT_CHOICE] = &dialog_choice_row,
  [ARGUMENT_FILTER] = &dialog_filter_row,
  [ARGUMENT_CLASS] = &dialog_class_row,
  [ARGUMENT_WIDTH] = &dialog_size_row,
  [ARGUMENT_HEIGHT] = &dialog_size_row,
  [ARGUMENT_SEED] = &dialog_seed_row,
  [ARGUMENT_GUIDE] = &dialog_guide_row,
  [ARGUMENT_RECORD] = &dialog_record_row,
  [ARGUMENT_REAL] = &dialog_real_row,
  [ARGUMENT_TEXT] = &dialog_text_row,
  [ARGUMENT_OBJECTIVE] = &dialog_objective_row,
  [ARGUMENT_LAYERS] = &dialog_layers_row,
  [ARGUMENT_FILTERS] = &dialog_filters_row,
  [ARGUMENT_LAYER] = &dialog_layer_row,
  [ARGUMENT_RECIPE] = &dialog_recipe_row,
  [ARGUMENT_WEIGHTS] = &dialog_weights_row,
  [ARGUMENT_OPTIONS] = &dialog_options_row,
  [ARGUMENT_GUIDE_FILE] = &dialog_guide_file_row,
};

const DialogRowKind *
row_kind_get (ArgumentKind kind)
{
  return kinds[kind];
}
