//! Loads a mapping by name: a file, or a built-in mapping.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::did_you_mean::near_name;
use super::error::{MappingError, MappingProblem};
use super::shipped::{SHIPPED, shipped};
use crate::file::{name_of, open_given, path_of};

/// The largest mapping file in bytes. All of it is held in memory.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Why a mapping can't be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Neither a file nor a built-in mapping.
    #[error("there is no mapping {name:?}: no file and no built-in mapping ({shipped}) has this name{near}")]
    Missing {
        /// What was asked for.
        name: String,
        /// The names of the built-in mappings.
        shipped: String,
        /// What was probably meant: `; did you mean "hubspot"?`
        near: String,
    },
    /// The file can't be read.
    #[error("can't read the mapping {file}: {source}; name another file, or a built-in mapping")]
    Unreadable {
        /// The path.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The file is longer than a mapping can be.
    #[error(
        "the mapping {file} has more than {LONGEST} bytes; is it a data file? -m takes a mapping in TOML"
    )]
    TooLong {
        /// The path.
        file: String,
    },
    /// The file is not UTF-8 text.
    #[error("the mapping {file} is {kind}")]
    NoText {
        /// The path.
        file: String,
        /// What it is, and what to do.
        kind: &'static str,
    },
    /// The file has an error.
    #[error("{0}")]
    Faulty(#[from] MappingError),
}

/// The text of a mapping, and the file that messages name.
#[derive(Debug)]
pub(super) struct MappingText {
    pub(super) file: String,
    pub(super) text: String,
}

/// Reads a file, or takes a built-in mapping when no file has the name.
pub(super) fn read_mapping(name: &str) -> Result<MappingText, LoadError> {
    if let Some(found) = shipped(name).filter(|_| !path_of(name).is_file()) {
        return Ok(MappingText { file: file_of(name), text: found.text.to_owned() });
    }
    match read(name) {
        Ok(bytes) if bytes.len() as u64 > LONGEST => Err(LoadError::TooLong { file: name.to_owned() }),
        Ok(bytes) => Ok(MappingText { file: name.to_owned(), text: text(name, bytes)? }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(name)),
        Err(source) => Err(LoadError::Unreadable { file: name.to_owned(), source }),
    }
}

/// What messages call the file of a built-in mapping.
pub(super) fn file_of(name: &str) -> String {
    format!("mappings/{name}.toml")
}

fn missing(name: &str) -> LoadError {
    let shipped = SHIPPED.iter().map(|mapping| mapping.name).collect::<Vec<_>>().join(", ");
    let beside = mappings_beside(name);
    let known = SHIPPED.iter().map(|mapping| mapping.name).chain(beside.iter().map(String::as_str));
    let near = near_name(name, known);
    let near = near.map_or_else(String::new, |near| format!("; {near}"));
    LoadError::Missing { name: name.to_owned(), shipped, near }
}

/// The TOML files in the folder of a path, named like the path.
fn mappings_beside(name: &str) -> Vec<String> {
    let path = path_of(name);
    let folder = path.parent().unwrap_or(Path::new(""));
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(here).into_iter().flatten().flatten();
    let found = entries.map(|entry| folder.join(entry.file_name()));
    let is_mapping = |path: &PathBuf| path.extension().is_some_and(|end| end == "toml");
    found.filter(is_mapping).take(MOST_BESIDE).map(name_of).collect()
}

/// The maximum number of files that are compared with a wrong name.
const MOST_BESIDE: usize = 1000;

/// Reads at most one byte more than a mapping may have.
fn read(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_given(&path_of(path))?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text(file: &str, bytes: Vec<u8>) -> Result<String, LoadError> {
    let kind = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("a text in UTF-16; save it as UTF-8"),
        [b'P', b'K', 3, 4, ..] => {
            Some("a compressed file, such as a workbook; -m takes a mapping, which is a TOML text file")
        }
        _ => None,
    };
    if let Some(kind) = kind {
        return Err(LoadError::NoText { file: file.to_owned(), kind });
    }
    match String::from_utf8(bytes) {
        // A byte order mark does not belong to the first line.
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(ToOwned::to_owned).unwrap_or(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            // Up to this position, the lossy text equals the file.
            Err(MappingError::new(file, &String::from_utf8_lossy(bytes), &no_utf8(at, bytes)).into())
        }
    }
}

fn no_utf8(at: usize, bytes: &[u8]) -> MappingProblem {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let (letter, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    MappingProblem::new(at..at + 1, format!("the mapping is not UTF-8 at the byte 0x{byte:02X}"))
        .help(format!("save it as UTF-8; if it is Windows-1252, this byte is {letter:?}"))
}
