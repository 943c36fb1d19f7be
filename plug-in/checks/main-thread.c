/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In debug builds, and in the tests: ends the plug-in when another thread than the main
 * one talks to GIMP, whose library knows no threads. All of its calls go through the two
 * functions whose places are taken here: one calls procedures, the other asks for pixels.
 */

#define _GNU_SOURCE

#include <dlfcn.h>

#include <libgimp/gimp.h>

/* Of GIMP's protocol, which has no public header. */
gboolean gp_tile_req_write (GIOChannel *channel, gconstpointer request,
                            gpointer user_data);

typedef GimpParam *(*RunProcedure) (const gchar *, gint *, gint, const GimpParam *);
typedef gboolean (*WriteTileRequest) (GIOChannel *, gconstpointer, gpointer);

static GThread *main_thread;

static void __attribute__ ((constructor)) note_main_thread (void)
{
  main_thread = g_thread_self ();
}

static void
check_thread (const gchar *what)
{
  if (g_thread_self () != main_thread)
    g_error ("%s off the main thread", what);
}

GimpParam *
gimp_run_procedure2 (const gchar *name, gint *n_return_vals, gint n_params,
                     const GimpParam *params)
{
  RunProcedure next = (RunProcedure)dlsym (RTLD_NEXT, "gimp_run_procedure2");

  check_thread (name);
  return next (name, n_return_vals, n_params, params);
}

gboolean
gp_tile_req_write (GIOChannel *channel, gconstpointer request, gpointer user_data)
{
  WriteTileRequest next = (WriteTileRequest)dlsym (RTLD_NEXT, "gp_tile_req_write");

  check_thread ("gp_tile_req_write");
  return next (channel, request, user_data);
}
