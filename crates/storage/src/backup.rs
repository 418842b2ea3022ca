//! Copies of the whole database, as one `SQLite` file.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::Error;
use crate::db::migrate::make_private;

/// Pages copied between two looks at other connections.
const PAGES: i32 = 1000;

/// Copies an open `SQLite` database to a file, replacing it whole or not at all.
pub(crate) fn copy_sqlite(from: &Connection, target: &Path) -> Result<(), Error> {
    let mut name = target.as_os_str().to_owned();
    name.push(".part");
    let part = Path::new(&name);
    make_private(part)?;
    {
        let mut to = Connection::open(part)?;
        Backup::new(from, &mut to)?.run_to_completion(PAGES, Duration::ZERO, None)?;
        // One file that needs no other beside it.
        to.pragma_update(None, "journal_mode", "DELETE")?;
    }
    let unavailable = |error: std::io::Error| Error::Unavailable(error.to_string());
    std::fs::File::open(part)
        .and_then(|file| file.sync_all())
        .map_err(unavailable)?;
    std::fs::rename(part, target).map_err(unavailable)
}
