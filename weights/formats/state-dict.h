/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PyTorch's dictionary of tensors, as both of its formats hold it: the tensors are
 * parts of storages, which lie elsewhere. */

#ifndef FV_STATE_DICT_H
#define FV_STATE_DICT_H

#include "files/pickle.h"
#include "files/reader.h"

/* Where a tensor's values are: from value @begin of the storage @key on. */
typedef struct
{
  const FvPickleName *type;
  gchar *key;
  guint64 n_stored; /* how many values the whole storage has */
  guint64 begin;
  guint64 strides[FV_TENSOR_MAX_RANK];
} FvStored;

/* Reads @n_values from value @begin of a storage on, in the order in which they are
 * stored. */
typedef gboolean (*FvReadStored) (FvReader *reader, const FvStored *stored,
                                  guint64 n_values, gfloat *values, GError **error);

GArray *fv_state_dict_new (FvReader *reader, const FvPickle *pickle, GError **error);
gboolean fv_state_dict_check (const FvReader *reader, const FvTensor *tensor,
                              const FvStored *stored, GError **error);
gboolean fv_state_dict_read (FvReader *reader, guint tensor, const GArray *places,
                             FvReadStored read, gfloat *values, GError **error);
gboolean fv_storage_get (const FvPickle *pickle, const FvPickleValue *value,
                         FvStored *storage);

#endif /* FV_STATE_DICT_H */
