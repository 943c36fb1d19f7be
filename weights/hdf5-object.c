/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every object of an HDF5 file begins with a header, which is a list of messages in one
 * or more blocks. */

#include "hdf5.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bytes.h"

#define MAX_BLOCK_SIZE (1024 * 1024)
#define MAX_BLOCKS     64 /* of a header */

enum
{
  MESSAGE_DATASPACE = 0x01,
  MESSAGE_LINK_INFO = 0x02,
  MESSAGE_DATATYPE = 0x03,
  MESSAGE_LINK = 0x06,
  MESSAGE_EXTERNAL_FILES = 0x07,
  MESSAGE_LAYOUT = 0x08,
  MESSAGE_CONTINUATION = 0x10,
  MESSAGE_SYMBOL_TABLE = 0x11
};

/* A block of a header: where it lies, without signature and checksum. */
typedef struct
{
  guint64 offset;
  guint64 size;
} Block;

/* An object whose header is being read. */
typedef struct
{
  FvHdf5 *file;
  FvHdf5Object *object;
  gint version;                /* of the header: 1 or 2 */
  gboolean has_creation_order; /* of the messages */
  Block blocks[MAX_BLOCKS];
  guint n_blocks;
  gboolean has_dataspace;
  gboolean is_elsewhere; /* the values are in other files */
} Header;

static gboolean
set_damaged (const FvHdf5 *file, GError **error)
{
  fv_reader_set_damaged (file->reader, error);
  return FALSE;
}

static gboolean
read_dataspace (Header *header, FvBytes *bytes)
{
  FvTensor *tensor = &header->object->tensor;
  guint64 version = fv_bytes_get (bytes, 1);
  guint64 rank = fv_bytes_get (bytes, 1);

  fv_bytes_skip (bytes, version == 1 ? 6 : 2); /* flags, type */
  header->has_dataspace = TRUE;
  tensor->rank = rank <= FV_TENSOR_MAX_RANK ? (gint)rank : -1;
  for (gint i = 0; i < tensor->rank; i++)
    tensor->shape[i] = fv_bytes_get (bytes, 8);
  return version == 1 || version == 2;
}

/* An IEEE number: which bits are exponent and fraction decides. */
static FvType
find_type (FvBytes *bytes, guint64 size)
{
  static const struct
  {
    FvType type;
    guint8 properties[12]; /* first bit, bits; exponent: first, bits; fraction: first,
                              bits; bias of the exponent */
  } types[] = {
    { FV_TYPE_FLOAT16, { 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0 } },
    { FV_TYPE_FLOAT32, { 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0 } },
    { FV_TYPE_FLOAT64, { 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0 } },
  };
  const guint8 *properties = fv_bytes_skip (bytes, sizeof types[0].properties);

  for (gsize i = 0; i < G_N_ELEMENTS (types) && properties != NULL; i++)
    if (size == fv_type_get_size (types[i].type) &&
        memcmp (properties, types[i].properties, sizeof types[i].properties) == 0)
      return types[i].type;
  return FV_TYPE_OTHER;
}

static const gchar *
get_type_name (FvType type)
{
  switch (type)
    {
    case FV_TYPE_FLOAT16:
      return "float16";
    case FV_TYPE_FLOAT32:
      return "float32";
    case FV_TYPE_FLOAT64:
      return "float64";
    default:
      return "another type";
    }
}

/* @is_shared: the type itself is elsewhere, as only that of no weights is */
static void
read_datatype (Header *header, FvBytes *bytes, gboolean is_shared)
{
  FvHdf5Object *object = header->object;
  guint64 class = fv_bytes_get (bytes, 1) & 15;
  guint64 bits = fv_bytes_get (bytes, 3);
  guint64 size = fv_bytes_get (bytes, 4);
  guint64 usual = 0x20 | (8 * size - 1) << 8; /* the fraction has a leading 1, not stored;
                                                 the sign is the highest bit */

  object->place.type = FV_TYPE_OTHER;
  if (class == 1 && (bits & ~(guint64)1) == usual && !is_shared)
    object->place.type = find_type (bytes, size);
  object->is_big_endian = bits & 1;
  g_free (object->tensor.type);
  object->tensor.type = g_strdup (get_type_name (object->place.type));
}

/* @offset: of @bytes in the file
 *
 * Only values in one piece, or in the header itself, are plain. */
static void
read_layout (Header *header, FvBytes *bytes, guint64 offset)
{
  FvHdf5Object *object = header->object;
  guint64 version = fv_bytes_get (bytes, 1);
  guint64 class = fv_bytes_get (bytes, 1);
  guint64 size;

  object->kind = FV_HDF5_DATASET;
  object->is_plain = (version == 3 || version == 4) && class <= 1;
  if (!object->is_plain)
    return;
  object->place.begin = class == 0 ? offset + 4 : fv_bytes_get (bytes, 8);
  size = fv_bytes_get (bytes, class == 0 ? 2 : 8);
  if (object->place.begin == G_MAXUINT64 ||
      !g_uint64_checked_add (&object->place.end, object->place.begin, size))
    object->place.begin = object->place.end = 0;
}

/* Of the kinds of links only hard ones are followed. */
static void
read_link (Header *header, FvBytes *bytes)
{
  FvHdf5Link link = { NULL, 0 };
  guint64 version = fv_bytes_get (bytes, 1);
  guint64 flags = fv_bytes_get (bytes, 1);
  guint64 type = flags & 8 ? fv_bytes_get (bytes, 1) : 0;
  const guint8 *name;
  gsize length;

  fv_bytes_skip (bytes, flags & 4 ? 8 : 0);    /* creation order */
  fv_bytes_skip (bytes, flags & 0x10 ? 1 : 0); /* character set */
  length = (gsize)fv_bytes_get (bytes, (gsize)1 << (flags & 3));
  name = fv_bytes_skip (bytes, length);
  link.object = fv_bytes_get (bytes, 8);
  header->object->kind = FV_HDF5_GROUP;
  if (version != 1 || type != 0 || bytes->has_failed)
    return;
  link.name = g_strndup ((const gchar *)name, length);
  g_array_append_val (header->object->links, link);
}

/* A group with very many links keeps them in another kind of tree. */
static gboolean
read_link_info (Header *header, FvBytes *bytes, GError **error)
{
  guint64 flags;

  fv_bytes_skip (bytes, 1); /* version */
  flags = fv_bytes_get (bytes, 1);
  fv_bytes_skip (bytes, flags & 1 ? 8 : 0);
  header->object->kind = FV_HDF5_GROUP;
  if (fv_bytes_get (bytes, 8) == G_MAXUINT64)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The weights file “%s” has its groups in a form that is not supported. "
                  "Save the weights again with Keras, or as safetensors."),
               header->file->reader->label);
  return FALSE;
}

static gboolean
read_symbol_table (Header *header, FvBytes *bytes, GError **error)
{
  guint64 tree = fv_bytes_get (bytes, 8);
  guint64 heap = fv_bytes_get (bytes, 8);

  header->object->kind = FV_HDF5_GROUP;
  return fv_hdf5_add_links (header->file, tree, heap, header->object->links, error);
}

static gboolean
add_block (Header *header, guint64 offset, guint64 size, GError **error)
{
  guint64 framing = header->version == 2 ? 4 : 0; /* signature and checksum, each */

  if (header->n_blocks == MAX_BLOCKS || size > MAX_BLOCK_SIZE || size < 2 * framing)
    return set_damaged (header->file, error);
  header->blocks[header->n_blocks].offset = offset + framing;
  header->blocks[header->n_blocks++].size = size - 2 * framing;
  return TRUE;
}

/* @offset: of @bytes in the file */
static gboolean
read_message (Header *header, guint64 type, guint64 flags, FvBytes *bytes, guint64 offset,
              GError **error)
{
  guint64 begin;

  switch (type)
    {
    case MESSAGE_DATASPACE:
      return read_dataspace (header, bytes) || set_damaged (header->file, error);
    case MESSAGE_DATATYPE:
      read_datatype (header, bytes, flags & 2);
      return TRUE;
    case MESSAGE_LAYOUT:
      read_layout (header, bytes, offset);
      return TRUE;
    case MESSAGE_EXTERNAL_FILES:
      header->is_elsewhere = TRUE;
      return TRUE;
    case MESSAGE_LINK:
      read_link (header, bytes);
      return TRUE;
    case MESSAGE_LINK_INFO:
      return read_link_info (header, bytes, error);
    case MESSAGE_SYMBOL_TABLE:
      return read_symbol_table (header, bytes, error);
    case MESSAGE_CONTINUATION:
      begin = fv_bytes_get (bytes, 8);
      return add_block (header, begin, fv_bytes_get (bytes, 8), error);
    default:
      return TRUE;
    }
}

/* The head of a message; @size: what follows */
static void
read_message_head (const Header *header, FvBytes *bytes, guint64 *type, guint64 *flags,
                   gsize *size)
{
  *type = fv_bytes_get (bytes, header->version == 1 ? 2 : 1);
  *size = (gsize)fv_bytes_get (bytes, 2);
  *flags = fv_bytes_get (bytes, 1);
  fv_bytes_skip (bytes, header->version == 1 ? 3 : 0);
  fv_bytes_skip (bytes, header->has_creation_order ? 2 : 0);
}

/* At a block's end there may be less than a message's head. */
static gboolean
read_block (Header *header, const Block *block, GError **error)
{
  gsize head_size = header->version == 1 ? 8 : header->has_creation_order ? 6 : 4;
  g_autoptr (GByteArray) data = NULL;
  FvBytes bytes = { 0 };

  if (!fv_hdf5_read_bytes (header->file, block->offset, block->size, &data, error))
    return FALSE;
  bytes = (FvBytes){ data->data, data->len, FALSE };
  while (bytes.n_bytes >= head_size)
    {
      FvBytes message = { 0 };
      guint64 type, flags, offset;
      gsize size;

      read_message_head (header, &bytes, &type, &flags, &size);
      offset = block->offset + (data->len - bytes.n_bytes);
      message = (FvBytes){ fv_bytes_skip (&bytes, size), size, FALSE };
      if (message.bytes == NULL)
        return set_damaged (header->file, error);
      if (!read_message (header, type, flags, &message, offset, error))
        return FALSE;
      if (message.has_failed)
        return set_damaged (header->file, error);
    }
  return TRUE;
}

/* The first block of a header follows its fixed part. */
static gboolean
find_first_block (Header *header, guint64 offset, GError **error)
{
  const gsize most = 16;
  g_autoptr (GByteArray) data = NULL;
  FvBytes bytes = { 0 };
  guint64 flags, size;

  if (!fv_hdf5_read_bytes (header->file, offset, most, &data, error))
    return FALSE;
  bytes = (FvBytes){ data->data, data->len, FALSE };
  if (memcmp (data->data, "OHDR\2", 5) != 0)
    {
      header->version = (gint)fv_bytes_get (&bytes, 1);
      fv_bytes_skip (&bytes, 7); /* numbers of messages and of links */
      size = fv_bytes_get (&bytes, 4);
      return header->version == 1 ? add_block (header, offset + most, size, error)
                                  : set_damaged (header->file, error);
    }
  header->version = 2;
  fv_bytes_skip (&bytes, 5);
  flags = fv_bytes_get (&bytes, 1);
  header->has_creation_order = (flags & 4) != 0;
  offset += 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0); /* times, limits */
  g_clear_pointer (&data, g_byte_array_unref);
  if (!fv_hdf5_read_bytes (header->file, offset, (guint64)1 << (flags & 3), &data, error))
    return FALSE;
  bytes = (FvBytes){ data->data, data->len, FALSE };
  size = fv_bytes_get (&bytes, data->len);
  if (size > MAX_BLOCK_SIZE)
    return set_damaged (header->file, error);
  /* The signature that a later block has before it, the first has before its flags. */
  return add_block (header, offset + data->len - 4, size + 8, error);
}

static void
clear_link (gpointer data)
{
  FvHdf5Link *link = data;

  g_free (link->name);
}

/**
 * fv_hdf5_read_object:
 * @file: a file
 * @offset: of an object
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Returns: (transfer full): what the object is, or %NULL
 */
FvHdf5Object *
fv_hdf5_read_object (FvHdf5 *file, guint64 offset, GError **error)
{
  g_autoptr (FvHdf5Object) object = g_new0 (FvHdf5Object, 1);
  Header header = { .file = file, .object = object };

  object->links = g_array_new (FALSE, FALSE, sizeof (FvHdf5Link));
  g_array_set_clear_func (object->links, clear_link);
  object->place.type = FV_TYPE_OTHER;
  if (!find_first_block (&header, offset, error))
    return NULL;
  for (guint i = 0; i < header.n_blocks; i++)
    if (!read_block (&header, &header.blocks[i], error))
      return NULL;
  if (object->kind == FV_HDF5_DATASET &&
      (!header.has_dataspace || object->tensor.type == NULL))
    object->kind = FV_HDF5_UNKNOWN;
  if (header.is_elsewhere)
    object->is_plain = FALSE;
  return g_steal_pointer (&object);
}

void
fv_hdf5_object_free (FvHdf5Object *object)
{
  if (object == NULL)
    return;
  g_array_unref (object->links);
  g_free (object->tensor.type);
  g_free (object);
}
