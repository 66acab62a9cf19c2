//! Small files named by rows: read only if they are regular files inside their folder, whatever links exist.

use std::io::{self, Read};
use std::path::{Component, Path};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};

use crate::system::{SafeOpen as _, not_waiting};

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContainedFileError {
    /// The folder does not exist or can't be opened.
    #[error("can't open the folder {folder:?}: {source}")]
    Folder {
        /// The folder.
        folder: String,
        /// The cause.
        source: io::Error,
    },
    /// The file does not exist.
    #[error("there is no such file in the folder {folder:?}")]
    NotFound {
        /// The folder.
        folder: String,
    },
    /// The path, or a link in it, leads out of the folder.
    #[error("the path points outside the folder {folder:?}")]
    LeadsOut {
        /// The folder.
        folder: String,
    },
    /// It is not a regular file.
    #[error("it is not a regular file")]
    NotRegular,
    /// It is larger than the limit.
    #[error("the file has more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// It can't be read.
    #[error("can't read the file: {0}")]
    Unreadable(io::Error),
}

/// Reads a file by its path in a folder; at most `limit` bytes.
///
/// Neither `..` nor links can lead out of the folder: the kernel resolves the path below the opened folder. Links
/// must be relative. The type is checked again after opening, and opening does not wait, so that a pipe can't block
/// the run.
pub fn read_contained(folder: &Path, name: &str, limit: u64) -> Result<Vec<u8>, ContainedFileError> {
    let shown = || folder.display().to_string();
    if !is_contained(name) {
        return Err(ContainedFileError::LeadsOut { folder: shown() });
    }
    let dir = Dir::open_ambient_dir(folder, ambient_authority())
        .map_err(|source| ContainedFileError::Folder { folder: shown(), source })?;
    let fault = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            ContainedFileError::NotFound { folder: shown() }
        }
        // Errors of the system itself have a number.
        io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
            ContainedFileError::LeadsOut { folder: shown() }
        }
        _ => ContainedFileError::Unreadable(error),
    };
    if !dir.metadata(name).map_err(fault)?.is_file() {
        return Err(ContainedFileError::NotRegular);
    }
    let mut options = OpenOptions::new();
    not_waiting(options.read(true));
    let file = dir.open_with(name, &options).map_err(fault)?;
    limited(file.into_std(), limit)
}

/// Reads a file named on the command line; at most `limit` bytes.
pub fn read_small(path: &Path, limit: u64) -> Result<Vec<u8>, ContainedFileError> {
    let open = |path: &Path| std::fs::OpenOptions::new().read(true).at_once().open(path);
    let is_regular = path.metadata().map_err(ContainedFileError::Unreadable)?.is_file();
    if is_regular {
        limited(open(path).map_err(ContainedFileError::Unreadable)?, limit)
    } else {
        Err(ContainedFileError::NotRegular)
    }
}

/// True for a path that, by its text, names something inside its folder.
pub fn is_contained(name: &str) -> bool {
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    !name.is_empty() && Path::new(name).components().all(inside)
}

fn limited(file: std::fs::File, limit: u64) -> Result<Vec<u8>, ContainedFileError> {
    let about = file.metadata().map_err(ContainedFileError::Unreadable)?;
    if !about.is_file() {
        return Err(ContainedFileError::NotRegular);
    }
    if about.len() > limit {
        return Err(ContainedFileError::TooLarge { limit });
    }
    let mut content = Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default());
    // The file may grow while it is read.
    file.take(limit + 1).read_to_end(&mut content).map_err(ContainedFileError::Unreadable)?;
    if content.len() as u64 > limit { Err(ContainedFileError::TooLarge { limit }) } else { Ok(content) }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use rstest::rstest;
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    /// A folder with files and links, next to a folder that must not be read.
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (name, content) in [("in/a.jpg", "a"), ("in/deep/b.jpg", "b"), ("out/c.jpg", "secret")] {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            std::fs::write(at(name), content).unwrap();
        }
        for (to, link) in [
            ("a.jpg", "in/link.jpg"),
            ("../a.jpg", "in/deep/up.jpg"),
            ("deep", "in/folder"),
            ("../out/c.jpg", "in/leads-out.jpg"),
            ("../out", "in/out"),
            ("loop", "in/loop"),
            ("gone", "in/dangling"),
            ("/etc/passwd", "in/absolute"),
            ("/dev/zero", "in/device"),
        ] {
            symlink(to, at(link)).unwrap();
        }
        symlink(at("out"), at("in/far")).unwrap();
        mknodat(CWD, at("in/pipe"), FileType::Fifo, Mode::RWXU, 0).unwrap();
        folder
    }

    #[rstest]
    #[case("a.jpg", Ok("a"))]
    #[case("./a.jpg", Ok("a"))]
    #[case("deep/b.jpg", Ok("b"))]
    #[case("link.jpg", Ok("a"))]
    #[case("folder/b.jpg", Ok("b"))]
    #[case("deep/up.jpg", Ok("a"))]
    #[case("none.jpg", Err("no such file"))]
    #[case("a.jpg/x", Err("no such file"))]
    #[case("dangling", Err("no such file"))]
    #[case("../out/c.jpg", Err("points outside"))]
    #[case("deep/../../out/c.jpg", Err("points outside"))]
    #[case("/etc/passwd", Err("points outside"))]
    #[case("", Err("points outside"))]
    #[case("leads-out.jpg", Err("points outside"))]
    #[case("out/c.jpg", Err("points outside"))]
    #[case("far/c.jpg", Err("points outside"))]
    #[case("absolute", Err("points outside"))]
    #[case("device", Err("points outside"))]
    #[case("loop", Err("can't read the file"))]
    #[case("deep", Err("not a regular file"))]
    #[case("pipe", Err("not a regular file"))]
    #[case("a\0.jpg", Err("can't read the file"))]
    fn only_files_inside_the_folder_are_read(#[case] name: &str, #[case] expected: Result<&str, &str>) {
        let folder = folder();
        match (read_contained(&folder.path().join("in"), name, 10), expected) {
            (Ok(content), Ok(expected)) => assert_eq!(content, expected.as_bytes()),
            (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{error}"),
            (got, _) => panic!("{got:?}"),
        }
    }

    #[test]
    fn a_file_is_read_up_to_its_limit() {
        let folder = folder();
        let path = folder.path().join("out/c.jpg");
        let of =
            |limit| (read_contained(&folder.path().join("out"), "c.jpg", limit), read_small(&path, limit));
        assert!(matches!(
            of(5),
            (Err(ContainedFileError::TooLarge { .. }), Err(ContainedFileError::TooLarge { .. }))
        ));
        let (contained, small) = of(6);
        assert_eq!((contained.unwrap(), small.unwrap()), (b"secret".to_vec(), b"secret".to_vec()));
        let missing = read_contained(&folder.path().join("none"), "c.jpg", 6).unwrap_err();
        assert!(missing.to_string().contains("can't open the folder"), "{missing}");
        let pipe = read_small(&folder.path().join("in/pipe"), 6).unwrap_err();
        assert!(matches!(pipe, ContainedFileError::NotRegular), "{pipe}");
    }
}
