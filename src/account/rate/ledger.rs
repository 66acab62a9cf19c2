//! The files of all processes of an account: one of our own, and those of the others.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use ring::hmac;

use super::clock::{boot_id, uptime};
use super::process_file::{Copy, Newest, SIZE, newest, place, written};
use super::stated_rate::{RateSource, RateToKeep, StatedRate};
use super::stopped::is_holder_stopped;
use super::told::{MS, Told};
use super::turn::{Other, Turn, Verdict};
use crate::account::{Holder, user_name};
use crate::system::{
    FileId, LockBeside, PositionedFile as _, SafeOpen as _, changed_at, folder_lock, is_held, owner,
    set_file_mode,
};

/// How often files that have not changed are examined anyway.
const LOOK: u64 = 1000 * MS;
/// How often it is checked whether a process still lives.
const LIVES: u64 = 100 * MS;
/// A process that is stopped, and has sent nothing for this long, states no rate any more.
const STILL: u64 = 10_000 * MS;
/// The most processes of one user.
const MOST: u32 = 1000;

/// The file of another process.
#[derive(Debug)]
struct OtherFile {
    name: String,
    path: PathBuf,
    uid: u32,
    file: File,
    copy: Option<Copy>,
    lives: bool,
    checked: u64,
    /// True if its process is stopped, as of the time behind it.
    stopped: (bool, u64),
}

/// All files, and the turn of this process.
#[derive(Debug)]
pub(super) struct Ledger {
    dir: PathBuf,
    folder: File,
    key: hmac::Key,
    uid: u32,
    name: String,
    file: File,
    _held: LockBeside,
    number: u64,
    boot: [u8; 16],
    holder: Vec<u8>,
    turn: Turn,
    others: Vec<OtherFile>,
    /// The time of the folder at the latest listing, and when that was.
    listed: (Option<SystemTime>, u64),
    kept: RateToKeep,
}

impl Ledger {
    /// Takes a free file of this user in the folder, or makes one.
    pub(super) fn join(dir: &Path, key: &hmac::Key, uid: u32, stated: StatedRate) -> io::Result<Self> {
        let (name, file, held) = own_file(dir, uid)?;
        let mut bytes = vec![0; SIZE];
        let length = read(&file, &mut bytes)?;
        let before = newest(&bytes[..length], None, uid, key);
        let boot = boot_id();
        // What the process before has sent still counts, and so does the pause that it was asked for.
        let (number, told) = match before {
            Newest::Copy(copy) if copy.boot == boot => (copy.number, copy.told),
            Newest::Copy(copy) => (copy.number, Told::default()),
            _ => (0, Told::default()),
        };
        file.set_len(SIZE as u64)?;
        let source = if stated == StatedRate::Nothing { RateSource::Default } else { RateSource::Own };
        let mut ledger = Self {
            dir: dir.to_owned(),
            folder: folder_lock(dir)?,
            key: key.clone(),
            uid,
            name,
            file,
            _held: held,
            number,
            boot,
            holder: written(&Holder::this()),
            turn: Turn::new(Told { stated, ..told }),
            others: Vec::new(),
            listed: (None, 0),
            kept: RateToKeep { per_second: None, source },
        };
        // Twice, so that the blocks of both copies exist and a disk that gets full does no harm.
        ledger.write()?;
        ledger.write()?;
        ledger.look(uptime())?;
        Ok(ledger)
    }

    /// The folder, whose lock guards [`Self::ask`].
    pub(super) fn folder(&self) -> io::Result<File> {
        self.folder.try_clone()
    }

    /// When the slot begins that was taken for the next call; 0 without one.
    pub(super) fn next_slot(&self) -> u64 {
        self.turn.next_slot()
    }

    /// Asks for one call, and writes down what comes of it. `calls` were sent without asking, and `more` wait. Files that can't be read or
    /// written are no reason to send faster: the rate is kept with what is known.
    pub(super) fn ask(&mut self, calls: u16, more: bool) -> (Verdict, io::Result<()>) {
        let now = uptime();
        let looked = self.look(now);
        if calls > 0 {
            self.turn.told.departures.record(now, calls);
        }
        let tail = self.turn.told.tail;
        let verdict = self.turn.ask(&others(&self.others), more, now);
        let is_news = verdict == Verdict::Send || tail != self.turn.told.tail;
        let written = if is_news { self.write() } else { Ok(()) };
        (verdict, looked.and(written))
    }

    /// Makes all processes wait.
    pub(super) fn pause(&mut self, wait: u64) -> io::Result<()> {
        self.turn.pause(uptime(), wait);
        self.write()
    }

    /// When the latest pause of all ends.
    pub(super) fn paused(&self) -> Option<u64> {
        self.turn.paused(&others(&self.others), uptime())
    }

    /// The rate to keep, as of the latest look.
    pub(super) fn kept(&self) -> &RateToKeep {
        &self.kept
    }

    /// True if another process lives that no rate has bound so far.
    pub(super) fn has_unbound(&self) -> bool {
        self.others.iter().any(|other| {
            other.lives && other.copy.as_ref().is_some_and(|copy| copy.told.stated == StatedRate::NoLimit)
        })
    }

    /// Reads what has changed in the files of the others.
    fn look(&mut self, now: u64) -> io::Result<()> {
        let changed = Some(changed_at(&self.folder, &self.dir)?);
        if self.listed.0 != changed || now.saturating_sub(self.listed.1) >= LOOK {
            self.list()?;
            self.listed = (changed, now);
        }
        let mut bytes = vec![0; SIZE];
        for other in &mut self.others {
            other.look(&mut bytes, now, self.boot, &self.key)?;
        }
        self.decide();
        Ok(())
    }

    /// Finds the files of the others.
    fn list(&mut self) -> io::Result<()> {
        if !is_at_path(&self.file, &self.dir.join(&self.name)) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "somebody has removed it"));
        }
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.dir)? {
            let Ok(name) = entry?.file_name().into_string() else { continue };
            let Some(uid) = owner_in(&name).filter(|_| name != self.name) else { continue };
            let path = self.dir.join(&name);
            let known =
                self.others.iter().position(|other| other.name == name && is_at_path(&other.file, &path));
            match known {
                Some(known) => found.push(self.others.swap_remove(known)),
                None => found.extend(OtherFile::open(&path, name, uid)),
            }
        }
        found.sort_by(|one, other| one.name.cmp(&other.name));
        self.others = found;
        Ok(())
    }

    /// Notes the rate to keep, and who has set it.
    fn decide(&mut self) {
        let kept = self.turn.kept(&others(&self.others));
        let read = self.others.iter().filter(|other| other.copy.is_some());
        let source = match (kept.by.checked_sub(1).and_then(|by| read.clone().nth(by)), kept.per_second) {
            (Some(other), _) => match other.holder() {
                holder if other.stated() == StatedRate::Nothing => RateSource::DefaultOf(holder),
                holder => RateSource::Process(holder),
            },
            (None, Some(_)) if self.turn.told.stated == StatedRate::Nothing => RateSource::Default,
            (None, _) => RateSource::Own,
        };
        self.kept = RateToKeep { per_second: kept.per_second, source };
    }

    fn write(&mut self) -> io::Result<()> {
        self.number += 1;
        let copy = Copy {
            number: self.number,
            boot: self.boot,
            told: self.turn.told.clone(),
            holder: self.holder.clone(),
        };
        self.file.write_all_at_place(&copy.to_bytes(self.uid, &self.key), place(self.number))
    }
}

impl OtherFile {
    /// A regular file of the user in its name; anything else does not count.
    fn open(path: &Path, name: String, uid: u32) -> Option<Self> {
        let file = OpenOptions::new().read(true).unlinked().open(path).ok()?;
        file.metadata().ok().filter(|facts| facts.is_file() && owner(facts) == uid)?;
        Some(Self {
            name,
            path: path.to_owned(),
            uid,
            file,
            copy: None,
            lives: false,
            checked: 0,
            stopped: (false, 0),
        })
    }

    fn look(&mut self, bytes: &mut [u8], now: u64, boot: [u8; 16], key: &hmac::Key) -> io::Result<()> {
        let length = read(&self.file, bytes)?;
        let known = self.copy.as_ref().map(|copy| copy.number);
        let is_new = match newest(&bytes[..length], known, self.uid, key) {
            Newest::Known => false,
            Newest::Copy(copy) => {
                self.copy = Some(copy).filter(|copy| copy.boot == boot);
                true
            }
            // A copy that was valid is not forgotten because the file was damaged later.
            Newest::None => false,
        };
        if now.saturating_sub(self.checked) >= LIVES || (is_new && !self.lives) {
            self.lives = self.is_locked() && !self.is_stopped(now, is_new);
            self.checked = now;
        }
        Ok(())
    }

    /// True for a process that may never go on. It is looked at once a second, and as soon as it writes.
    fn is_stopped(&mut self, now: u64, is_new: bool) -> bool {
        let sent = self.copy.as_ref().map_or(0, |copy| copy.told.departures.last.saturating_mul(MS));
        let is_still = now.saturating_sub(sent) >= STILL;
        if is_still && (is_new || now.saturating_sub(self.stopped.1) >= LOOK) {
            self.stopped = (is_holder_stopped(&self.file), now);
        }
        is_still && self.stopped.0
    }

    /// The kernel keeps the lock as long as the process lives.
    fn is_locked(&self) -> bool {
        is_held(&self.file, &self.path).unwrap_or(false)
    }

    fn stated(&self) -> StatedRate {
        self.copy.as_ref().map_or(StatedRate::NoLimit, |copy| copy.told.stated)
    }

    fn holder(&self) -> Holder {
        let text = self.copy.as_ref().map(|copy| copy.holder.as_slice()).unwrap_or_default();
        let unknown =
            Holder { pid: 0, host: String::new(), command: "?".to_owned(), since: String::new(), user: None };
        let holder = serde_json::from_slice::<Holder>(text).unwrap_or(unknown);
        Holder { user: Some(user_name(self.uid)), ..holder }
    }
}

fn others(files: &[OtherFile]) -> Vec<Other<'_>> {
    let read = files.iter().filter_map(|other| Some((other, other.copy.as_ref()?)));
    read.map(|(other, copy)| Other { lives: other.lives, told: &copy.told }).collect()
}

/// The user in the name `rate-UID-NUMBER`.
fn owner_in(name: &str) -> Option<u32> {
    let (uid, number) = name.strip_prefix("rate-")?.split_once('-')?;
    let (uid, number): (u32, u32) = (uid.parse().ok()?, number.parse().ok()?);
    (name == name_of(uid, number)).then_some(uid)
}

fn name_of(uid: u32, number: u32) -> String {
    format!("rate-{uid}-{number}")
}

/// The first file of this user that no living process has. Files stay, so there are as many as there ever were
/// processes at once.
fn own_file(dir: &Path, uid: u32) -> io::Result<(String, File, LockBeside)> {
    let mut last = io::Error::other("too many processes use this account");
    for name in (0..MOST).map(|number| name_of(uid, number)) {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).readable_by_all();
        let path = dir.join(&name);
        let opened = options.unlinked().open(&path);
        match opened.and_then(|file| free(file, &path, uid)) {
            Ok(Some((file, held))) => return Ok((name, file, held)),
            Ok(None) => {}
            // Somebody else has made something of this name.
            Err(error) if is_planted(&path, uid) => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

/// The file, locked, if it is ours and no living process has it.
fn free(file: File, path: &Path, uid: u32) -> io::Result<Option<(File, LockBeside)>> {
    let facts = file.metadata()?;
    if !facts.is_file() || owner(&facts) != uid {
        return Ok(None);
    }
    let held = LockBeside::of(path)?;
    match held.try_lock(&file) {
        Ok(()) if is_at_path(&file, path) => {
            // The mode of a new file is subject to the umask.
            set_file_mode(&file, 0o644)?;
            Ok(Some((file, held)))
        }
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn is_planted(path: &Path, uid: u32) -> bool {
    path.symlink_metadata().is_ok_and(|found| !found.is_file() || owner(&found) != uid)
}

fn is_at_path(file: &File, path: &Path) -> bool {
    FileId::of(file).ok().zip(FileId::at_unlinked(path).ok()).is_some_and(|(ours, there)| ours == there)
}

/// Reads a file from its start; returns the length.
fn read(file: &File, bytes: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    loop {
        match file.read_at_place(&mut bytes[length..], length as u64)? {
            0 => return Ok(length),
            more => length += more,
        }
    }
}

#[cfg(test)]
mod tests;
