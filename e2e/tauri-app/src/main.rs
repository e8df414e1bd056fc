//! A small notes app: its commands have each kind of argument, answer and push that the tests need.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod attachments;
mod error;
mod notes;
mod store;
mod windows;

use store::Store;

/// Told to Victauri, which knows no other way to list an app's commands.
const COMMANDS: &[&str] = &[
    "list_notes",
    "save_note",
    "delete_note",
    "search_notes",
    "export_notes",
    "sync_notes",
    "count_up",
    "attach_file",
    "read_attachment",
    "open_settings",
    "app_info",
];

fn main() {
    let store = Store::open(&store::path()).expect("the notes cannot be opened");
    let victauri = victauri_plugin::VictauriBuilder::new()
        .register_command_names(COMMANDS)
        .probe("starts", {
            let starts = store.starts();
            move || serde_json::json!({ "starts": starts })
        })
        .build()
        .expect("Victauri cannot be built");
    tauri::Builder::default()
        .plugin(victauri)
        .manage(store)
        .invoke_handler(tauri::generate_handler![
            notes::list_notes,
            notes::save_note,
            notes::delete_note,
            notes::search_notes,
            notes::export_notes,
            notes::sync_notes,
            notes::count_up,
            attachments::attach_file,
            attachments::read_attachment,
            windows::open_settings,
            windows::app_info,
        ])
        .setup(|app| {
            windows::open(app.handle(), "main", "index.html")?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("the app cannot run");
}
