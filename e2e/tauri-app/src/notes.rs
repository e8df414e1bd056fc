use std::time::Duration;

use rusqlite::{OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use tauri::ipc::Channel;
use tauri::{AppHandle, Emitter, State};

use crate::error::CommandError;
use crate::store::Store;

/// The event that tells every window that the notes have changed.
const CHANGED: &str = "notes://changed";

#[derive(Clone, Serialize)]
pub struct Note {
    id: String,
    title: String,
    body: String,
}

#[derive(Clone, Serialize)]
struct Changed<'a> {
    reason: &'a str,
    id: &'a str,
}

/// A message on the channel of `export_notes`.
#[derive(Clone, Serialize)]
pub struct ExportProgress {
    done: usize,
    total: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    Markdown,
    Json,
}

#[derive(Serialize)]
pub struct Synced {
    synced: usize,
}

#[tauri::command]
pub fn list_notes(store: State<'_, Store>) -> Result<Vec<Note>, CommandError> {
    all(&store)
}

#[tauri::command]
pub fn save_note(app: AppHandle, store: State<'_, Store>, title: String, body: String) -> Result<Note, CommandError> {
    if title.trim().is_empty() {
        return Err(CommandError::new("EMPTY_TITLE", "A note needs a title."));
    }
    let id = {
        let connection = store.lock();
        connection.execute("INSERT INTO notes (title, body) VALUES (?1, ?2)", [&title, &body])?;
        format!("note-{}", connection.last_insert_rowid())
    };
    tell(&app, "saved", &id);
    Ok(Note { id, title, body })
}

#[tauri::command]
pub fn delete_note(app: AppHandle, store: State<'_, Store>, id: String) -> Result<(), CommandError> {
    let number = number_of(&id);
    let deleted = store.lock().execute("DELETE FROM notes WHERE number = ?1", [number])?;
    if deleted == 0 {
        return Err(CommandError::new("NOT_FOUND", format!("There is no note {id}.")));
    }
    tell(&app, "deleted", &id);
    Ok(())
}

#[tauri::command]
pub fn search_notes(store: State<'_, Store>, query: String) -> Result<Vec<Note>, CommandError> {
    let query = query.to_lowercase();
    let mut found = all(&store)?;
    found.retain(|note| format!("{} {}", note.title, note.body).to_lowercase().contains(&query));
    Ok(found)
}

#[tauri::command]
pub fn export_notes(
    store: State<'_, Store>,
    format: ExportFormat,
    on_progress: Channel<ExportProgress>,
) -> Result<String, CommandError> {
    let notes = all(&store)?;
    let total = notes.len();
    for done in 1..=total {
        // A window that is gone hears no more.
        let _ = on_progress.send(ExportProgress { done, total });
    }
    Ok(match format {
        ExportFormat::Json => serde_json::to_string(&notes).unwrap_or_default(),
        ExportFormat::Markdown => {
            let pages: Vec<String> = notes.iter().map(|note| format!("# {}\n\n{}\n", note.title, note.body)).collect();
            pages.join("\n")
        }
    })
}

/// Takes its time, as a server does.
#[tauri::command(async)]
pub fn sync_notes(store: State<'_, Store>) -> Result<Synced, CommandError> {
    std::thread::sleep(Duration::from_millis(300));
    Ok(Synced { synced: all(&store)?.len() })
}

/// Answers with the number it is given and the next: calls that overlap are told apart by it.
#[tauri::command(async)]
pub fn count_up(from: u32) -> [u32; 2] {
    [from, from + 1]
}

pub fn exists(store: &Store, id: &str) -> Result<bool, CommandError> {
    let connection = store.lock();
    let found = connection
        .query_row("SELECT 1 FROM notes WHERE number = ?1", [number_of(id)], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

fn all(store: &Store) -> Result<Vec<Note>, CommandError> {
    let connection = store.lock();
    let mut query = connection.prepare("SELECT number, title, body FROM notes ORDER BY number")?;
    let notes = query.query_map([], note_of)?.collect::<Result<_, _>>()?;
    Ok(notes)
}

fn note_of(row: &Row<'_>) -> rusqlite::Result<Note> {
    let number: i64 = row.get(0)?;
    Ok(Note { id: format!("note-{number}"), title: row.get(1)?, body: row.get(2)? })
}

fn number_of(id: &str) -> i64 {
    id.strip_prefix("note-").and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn tell(app: &AppHandle, reason: &str, id: &str) {
    // An app that is closing tells nobody.
    let _ = app.emit(CHANGED, Changed { reason, id });
}
