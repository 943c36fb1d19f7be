/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_HELP_HTML_H
#define PLUG_IN_HELP_HTML_H

#include <glib.h>

void html_begin (GString *html, const gchar *language, const gchar *title);
void html_end (GString *html);
void html_add (GString *html, const gchar *format, ...) G_GNUC_PRINTF (2, 3);
gchar *html_strip_label (const gchar *label);

#endif /* PLUG_IN_HELP_HTML_H */
