/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order in which thumbnails are made. */

#include "work/thumbnail-queue.h"

#define N 8

static void
check (const gint *filters, const gint *in_view, gint n_in_view, const gboolean *is_made,
       const gchar *expected, gint expected_in_view)
{
  ThumbnailNeed need = { filters, N, in_view, n_in_view, is_made };
  gint queue[N];
  gint n_first;
  gint n = thumbnail_queue_fill (&need, queue, &n_first);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint i = 0; i < n; i++)
    g_string_append_printf (text, "%d", queue[i]);
  g_assert_cmpstr (text->str, ==, expected);
  g_assert_cmpint (n_first, ==, expected_in_view);
}

static const gint by_number[N] = { 0, 1, 2, 3, 4, 5, 6, 7 };
static const gint by_rank[N] = { 5, 2, 7, 0, 1, 6, 3, 4 };
static const gboolean none[N] = { FALSE };
static const gboolean all[N] = { TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE, TRUE };
static const gboolean some[N] = { TRUE, FALSE, FALSE, TRUE, TRUE };

static void
test_unknown_view (void)
{
  check (by_number, NULL, 0, none, "01234567", 0);
  check (by_rank, NULL, 0, none, "52701634", 0);
  check (by_number, NULL, 0, some, "12567", 0);
}

/* From the top of what is in view, then below it, then above. */
static void
test_view (void)
{
  check (by_number, (const gint[]){ 3, 4, 5 }, 3, none, "34567012", 3);
  check (by_rank, (const gint[]){ 0, 1 }, 2, none, "01634527", 2);
  check (by_number, (const gint[]){ 3, 4, 5 }, 3, some, "56712", 1);
}

static void
test_complete_view (void)
{
  check (by_number, (const gint[]){ 3, 4 }, 2, some, "56712", 0);
  check (by_number, (const gint[]){ 3, 4 }, 2, all, "", 0);
}

/* A view of a layer that has more filters, or of one twice */
static void
test_other_view (void)
{
  check (by_number, (const gint[]){ 7, 8, 9, -1 }, 4, none, "70123456", 1);
  check (by_number, (const gint[]){ 6, 6, 1 }, 3, none, "61702345", 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thumbnail-queue/unknown-view", test_unknown_view);
  g_test_add_func ("/thumbnail-queue/view", test_view);
  g_test_add_func ("/thumbnail-queue/complete-view", test_complete_view);
  g_test_add_func ("/thumbnail-queue/other-view", test_other_view);
  return g_test_run ();
}
