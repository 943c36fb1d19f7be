/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Filters that were picked in the browser, as an objective */

#include "parameters/picks.h"

static void
check_picks (const gchar *text, const gchar *expected)
{
  Pick picks[PICKS_MAXIMUM];
  gint n_picks = picks_parse (text, picks);
  gchar *objective = picks_to_objective (picks, n_picks, "+");

  g_assert_cmpstr (objective, ==, expected);
  g_free (objective);
}

static void
test_picks (void)
{
  check_picks ("block3_conv1:5", "block3_conv1:5");
  check_picks (" block3_conv1 : 5 * 0.50 + block3_conv2:10*-10 ",
               "block3_conv1:5*0.5+block3_conv2:10*-10");
  check_picks ("a:5*1+b:6*10+c:7*0", "a:5+b:6*10");
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7", "a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7");
  check_picks ("a:0+a:1+a:2+a:3+a:4+a:5+a:6+a:7+a:8", "");
  check_picks ("block3_conv1", "");
  check_picks ("block3_conv1:5 + block3_conv2", "");
  check_picks ("block3_conv1@strong:8", "");
  check_picks ("block3_conv1:5*100", "");
  check_picks ("block3_conv1:5 - block3_conv1:4", "");
  check_picks ("block3_conv1:-5", "");
  check_picks ("", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picks", test_picks);
  return g_test_run ();
}
