#include "operation.h"
gint fv_operation_choose_rows (const FvOperation *o, gint t){(void)o;return t;}
gsize fv_operation_get_scratch (const FvOperation *o){(void)o;return 1;}
guint64 fv_operation_get_memory (const FvOperation *o){(void)o;return 0;}
gdouble fv_operation_count_multiplications (const FvOperation *o, gint r){(void)o;return r;}
gboolean fv_operation_prepare (FvOperation *o, GError **e){(void)o;(void)e;return TRUE;}
void fv_operation_clear (FvOperation *o){(void)o;}
void fv_operation_forward (const FvOperation *o, const FvMap *const *i,gint f, gint e, FvMap *u, FvWorkers *w){(void)o;(void)i;(void)f;(void)e;(void)u;(void)w;}
void fv_operation_backward (const FvOperation *o, gint i,const FvMap *g, gint f, gint e,FvMap *u, FvWorkers *w){(void)o;(void)i;(void)f;(void)e;(void)u;(void)w;(void)g;}
