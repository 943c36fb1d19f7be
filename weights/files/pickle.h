/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Python pickles, as far as PyTorch needs them for a dictionary of tensors. A pickle is
 * a program; this one is interpreted by a list of the few instructions and names that
 * are allowed, and nothing that it asks for is ever called. */

#ifndef FV_PICKLE_H
#define FV_PICKLE_H

#include "reader.h"
#include "values.h"

typedef enum
{
  FV_PICKLE_OTHER, /* a value that no tensor needs */
  FV_PICKLE_NONE,
  FV_PICKLE_BOOLEAN,
  FV_PICKLE_INTEGER,
  FV_PICKLE_STRING,
  FV_PICKLE_TUPLE,
  FV_PICKLE_LIST,
  FV_PICKLE_DICT,    /* items: key, value, key, value … */
  FV_PICKLE_NAME,    /* a class or function */
  FV_PICKLE_STORAGE, /* items: "storage", type, key, device, number of values, … */
  FV_PICKLE_TENSOR   /* items: storage, offset, shape, strides */
} FvPickleKind;

/* The classes and functions that are allowed. */
typedef enum
{
  FV_NAME_ORDERED_DICT,
  FV_NAME_REBUILD_TENSOR,
  FV_NAME_REBUILD_PARAMETER,
  FV_NAME_STORAGE
} FvNameKind;

typedef struct
{
  const gchar *module;
  const gchar *name;
  FvNameKind kind;
  FvType type;      /* of a storage's values */
  gsize value_size; /* in bytes */
  const gchar *label;
} FvPickleName;

/* Values refer to each other by their numbers, so they may well form cycles. */
typedef struct
{
  FvPickleKind kind;
  gint64 integer;
  gchar *string;
  const FvPickleName *name;
  GArray *items; /* (nullable): of guint */
} FvPickleValue;

typedef struct _FvPickle FvPickle;

const FvPickleName *fv_pickle_name_find (const gchar *module, const gchar *name);
FvPickle *fv_pickle_read (const FvReader *reader, const guint8 *bytes, gsize n_bytes,
                          gsize *position, GError **error);
void fv_pickle_free (FvPickle *pickle);
guint fv_pickle_get_n_values (const FvPickle *pickle);
const FvPickleValue *fv_pickle_get_value (const FvPickle *pickle, guint value);
const FvPickleValue *fv_pickle_get_root (const FvPickle *pickle);
guint fv_pickle_get_n_items (const FvPickleValue *value);
const FvPickleValue *fv_pickle_get_item (const FvPickle *pickle,
                                         const FvPickleValue *value, guint item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPickle, fv_pickle_free)

#endif /* FV_PICKLE_H */
