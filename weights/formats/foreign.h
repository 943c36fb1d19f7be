/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that people take for weights and that no reader here knows: what each is, and
 * what to do with it. */

#ifndef FV_FOREIGN_H
#define FV_FOREIGN_H

#include "files/reader.h"

gboolean fv_foreign_recognise (const FvReader *reader, GError **error);
void fv_foreign_set_folder (const FvReader *reader, GError **error);
void fv_foreign_set_torchscript (const FvReader *reader, GError **error);
void fv_foreign_set_zip (const FvReader *reader, GError **error);

/* What more than a signature tells, in foreign-content.c */
gboolean fv_foreign_is_page (const FvReader *reader);
gboolean fv_foreign_is_openvino (const FvReader *reader);
gboolean fv_foreign_is_json_error (const FvReader *reader);
gboolean fv_foreign_is_tfjs (const FvReader *reader);
gboolean fv_foreign_is_keras_config (const FvReader *reader);
gboolean fv_foreign_is_safetensors_index (const FvReader *reader);
gboolean fv_foreign_is_prototxt (const FvReader *reader);
gboolean fv_foreign_is_pickled_npy (const FvReader *reader);
gboolean fv_foreign_is_saved_model (const FvReader *reader);
gboolean fv_foreign_is_graph (const FvReader *reader);
gboolean fv_foreign_is_core_ml (const FvReader *reader);
gboolean fv_foreign_is_checkpoint (const FvReader *reader);
gboolean fv_foreign_is_ncnn_values (const FvReader *reader);
gboolean fv_foreign_is_pickle (const FvReader *reader);

#endif /* FV_FOREIGN_H */
