/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_HELP_PAGE_H
#define PLUG_IN_HELP_PAGE_H

#include "procedure/procedure.h"

void help_page_add_texts (GString *html, const gchar *page);
void help_page_add_procedure (GString *html, const Procedure *procedure);

#endif /* PLUG_IN_HELP_PAGE_H */
