//! One publisher at a time, and no trace of one that was killed.
//!
//! The lock belongs to the operating system, so it ends with the process that holds it. Before a
//! publisher moves the branch it writes down which; the next one thereby knows the lock file of git
//! that a killed publisher left behind, and takes it away. Correctness rests on compare-and-swap alone:
//! where locks are not to be had (some network file systems) publishers merely retry more often.

use super::Result;
use crate::diag::git as diag;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

const NAME: &str = "acquis-publish.lock";
const PAUSE: Duration = Duration::from_millis(25);
/// A publisher holds the lock for as long as it writes its files: a minute is ample.
const TRIES: u32 = 2400;
/// git writes a lock file at once after it made it; one that stays as it is this long was left behind.
const SETTLED: Duration = Duration::from_millis(500);

/// The right to publish, until dropped.
pub(super) struct Lock {
    file: File,
    folder: PathBuf,
}

impl Lock {
    /// Waits for the lock of the repository whose common folder this is.
    pub(super) fn take(folder: &Path) -> Result<Lock> {
        let path = folder.join(NAME);
        let shown = path.display().to_string();
        let cannot = |e: std::io::Error| diag::cannot_write(&format!("`{shown}`"), &e.to_string());
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(cannot)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
                // Locked, or a file system without locks.
                Ok(()) | Err(TryLockError::Error(_)) => {
                    let mut lock = Lock { file, folder: folder.to_path_buf() };
                    lock.clear_up().map_err(cannot)?;
                    return Ok(lock);
                }
            }
        }
        Err(diag::busy("publishing", &shown))
    }

    /// Writes down that `reference` is about to be moved to `id`.
    pub(super) fn announce(&mut self, reference: &str, id: &str) -> std::io::Result<()> {
        self.write(&format!("{reference} {id}\n"))
    }

    /// Takes back the announcement. One that stays is harmless: the next publisher finds no lock file to it.
    pub(super) fn done(&mut self) {
        let _ = self.write("");
    }

    fn write(&mut self, text: &str) -> std::io::Result<()> {
        self.file.rewind()?;
        self.file.set_len(0)?;
        self.file.write_all(text.as_bytes())
    }

    /// Removes the lock file of git that the last publisher left, if it was killed while it held one.
    fn clear_up(&mut self) -> std::io::Result<()> {
        let mut announced = String::new();
        self.file.rewind()?;
        if self.file.read_to_string(&mut announced).is_err() || announced.is_empty() {
            return Ok(());
        }
        if let Some((reference, id)) = announced.trim_end().split_once(' ')
            && reference.starts_with("refs/heads/")
            && !reference.contains("..")
        {
            let left = self.folder.join(format!("{reference}.lock"));
            if is_ours(&left, id) {
                sleep(SETTLED);
                if is_ours(&left, id) {
                    std::fs::remove_file(&left)?;
                }
            }
        }
        self.done();
        Ok(())
    }
}

/// Whether a lock file holds the announced id or the beginning of it: nobody else writes that.
fn is_ours(lock: &Path, id: &str) -> bool {
    std::fs::read(lock).is_ok_and(|bytes| format!("{id}\n").as_bytes().starts_with(&bytes))
}
