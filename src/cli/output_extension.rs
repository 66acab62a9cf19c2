//! Checks the names of output files: an extension of another format is refused.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use deskferry::file::Compression;
use deskferry::mapping::Mapping;
use deskferry::storage::Location;

use super::command_error::CommandError;

/// The output of a flag.
pub(crate) struct OutputContent {
    /// The flag: `-o`.
    pub(crate) flag: &'static str,
    /// The format: `JSON Lines`.
    pub(crate) what: &'static str,
    /// The allowed extensions, the usual one first.
    pub(crate) endings: &'static [&'static str],
    /// What else the user can do: `, or give --format`.
    pub(crate) remedy: &'static str,
}

/// The plan of a dry run.
pub(crate) const PLAN: OutputContent = OutputContent {
    flag: "--plan-out",
    what: "JSON Lines",
    endings: &["jsonl", "ndjson", "plan"],
    remedy: "",
};

impl OutputContent {
    /// Refuses a name with the extension of another format. Names without an extension are accepted, and so are folders,
    /// pipes and devices.
    pub(crate) fn check_extension(&self, path: &Path) -> Result<(), CommandError> {
        keep_mapping(self.flag, path)?;
        let Some(name) = path.to_str().and_then(file_name) else { return Ok(()) };
        let Some(ending) = ending(&name) else { return Ok(()) };
        if self.endings.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            return Ok(());
        }
        let Self { flag, what, endings, remedy } = self;
        let dotted: Vec<String> = endings.iter().map(|known| format!(".{known}")).collect();
        let known = match dotted.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        };
        Err(CommandError::usage(format!(
            "{flag} {}: the output is {what}, but .{ending} means another format; name a file that ends \
             with {known}{remedy}",
            path.display()
        )))
    }
}

/// The largest file in bytes that is looked at: no mapping is as large, but an earlier output may be.
const LARGEST_MAPPING: u64 = 8 << 20;

/// Refuses to overwrite a mapping, which takes hours to write and usually has no copy.
pub(crate) fn keep_mapping(flag: &str, path: &Path) -> Result<(), CommandError> {
    let is_mapping = |path: &Path| path.to_str().is_some_and(|name| Mapping::load(name).is_ok());
    let may_be = path.metadata().is_ok_and(|file| file.is_file() && file.len() <= LARGEST_MAPPING);
    if !may_be || begins_like_json(path) || !is_mapping(path) {
        return Ok(());
    }
    Err(CommandError::usage(format!("{flag} {}: this file is a mapping; name another file", path.display())))
}

/// True for a file that begins with a brace, as no mapping does.
fn begins_like_json(path: &Path) -> bool {
    let mut first = [0];
    let read = File::open(path).and_then(|mut file| file.read(&mut first));
    read.is_ok_and(|read| read == 1) && first == *b"{"
}

/// The file name of a path or object; `None` for a folder, a pipe, a device or a bucket.
fn file_name(given: &str) -> Option<String> {
    let path = match Location::parse(given).ok()? {
        Location::Path(path)
            if !given.ends_with('/') && path.metadata().is_ok_and(|found| !found.is_file()) =>
        {
            return None;
        }
        _ if given.ends_with('/') => return None,
        Location::Path(path) => path,
        Location::Bucket { key, .. } => key.into(),
        _ => return None,
    };
    Some(path.file_name()?.to_str()?.to_owned())
}

/// The extension before a compression suffix: `xls` for `customers.xls.gz`.
fn ending(name: &str) -> Option<&str> {
    let (stem, _) = Compression::of(name);
    let (before, ending) = stem.rsplit_once('.')?;
    (!before.is_empty() && !ending.is_empty()).then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: OutputContent =
        OutputContent { flag: "-o", what: "JSON Lines", endings: &["jsonl", "ndjson"], remedy: "" };

    #[test]
    fn only_extensions_of_other_formats_are_refused() {
        for taken in [
            "a.jsonl",
            "a.NDJSON.gz",
            "a",
            "-",
            "a.gz",
            ".hidden",
            "s3://my.bucket",
            "s3://b.c/d.xls/",
            "/dev/null",
        ] {
            assert!(LINES.check_extension(Path::new(taken)).is_ok(), "{taken}");
        }
        for refused in ["a.xls", "b/a.csv", "a.parquet.zst", "s3://bucket/a.doc", "a.jsonl.zip"] {
            assert!(LINES.check_extension(Path::new(refused)).is_err(), "{refused}");
        }
        let folder = std::env::temp_dir();
        assert!(LINES.check_extension(&folder).is_ok());
        let said = LINES.check_extension(Path::new("a.xls")).err().map(|fault| fault.message);
        let expected = "-o a.xls: the output is JSON Lines, but .xls means another format; name a file that ends with \
                        .jsonl or .ndjson";
        assert_eq!(said.as_deref(), Some(expected));
    }
}
