use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS attachments (number INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT NOT NULL, content BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS starts (at INTEGER NOT NULL DEFAULT (unixepoch()));
";

const FIRST_NOTES: &str = "
    INSERT INTO notes (title, body) VALUES ('Bread', 'Rye, from the corner'), ('Call Ada', 'About the engine');
";

/// The notes on disk: they outlive the app.
pub struct Store {
    connection: Mutex<Connection>,
    starts: i64,
}

impl Store {
    /// Opens the file, with two notes in it where it is new, and counts this start of the app.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(TABLES)?;
        connection.execute("INSERT INTO starts DEFAULT VALUES", [])?;
        let starts: i64 = connection.query_row("SELECT count(*) FROM starts", [], |row| row.get(0))?;
        if starts == 1 {
            connection.execute_batch(FIRST_NOTES)?;
        }
        Ok(Self { connection: Mutex::new(connection), starts })
    }

    /// How often the app has started with these notes.
    pub fn starts(&self) -> i64 {
        self.starts
    }

    pub fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The file that NOTES_DB names; without it the notes live as long as the app.
pub fn path() -> PathBuf {
    std::env::var_os("NOTES_DB").map_or_else(|| PathBuf::from(":memory:"), PathBuf::from)
}
