/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In debug builds, and in the tests: ends the plug-in when another thread than the main
 * one talks to GIMP, whose library knows no threads. All of its calls go through the two
 * functions whose places are taken here: one asks for a call, the other for pixels.
 */

#define _GNU_SOURCE

#include <dlfcn.h>

#include <glib.h>

typedef gboolean (*Write) (GIOChannel *channel, gpointer message, gpointer user_data);

/* Of GIMP's protocol, which has no public header; a call begins with its name. */
gboolean gp_proc_run_write (GIOChannel *channel, gpointer call, gpointer user_data);
gboolean gp_tile_req_write (GIOChannel *channel, gpointer request, gpointer user_data);

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

gboolean
gp_proc_run_write (GIOChannel *channel, gpointer call, gpointer user_data)
{
  Write next = (Write)dlsym (RTLD_NEXT, "gp_proc_run_write");

  check_thread (*(const gchar *const *)call);
  return next (channel, call, user_data);
}

gboolean
gp_tile_req_write (GIOChannel *channel, gpointer request, gpointer user_data)
{
  Write next = (Write)dlsym (RTLD_NEXT, "gp_tile_req_write");

  check_thread ("gp_tile_req_write");
  return next (channel, request, user_data);
}
