/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In debug builds, and in the tests: complains of Alt keys that more than one widget of a
 * dialog answers to. It looks again and again, since pages, buttons and frames come and
 * go. Translations keep the letters, so that one language is enough.
 *
 * FEATVIS_MNEMONICS names a file that gets a line for each choice of letters that there
 * was: the window's title, and the letters. */

#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <gdk/gdkkeysyms.h>
#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#define INTERVAL 200 /* milliseconds */

typedef gint (*RunDialog) (GimpDialog *);

/* That a person can press at the moment: what is insensitive answers to nothing, nor does
 * what lies in a window that is hidden, where it stays mapped. */
static gboolean
has_letter (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         gdk_window_is_viewable (gtk_widget_get_window (widget)) &&
         gtk_widget_is_sensitive (widget) &&
         gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) != GDK_KEY_VoidSymbol;
}

static void
add_letters (GtkWidget *widget, gpointer letters)
{
  if (has_letter (widget))
    g_string_append_c (letters, g_ascii_toupper ((gchar)gtk_label_get_mnemonic_keyval (
                                    GTK_LABEL (widget))));
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), add_letters, letters);
}

static void
complain (const gchar *letters)
{
  for (const gchar *letter = letters; *letter; letter++)
    if (strchr (letter + 1, *letter))
      g_critical ("two widgets answer to Alt+%c, of %s", *letter, letters);
}

static void
note (GtkWindow *window, const gchar *letters)
{
  const gchar *file = g_getenv ("FEATVIS_MNEMONICS");
  FILE *stream = file ? fopen (file, "a") : NULL;

  if (!stream)
    return;

  fprintf (stream, "%s: %s\n", gtk_window_get_title (window), letters);
  fclose (stream);
}

static gboolean
check (gpointer data)
{
  static gchar *last;
  GString *letters = g_string_new (NULL);

  add_letters (data, letters);
  if (g_strcmp0 (letters->str, last) != 0)
    {
      g_free (last);
      last = g_strdup (letters->str);
      complain (last);
      note (data, last);
    }
  g_string_free (letters, TRUE);
  return G_SOURCE_CONTINUE;
}

/* Takes the place of GIMP's, which all dialogs are run by. */
gint
gimp_dialog_run (GimpDialog *dialog)
{
  RunDialog next = (RunDialog)dlsym (RTLD_NEXT, "gimp_dialog_run");
  guint timer = g_timeout_add (INTERVAL, check, dialog);
  gint response = next (dialog);

  g_source_remove (timer);
  return response;
}
