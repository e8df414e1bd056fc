use serde::Serialize;
use tauri::{AppHandle, Manager, State, WebviewUrl, WebviewWindowBuilder};

use crate::error::CommandError;
use crate::store::Store;

#[derive(Serialize)]
pub struct AppInfo {
    version: String,
    /// How often the app has started with these notes: another number after a restart.
    starts: i64,
}

#[tauri::command]
pub fn app_info(app: AppHandle, store: State<'_, Store>) -> AppInfo {
    AppInfo { version: app.package_info().version.to_string(), starts: store.starts() }
}

/// Opens the second window, or brings it to the front.
#[tauri::command(async)]
pub fn open_settings(app: AppHandle) -> Result<bool, CommandError> {
    open(&app, "settings", "settings.html").map_err(|error| CommandError::new("WINDOW", error.to_string()))
}

/// Opens a window of this label; returns whether it is new.
pub fn open(app: &AppHandle, label: &str, page: &str) -> tauri::Result<bool> {
    if let Some(window) = app.get_webview_window(label) {
        window.set_focus()?;
        return Ok(false);
    }
    WebviewWindowBuilder::new(app, label, WebviewUrl::App(page.into()))
        .title("Notes")
        .inner_size(800.0, 600.0)
        .build()?;
    Ok(true)
}
