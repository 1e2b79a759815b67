//! Writing files and folders so that a crash, a full disk or a second build never loses what stood there.
//!
//! A folder of results is made whole beside the old one and then takes its place. The work goes on in a
//! hidden folder of its own (`.out.work`), which also holds the lock; what a killed build left there is
//! put right by the next one.

use crate::diag::{Diagnostic, files as diag};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

/// Stands in each folder that acquis wrote: no other folder is replaced.
const MARK: &str = ".acquis-output";
const MARK_TEXT: &str = "This folder is replaced as a whole by `acquis build`.\n";

const PAUSE: Duration = Duration::from_millis(25);
/// A build holds the lock only while it writes: a minute is ample.
const TRIES: u32 = 2400;

/// Writes a file in one step: whoever reads it sees the old content or the new one.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> std::result::Result<(), Diagnostic> {
    replace_file(path, bytes).map_err(|e| diag::cannot_write(&path.display().to_string(), &e.to_string()))
}

fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    // A link stays a link: its target is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let folder = parent_of(&path);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".acquis-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    if let Ok(old) = fs::metadata(&path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|e| e.error)?;
    sync_folder(folder)
}

/// Whether [`replace_dir`] would refuse a folder: asked before the work of which it takes the files.
///
/// # Errors
/// `out` holds something that acquis did not write, or cannot be looked at.
pub fn may_replace(out: &Path) -> std::result::Result<(), Diagnostic> {
    let shown = out.display().to_string();
    match not_ours(out) {
        Ok(None) => Ok(()),
        Ok(Some(why)) => Err(diag::unsafe_output(&shown, why)),
        Err(error) => Err(diag::cannot_write(&shown, &error.to_string())),
    }
}

/// Makes `out` a folder with these files and nothing else. The old folder is there until the new one is whole.
///
/// # Errors
/// `out` holds something that acquis did not write; another build does not end; the disk is full. The old
/// folder is then unchanged.
pub fn replace_dir(out: &Path, files: &BTreeMap<String, Vec<u8>>) -> std::result::Result<(), Diagnostic> {
    let shown = out.display().to_string();
    if let Some((path, why)) = files.keys().find_map(|path| Some((path, crate::vcs::paths::fault(path)?))) {
        return Err(diag::cannot_write(&format!("{shown}/{}", path.escape_debug()), why));
    }
    let cannot = |e: std::io::Error| diag::cannot_write(&shown, &e.to_string());
    let work = Work::open(out).map_err(cannot)?;
    let Some(_lock) = work.lock().map_err(cannot)? else { return Err(diag::busy(&shown)) };
    work.recover(out).map_err(cannot)?;
    if let Some(why) = not_ours(out).map_err(cannot)? {
        return Err(diag::unsafe_output(&shown, why));
    }
    let done = work.fill(files).and_then(|()| work.swap(out));
    // A half-written folder only takes room; where it cannot be removed now, the next build does it.
    let _ = remove_folder(&work.fresh());
    done.map_err(cannot)
}

/// Makes a folder with these files, where there is none yet or an empty one. A new folder is there whole or not at all.
///
/// # Errors
/// Something stands there already, or the folder cannot be written.
pub fn create_dir(dir: &Path, files: &BTreeMap<String, Vec<u8>>) -> std::result::Result<(), Diagnostic> {
    let shown = dir.display().to_string();
    let cannot = |e: std::io::Error| diag::cannot_write(&shown, &e.to_string());
    match fs::symlink_metadata(dir) {
        Ok(kind) if !kind.is_dir() => return Err(diag::not_empty(&shown, "it is a file or a link, not a folder")),
        Ok(_) if fs::read_dir(dir).map_err(cannot)?.next().is_some() => {
            return Err(diag::not_empty(&shown, "the folder holds files"));
        }
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot(error)),
        _ => {}
    }
    grow(dir, files).map_err(cannot)
}

/// Fills a hidden folder beside `dir`, then gives it its name. The hidden folder is removed where that fails.
fn grow(dir: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    // `.` has no name of its own to take over.
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_path_buf());
    let parent = parent_of(&dir);
    fs::create_dir_all(parent)?;
    let fresh = tempfile::Builder::new().prefix(".acquis-new-").tempdir_in(parent)?;
    fill(fresh.path(), files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))?;
    #[cfg(unix)]
    fs::set_permissions(fresh.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    if dir.exists() {
        return move_into(&dir, fresh.path());
    }
    fs::rename(fresh.path(), &dir)?;
    sync_folder(parent)
}

/// Moves what is in `fresh` into the empty folder `dir`, which somebody may stand in; takes it back where that fails.
fn move_into(dir: &Path, fresh: &Path) -> Result<()> {
    let mut moved: Vec<(PathBuf, PathBuf)> = vec![];
    for entry in fs::read_dir(fresh)? {
        let from = entry?.path();
        let to = dir.join(from.file_name().unwrap_or_default());
        if let Err(error) = fs::rename(&from, &to) {
            for (from, to) in moved {
                // The folder is removed with all it holds; what cannot be taken back is told by the error.
                let _ = fs::rename(to, from);
            }
            return Err(error);
        }
        moved.push((from, to));
    }
    sync_folder(dir)
}

/// Writes all files to the disk, below a folder.
fn fill<'f>(top: &Path, files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Result<()> {
    let mut folders = vec![top.to_path_buf()];
    for (path, bytes) in files {
        let path = top.join(path);
        let mut missing: Vec<PathBuf> =
            path.ancestors().skip(1).take_while(|f| !f.exists()).map(Path::to_path_buf).collect();
        while let Some(folder) = missing.pop() {
            fs::create_dir(&folder)?;
            folders.push(folder);
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

/// Why a folder must not be replaced: something stands there that acquis did not write.
fn not_ours(out: &Path) -> Result<Option<&'static str>> {
    let kind = match fs::symlink_metadata(out) {
        Ok(kind) => kind,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !kind.is_dir() {
        return Ok(Some("it is a file or a link, not a folder"));
    }
    if out.join(MARK).is_file() || fs::read_dir(out)?.next().is_none() {
        return Ok(None);
    }
    Ok(Some("it holds files that acquis did not write"))
}

/// The hidden folder beside the output in which the new one grows.
struct Work {
    folder: PathBuf,
}

impl Work {
    fn open(out: &Path) -> Result<Work> {
        let name = out.file_name().ok_or_else(|| std::io::Error::other("it has no name"))?;
        let folder = out.with_file_name(format!(".{}.work", name.to_string_lossy()));
        fs::create_dir_all(&folder)?;
        // Nothing in here is ever committed.
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            fs::write(ignore, "*\n")?;
        }
        Ok(Work { folder })
    }

    fn fresh(&self) -> PathBuf {
        self.folder.join("new")
    }

    fn old(&self) -> PathBuf {
        self.folder.join("old")
    }

    /// The lock of the operating system, which ends with the process; nothing if another build keeps it.
    fn lock(&self) -> Result<Option<File>> {
        let path = self.folder.join("lock");
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Puts right what a killed build left: the old folder goes back if none took its place.
    fn recover(&self, out: &Path) -> Result<()> {
        if self.old().exists() && fs::symlink_metadata(out).is_err() {
            fs::rename(self.old(), out)?;
        }
        remove_folder(&self.old())?;
        remove_folder(&self.fresh())
    }

    /// Writes all files to the disk, below `new`.
    fn fill(&self, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
        let fresh = self.fresh();
        fs::create_dir(&fresh)?;
        let mark = (MARK, MARK_TEXT.as_bytes());
        fill(&fresh, files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).chain([mark]))
    }

    /// Puts the new folder in the place of the old one.
    fn swap(&self, out: &Path) -> Result<()> {
        let parent = parent_of(&self.folder);
        match exchange(&self.fresh(), out) {
            // What is now `new` is the old folder; it is removed like any leftover.
            Ok(()) => return sync_folder(parent),
            // No old folder, or a file system without this call: in two steps, which `recover` can undo.
            Err(_) if out.exists() => fs::rename(out, self.old())?,
            Err(_) => {}
        }
        if let Err(error) = fs::rename(self.fresh(), out) {
            if self.old().exists() {
                fs::rename(self.old(), out)?;
            }
            return Err(error);
        }
        sync_folder(parent)?;
        remove_folder(&self.old())
    }
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(std::io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> Result<()> {
    Err(ErrorKind::Unsupported.into())
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Brings the names in a folder to the disk; where folders cannot be opened, the system does it by itself.
/// The folder that a path lies in; of a bare name the one where the program runs.
fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
