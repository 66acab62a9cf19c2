//! Detects the format of a workbook.
//!
//! A zip archive is recognized by its content types and the names of its parts.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::file::FileError;
use crate::source::content_kind::{self, ContentKind};
use crate::source::error::SourceError;
use crate::source::read_options::SourceFormat;

use super::ole::Ole;
use super::package::{Package, fold, is_cut};
use super::relations;

/// Bytes searched at the end of a damaged archive.
const WINDOW: u64 = 1024 * 1024;

/// What the file is instead of a workbook, and what to do.
type NoWorkbook = (&'static str, &'static str);

const UNPACK: &str = "unpack it, and use the file that you need";

const EXPORT: &str = "export the data as CSV or a workbook";

/// The stated format, or the format of the content.
pub(super) fn format(
    file: &str,
    content: &mut File,
    kind: ContentKind,
    stated: Option<SourceFormat>,
) -> Result<SourceFormat, SourceError> {
    let unread = |source| SourceError::File(FileError::Read { path: file.to_owned(), source });
    if kind == ContentKind::Ole && is_encrypted(content).map_err(unread)? {
        return Err(SourceError::Encrypted { file: file.to_owned() });
    }
    match (stated, kind) {
        (Some(stated), _) => Ok(stated),
        (None, ContentKind::Ole) => Ok(SourceFormat::Xls),
        (None, ContentKind::Page) => Ok(SourceFormat::Html),
        (None, ContentKind::Xml2003) => Ok(SourceFormat::Xml2003),
        (None, _) => zip_format(content).map_err(unread)?.map_err(|(what, remedy)| SourceError::NotATable {
            file: file.to_owned(),
            what,
            remedy,
        }),
    }
}

/// An encrypted workbook is an OLE container with this stream. Damage is reported when the workbook is opened.
fn is_encrypted(content: &mut File) -> io::Result<bool> {
    let container = cfb::CompoundFile::open(Ole::new(content.try_clone()?)?);
    let encrypted = container.is_ok_and(|container| container.is_stream("/EncryptedPackage"));
    content.seek(SeekFrom::Start(0))?;
    Ok(encrypted)
}

/// The format of a zip archive.
fn zip_format(content: &mut File) -> io::Result<Result<SourceFormat, NoWorkbook>> {
    let mut start = Vec::new();
    content.seek(SeekFrom::Start(0))?;
    content.by_ref().take(256).read_to_end(&mut start)?;
    Ok(match Package::open(content.try_clone()?) {
        Ok(mut package) => format_of_package(&start, &mut package),
        // Damage is reported when the workbook is opened.
        Err(_) => content_kind::zip_format(&start, &end(content)?).ok_or(if is_cut(content)? {
            ("a truncated zip archive", "copy or download it again")
        } else {
            ("a zip archive without a workbook", UNPACK)
        }),
    })
}

fn end(content: &mut File) -> io::Result<Vec<u8>> {
    let mut end = Vec::new();
    let length = content.seek(SeekFrom::End(0))?;
    content.seek(SeekFrom::Start(length.saturating_sub(WINDOW)))?;
    content.read_to_end(&mut end)?;
    Ok(end)
}

fn format_of_package(start: &[u8], package: &mut Package) -> Result<SourceFormat, NoWorkbook> {
    let names: String = package.names().map(|name| fold(&name) + "\n").collect();
    if let Some(format) = content_kind::zip_format(start, names.as_bytes()) {
        return Ok(format);
    }
    // An unreadable part is the same as none.
    let kind = relations::main(package).ok().flatten().map(|(_, kind)| kind).unwrap_or_default();
    match kind.as_str() {
        kind if relations::is_xlsx(kind) => Ok(SourceFormat::Xlsx),
        kind if relations::is_xlsb(kind) => Ok(SourceFormat::Xlsb),
        kind if kind.contains("wordprocessingml") => Err(("a text document (DOCX)", EXPORT)),
        kind if kind.contains("presentationml") => Err(("a presentation (PPTX)", EXPORT)),
        _ => Err(("a zip archive without a workbook", UNPACK)),
    }
}
