/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server sends is trusted in nothing: it may send more or less than was asked
 * for, from another position, or a web page. */

#include "answer.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "failure.h"

#define MIB ((guint64)1 << 20)

#define STATUS_OK      200
#define STATUS_PARTIAL 206

/* The first position of what is being sent, by the header Content-Range */
static gboolean
get_first_position (CURL *handle, guint64 *position)
{
  const gchar *const unit = "bytes ";
  struct curl_header *header;
  gchar *end = NULL;

  if (curl_easy_header (handle, "Content-Range", 0, CURLH_HEADER, -1, &header) !=
          CURLHE_OK ||
      g_ascii_strncasecmp (header->value, unit, strlen (unit)) != 0)
    return FALSE;
  *position = g_ascii_strtoull (header->value + strlen (unit), &end, 10);
  return *end == '-';
}

static guint64
get_announced_size (CURL *handle)
{
  curl_off_t size = -1;

  curl_easy_getinfo (handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
  return (guint64)MAX (size, 0);
}

static gboolean
is_web_page (CURL *handle)
{
  const gchar *type = NULL;

  curl_easy_getinfo (handle, CURLINFO_CONTENT_TYPE, &type);
  return type != NULL && g_ascii_strncasecmp (type, "text/html", 9) == 0;
}

/* Finds out which position of the file the answer begins at: where the part ends, or,
 * from a server that knows no ranges, 0. */
static gboolean
find_begin (FvTransfer *transfer, guint64 *position, GError **error)
{
  glong status = 0;

  *position = 0;
  curl_easy_getinfo (transfer->handle, CURLINFO_RESPONSE_CODE, &status);
  if (status == STATUS_OK ||
      (status == STATUS_PARTIAL && get_first_position (transfer->handle, position) &&
       *position == transfer->part->size))
    return TRUE;
  transfer->is_misplaced = TRUE;
  fv_failure_set_wrong_content (transfer->source,
                                _ ("the server sent another part of the file"), error);
  return FALSE;
}

/* Whether the announced size is the one that is meant; it need not be announced. */
static gboolean
check_size (FvTransfer *transfer, guint64 position, GError **error)
{
  const FvSource *source = transfer->source;
  guint64 announced = get_announced_size (transfer->handle);
  guint64 size = position + MIN (announced, G_MAXUINT64 / 2);

  if (announced == 0 || size == source->size ||
      (source->is_beginning && size > source->size))
    return TRUE;
  if (source->size == 0 && size <= fv_transfer_limits.largest)
    {
      transfer->total = size;
      return fv_partial_file_check_space (transfer->part, announced, error);
    }
  fv_failure_set_wrong_content (source, _ ("the file there has another size"), error);
  return FALSE;
}

/* Called when the first bytes are there. Only an answer that will do touches the
 * part. */
static gboolean
begin (FvTransfer *transfer, GError **error)
{
  guint64 position;

  transfer->has_begun = TRUE;
  if (is_web_page (transfer->handle))
    {
      fv_failure_set_wrong_content (transfer->source, _ ("there is only a web page"),
                                    error);
      return FALSE;
    }
  if (!find_begin (transfer, &position, error) ||
      !check_size (transfer, position, error) ||
      (position < transfer->part->size && !fv_partial_file_empty (transfer->part, error)))
    return FALSE;
  transfer->part->is_resumed = position > 0;
  return TRUE;
}

/* A body whose end nobody knows must not fill the disk, nor stay on it. */
static gboolean
check_room (FvTransfer *transfer, gsize n_bytes, GError **error)
{
  transfer->n_unchecked += n_bytes;
  if (transfer->total > 0 || transfer->n_unchecked < MIB)
    return TRUE;
  transfer->n_unchecked = 0;
  if (fv_partial_file_check_space (transfer->part, fv_transfer_limits.spared, error))
    return TRUE;
  fv_partial_file_empty (transfer->part, NULL);
  return FALSE;
}

/* Where the body ends: at the size that is known, or that was announced, or else at the
 * largest */
static guint64
get_limit (const FvTransfer *transfer)
{
  return transfer->total > 0 ? transfer->total : fv_transfer_limits.largest;
}

static gboolean
append (FvTransfer *transfer, const guint8 *bytes, gsize n_bytes, GError **error)
{
  guint64 limit = get_limit (transfer), size = transfer->part->size;
  guint64 n_wanted = limit > size ? limit - size : 0;

  if (n_bytes > n_wanted && !transfer->source->is_beginning)
    {
      fv_partial_file_empty (transfer->part, NULL);
      fv_failure_set_wrong_content (transfer->source,
                                    _ ("the file there has another size"), error);
      return FALSE;
    }
  if (!check_room (transfer, n_bytes, error) ||
      !fv_partial_file_append (transfer->part, bytes, MIN (n_bytes, n_wanted), error))
    return FALSE;
  transfer->is_complete = transfer->part->size == transfer->source->size;
  return TRUE;
}

/**
 * fv_answer_take:
 * @transfer: a transfer whose request is being answered
 * @bytes: what came next
 * @n_bytes: how much
 * @error: %FV_ERROR_NETWORK or %FV_ERROR_FILE
 *
 * Appends to the part what belongs to it.
 *
 * Returns: whether the answer is what was asked for, as far as it came
 */
gboolean
fv_answer_take (FvTransfer *transfer, const guint8 *bytes, gsize n_bytes, GError **error)
{
  return (transfer->has_begun || begin (transfer, error)) &&
         append (transfer, bytes, n_bytes, error);
}
