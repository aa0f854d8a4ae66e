//go:build (desktop || dev) && !bindings

// Wails shows a page and watches over nothing: a link leads the window
// anywhere, a dead web process stays dead, two fingers zoom. This file adds
// to its web view what WebKitGTK offers against that.

#include <gdk/gdkx.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <string.h>
#include <webkit2/webkit2.h>

#include "_cgo_export.h"
#include "guard_linux.h"

// All of this belongs to GTK's thread.
static WebKitWebView *shown = NULL;
static char *allowed = NULL;
static bool filling = false;
static int least_width = 0, least_height = 0;
static struct window_place start;

bool window_has_locale(const char *name)
{
    char *before = g_strdup(setlocale(LC_ALL, NULL));
    bool has = setlocale(LC_ALL, name) != NULL;
    setlocale(LC_ALL, before);
    g_free(before);
    return has;
}

bool window_prepare(const char *program, const char *title, const char *languages, int *width, int *height)
{
    g_set_prgname(program);
    g_set_application_name(title);
    if (!gtk_init_check(NULL, NULL))
        return false;
    char **tags = g_strsplit(languages, ",", -1);
    webkit_web_context_set_preferred_languages(webkit_web_context_get_default(), (const char *const *)tags);
    g_strfreev(tags);
    GdkDisplay *display = gdk_display_get_default();
    GdkMonitor *monitor = gdk_display_get_primary_monitor(display);
    if (monitor == NULL)
        monitor = gdk_display_get_monitor(display, 0);
    if (monitor != NULL) {
        GdkRectangle area;
        gdk_monitor_get_geometry(monitor, &area);
        *width = area.width;
        *height = area.height;
    }
    return true;
}

static bool may_open(const char *uri)
{
    if (uri == NULL)
        return false;
    if (allowed == NULL)
        return g_str_has_prefix(uri, "wails://wails/");
    if (g_str_has_prefix(uri, "blob:"))
        uri += strlen("blob:");
    if (!g_str_has_prefix(uri, allowed))
        return false;
    char after = uri[strlen(allowed)];
    return after == '\0' || after == '/' || after == '?' || after == '#';
}

static gboolean decide(WebKitWebView *view, WebKitPolicyDecision *decision,
                       WebKitPolicyDecisionType type, gpointer data)
{
    if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
        WebKitResponsePolicyDecision *response = WEBKIT_RESPONSE_POLICY_DECISION(decision);
        if (filling && !webkit_response_policy_decision_is_mime_type_supported(response)) {
            webkit_policy_decision_ignore(decision); // it would be a download
            return TRUE;
        }
        return FALSE;
    }
    WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(
        WEBKIT_NAVIGATION_POLICY_DECISION(decision));
    const char *uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
    if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && may_open(uri))
        return FALSE;
    webkit_policy_decision_ignore(decision);
    return TRUE;
}

static GtkWidget *refuse_window(WebKitWebView *view, WebKitNavigationAction *action, gpointer data)
{
    return NULL;
}

static gboolean refuse_permission(WebKitWebView *view, WebKitPermissionRequest *request, gpointer data)
{
    webkit_permission_request_deny(request);
    return TRUE;
}

static gboolean refuse_files(WebKitWebView *view, WebKitFileChooserRequest *request, gpointer data)
{
    webkit_file_chooser_request_cancel(request);
    return TRUE;
}

static gboolean refuse_print(WebKitWebView *view, WebKitPrintOperation *operation, gpointer data)
{
    return TRUE;
}

static gboolean refuse_colour(WebKitWebView *view, WebKitColorChooserRequest *request, gpointer data)
{
    webkit_color_chooser_request_cancel(request);
    return TRUE;
}

// refuse_dialog answers alert and its like as if somebody had cancelled
// them, and lets a page go that would rather be asked first.
static gboolean refuse_dialog(WebKitWebView *view, WebKitScriptDialog *dialog, gpointer data)
{
    if (webkit_script_dialog_get_dialog_type(dialog) == WEBKIT_SCRIPT_DIALOG_BEFORE_UNLOAD_CONFIRM)
        webkit_script_dialog_confirm_set_confirmed(dialog, TRUE);
    return TRUE;
}

// refuse_fullscreen: the window is that already, and leaving it again would
// leave it for good.
static gboolean refuse_fullscreen(WebKitWebView *view, gpointer data)
{
    return TRUE;
}

static void refuse_download(WebKitWebContext *context, WebKitDownload *download, gpointer data)
{
    webkit_download_cancel(download);
}

static void keep_zoom(WebKitWebView *view, GParamSpec *spec, gpointer data)
{
    if (webkit_web_view_get_zoom_level(view) != 1.0)
        webkit_web_view_set_zoom_level(view, 1.0);
}

// Fingers on a touchpad come as events, fingers on a touch screen through a
// gesture that WebKit keeps under this name.
static gboolean refuse_pinch(GtkWidget *view, GdkEvent *event, gpointer data)
{
    return event->type == GDK_TOUCHPAD_PINCH;
}

static void ended(WebKitWebView *view, WebKitWebProcessTerminationReason reason, gpointer data)
{
    windowEvent(PAGE_PROCESS_ENDED);
}

static gboolean not_loaded(WebKitWebView *view, WebKitLoadEvent event, char *uri, GError *error, gpointer data)
{
    // A navigation that we refused, or that another one replaced, is no failure.
    if (error->domain == WEBKIT_POLICY_ERROR ||
        g_error_matches(error, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED))
        return TRUE;
    windowEvent(PAGE_NOT_LOADED);
    return TRUE;
}

// refit follows the display when it changes its size or is turned.
static void refit(GdkScreen *screen, gpointer data)
{
    GtkWindow *window = GTK_WINDOW(data);
    GdkWindow *surface = gtk_widget_get_window(GTK_WIDGET(window));
    if (surface == NULL)
        return;
    GdkMonitor *monitor = gdk_display_get_monitor_at_window(gtk_widget_get_display(GTK_WIDGET(window)), surface);
    if (monitor == NULL)
        return;
    GdkRectangle area;
    gdk_monitor_get_geometry(monitor, &area);
    GdkGeometry free = {.min_width = 1, .min_height = 1};
    gtk_window_set_geometry_hints(window, NULL, &free, GDK_HINT_MIN_SIZE);
    gtk_window_fullscreen(window);
    // With no window manager nobody else would do it.
    gdk_window_move_resize(surface, area.x, area.y, area.width, area.height);
}

static gboolean come_back(GtkWidget *window, GdkEventWindowState *event, gpointer data)
{
    if (event->new_window_state & GDK_WINDOW_STATE_ICONIFIED)
        gtk_window_present(GTK_WINDOW(window));
    else if (!(event->new_window_state & GDK_WINDOW_STATE_FULLSCREEN) &&
             (event->changed_mask & GDK_WINDOW_STATE_FULLSCREEN))
        gtk_window_fullscreen(GTK_WINDOW(window));
    return FALSE;
}

// xevent notices that another program destroyed the window: GTK would go on
// without one.
static GdkFilterReturn xevent(GdkXEvent *event, GdkEvent *unused, gpointer xid)
{
    XEvent *x = event;
    if (x->type == DestroyNotify && x->xdestroywindow.window == GPOINTER_TO_SIZE(xid))
        windowEvent(WINDOW_DESTROYED);
    return GDK_FILTER_CONTINUE;
}

static void find_view(GtkWidget *widget, gpointer found)
{
    if (WEBKIT_IS_WEB_VIEW(widget))
        *(GtkWidget **)found = widget;
    else if (GTK_IS_CONTAINER(widget))
        gtk_container_forall(GTK_CONTAINER(widget), find_view, found);
}

static void guard_filling(GtkWidget *window, GtkWidget *view)
{
    g_signal_connect(view, "run-file-chooser", G_CALLBACK(refuse_files), NULL);
    g_signal_connect(view, "run-color-chooser", G_CALLBACK(refuse_colour), NULL);
    g_signal_connect(view, "script-dialog", G_CALLBACK(refuse_dialog), NULL);
    g_signal_connect(view, "enter-fullscreen", G_CALLBACK(refuse_fullscreen), NULL);
    g_signal_connect(view, "print", G_CALLBACK(refuse_print), NULL);
    g_signal_connect(view, "notify::zoom-level", G_CALLBACK(keep_zoom), NULL);
    g_signal_connect(view, "event", G_CALLBACK(refuse_pinch), NULL);
    gpointer pinch = g_object_get_data(G_OBJECT(view), "wk-view-zoom-gesture");
    if (pinch != NULL && GTK_IS_EVENT_CONTROLLER(pinch))
        gtk_event_controller_set_propagation_phase(GTK_EVENT_CONTROLLER(pinch), GTK_PHASE_NONE);
    g_signal_connect(webkit_web_view_get_context(WEBKIT_WEB_VIEW(view)), "download-started",
                     G_CALLBACK(refuse_download), NULL);
    g_signal_connect(window, "window-state-event", G_CALLBACK(come_back), NULL);
    // No pointer until somebody moves a mouse: then the page says which.
    GdkCursor *none = gdk_cursor_new_for_display(gtk_widget_get_display(window), GDK_BLANK_CURSOR);
    if (gtk_widget_get_window(window) != NULL)
        gdk_window_set_cursor(gtk_widget_get_window(window), none);
    g_clear_object(&none);
    GdkScreen *screen = gtk_widget_get_screen(window);
    g_signal_connect(screen, "size-changed", G_CALLBACK(refit), window);
    g_signal_connect(screen, "monitors-changed", G_CALLBACK(refit), window);
    refit(screen, window);
    // Where no window manager does, we take the keyboard ourselves.
    if (gtk_widget_get_window(window) != NULL)
        gdk_window_focus(gtk_widget_get_window(window), GDK_CURRENT_TIME);
}

static gboolean guard(gpointer data)
{
    GList *windows = gtk_window_list_toplevels();
    for (GList *w = windows; w != NULL; w = w->next) {
        GtkWidget *view = NULL;
        find_view(GTK_WIDGET(w->data), &view);
        if (view == NULL)
            continue;
        shown = WEBKIT_WEB_VIEW(view);
        g_signal_connect(view, "decide-policy", G_CALLBACK(decide), NULL);
        g_signal_connect(view, "create", G_CALLBACK(refuse_window), NULL);
        g_signal_connect(view, "permission-request", G_CALLBACK(refuse_permission), NULL);
        g_signal_connect(view, "web-process-terminated", G_CALLBACK(ended), NULL);
        g_signal_connect(view, "load-failed", G_CALLBACK(not_loaded), NULL);
        GdkWindow *surface = gtk_widget_get_window(GTK_WIDGET(w->data));
        if (surface != NULL && GDK_IS_X11_WINDOW(surface))
            gdk_window_add_filter(surface, xevent, GSIZE_TO_POINTER(gdk_x11_window_get_xid(surface)));
        if (filling) {
            guard_filling(GTK_WIDGET(w->data), view);
        } else {
            // Wails sets its bounds before there is a window to bound.
            GdkGeometry least = {.min_width = least_width, .min_height = least_height};
            gtk_window_set_geometry_hints(GTK_WINDOW(w->data), NULL, &least, GDK_HINT_MIN_SIZE);
            window_desk(w->data, view, start);
        }
    }
    g_list_free(windows);
    return G_SOURCE_REMOVE;
}

void window_guard(bool fills, int min_width, int min_height, struct window_place at)
{
    start = at;
    filling = fills;
    least_width = min_width;
    least_height = min_height;
    g_idle_add(guard, NULL);
}

static gboolean allow(gpointer origin)
{
    const char *uri = shown == NULL ? NULL : webkit_web_view_get_uri(shown);
    if (uri == NULL || !g_str_has_prefix(uri, "wails:")) {
        g_free(origin); // the page has left for another already and stays there
        return G_SOURCE_REMOVE;
    }
    g_free(allowed);
    allowed = origin;
    return G_SOURCE_REMOVE;
}

void window_allow(const char *origin) { g_idle_add(allow, g_strdup(origin)); }

static gboolean quit(gpointer data)
{
    gtk_main_quit();
    return G_SOURCE_REMOVE;
}

void window_quit(void) { g_idle_add(quit, NULL); }
