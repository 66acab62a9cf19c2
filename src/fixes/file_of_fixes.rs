//! Which file a fix is for: the one rule for several sources of a command, for `--fixes-of`, and for a project.

use std::path::{Component, Path};

/// A file that fixes may be for. The `file` of a fix names it by its path, or by a path that ends with its short name: its
/// last part if no other file has that, else its path. An empty `file` means every file. Where there is only one file, all fixes
/// are for it, whatever it was called before: its short name is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOfFixes {
    path: String,
    short: String,
}

/// How well the `file` of a fix names a file, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileNaming {
    /// By its path.
    Path,
    /// By a path that ends with its short name.
    End,
    /// It names none: the fix is for every file.
    Every,
}

impl FileOfFixes {
    /// A file by a name that tells it from all others.
    pub fn new(name: &str) -> Self {
        Self { path: name.to_owned(), short: name.to_owned() }
    }

    /// One of these files.
    pub fn among<'f>(path: &str, all: impl IntoIterator<Item = &'f str>) -> Self {
        let last = |path: &'f str| Path::new(path).file_name();
        let others: Vec<&str> = all.into_iter().filter(|other| *other != path).collect();
        let own = Path::new(path).file_name();
        let short = match own.and_then(|name| name.to_str()) {
            _ if others.is_empty() => "",
            Some(name) if !others.iter().any(|other| last(other) == own) => name,
            _ => path,
        };
        Self { path: path.to_owned(), short: short.to_owned() }
    }

    /// The name that tells it from the others, for `--fixes-of`; `None` if there are none.
    pub fn short(&self) -> Option<&str> {
        Some(self.short.as_str()).filter(|short| !short.is_empty())
    }

    /// How the `file` of a fix names it; `None` if the fix is for another file.
    pub fn naming(&self, file: &str) -> Option<FileNaming> {
        match file.trim() {
            "" => Some(FileNaming::Every),
            file if file == self.path => Some(FileNaming::Path),
            file => parts(file).ends_with(&parts(&self.short)).then_some(FileNaming::End),
        }
    }
}

fn parts(path: &str) -> Vec<Component<'_>> {
    Path::new(path).components().filter(|part| *part != Component::CurDir).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 3] = ["files/a.csv", "/n/c.csv", "/s/c.csv"];

    #[test]
    fn a_file_is_known_by_its_path_or_by_its_name() {
        let own = FileOfFixes::among("files/a.csv", ALL);
        assert_eq!(own.short(), Some("a.csv"));
        for (text, naming) in [
            (" files/a.csv ", Some(FileNaming::Path)),
            ("a.csv", Some(FileNaming::End)),
            ("./a.csv", Some(FileNaming::End)),
            ("/elsewhere/a.csv", Some(FileNaming::End)),
            ("", Some(FileNaming::Every)),
            ("aa.csv", None),
            ("/n/c.csv", None),
        ] {
            assert_eq!(own.naming(text), naming, "{text}");
        }
    }

    #[test]
    fn a_single_file_has_all_fixes() {
        let own = FileOfFixes::among("a.csv", ["a.csv"]);
        assert_eq!((own.short(), own.naming("last-week.csv")), (None, Some(FileNaming::End)));
        assert_eq!(own.naming("a.csv"), Some(FileNaming::Path));
    }

    /// A name that several files have names none of them.
    #[test]
    fn files_of_one_name_are_told_apart() {
        let own = FileOfFixes::among("/n/c.csv", ALL);
        assert_eq!(own.short(), Some("/n/c.csv"));
        let naming = ["/n/c.csv", "c.csv", "/s/c.csv", ""].map(|text| own.naming(text));
        assert_eq!(naming, [Some(FileNaming::Path), None, None, Some(FileNaming::Every)]);
    }
}
