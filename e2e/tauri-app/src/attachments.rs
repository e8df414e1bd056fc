use rusqlite::OptionalExtension;
use serde::Serialize;
use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};

use crate::error::CommandError;
use crate::notes;
use crate::store::Store;

#[derive(Serialize)]
pub struct Attachment {
    id: String,
    note: String,
    size: usize,
}

/// Takes a file as the raw body of the call; the header `note` says which note it is for.
#[tauri::command]
pub fn attach_file(store: State<'_, Store>, request: Request<'_>) -> Result<Attachment, CommandError> {
    let InvokeBody::Raw(content) = request.body() else {
        return Err(CommandError::new("NOT_RAW", "The file must be the body of the call."));
    };
    let note = request.headers().get("note").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if !notes::exists(&store, &note)? {
        return Err(CommandError::new("NOT_FOUND", format!("There is no note {note}.")));
    }
    let connection = store.lock();
    connection.execute("INSERT INTO attachments (note, content) VALUES (?1, ?2)", (&note, content))?;
    Ok(Attachment { id: format!("file-{}", connection.last_insert_rowid()), note, size: content.len() })
}

/// Answers with the bytes of a file.
#[tauri::command]
pub fn read_attachment(store: State<'_, Store>, id: String) -> Result<Response, CommandError> {
    let number: i64 = id.strip_prefix("file-").and_then(|number| number.parse().ok()).unwrap_or(0);
    let content: Option<Vec<u8>> = store
        .lock()
        .query_row("SELECT content FROM attachments WHERE number = ?1", [number], |row| row.get(0))
        .optional()?;
    content.map(Response::new).ok_or_else(|| CommandError::new("NOT_FOUND", format!("There is no file {id}.")))
}
