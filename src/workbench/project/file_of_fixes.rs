//! Which file of the project a line of `fixes.csv` is for.

use std::path::Path;

use super::project_file::ProjectFile;

/// A file of the project as `fixes.csv` names it, and all files among which it is. A line has the path that `project.toml`
/// has; a person, or an earlier build, may have written a part of it, or the file as a command names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileOfFixes {
    own: String,
    all: Vec<String>,
}

impl FileOfFixes {
    /// A file by a text that names it.
    pub(crate) fn new(own: &str, project: &ProjectFile) -> Self {
        let all = project.entries().iter().map(|entry| entry.path.clone()).collect();
        Self { own: own.trim().to_owned(), all }
    }

    /// True if there is no other file.
    pub(crate) fn is_alone(&self) -> bool {
        self.all.iter().all(|path| *path == self.own)
    }

    /// True for the `file` of a line that is for other files of the project only.
    pub(crate) fn is_other(&self, text: &str) -> bool {
        self.rank(text).is_none() && !self.named(text).is_empty()
    }

    /// How well the `file` of a line names this one: the less the better; `None` for another.
    pub(crate) fn rank(&self, text: &str) -> Option<u8> {
        match text.trim() {
            text if text == self.own => Some(0),
            text if text.is_empty() || self.own.is_empty() => Some(2),
            text => {
                let own = self.named(&self.own);
                self.named(text).iter().any(|path| own.contains(path)).then_some(1)
            }
        }
    }

    /// The files that a text names: by the whole path, else by the end of one, else by the last part.
    fn named(&self, text: &str) -> Vec<&str> {
        let text = Path::new(text.trim());
        let ways: [&dyn Fn(&Path) -> bool; 3] =
            [&|path| path == text, &|path| path.ends_with(text) || text.ends_with(path), &|path| {
                path.file_name() == text.file_name()
            }];
        if text.file_name().is_none() {
            return Vec::new();
        }
        let fitting = |fits: &&dyn Fn(&Path) -> bool| {
            let own = self.all.iter().map(String::as_str).filter(|path| fits(Path::new(path)));
            own.collect::<Vec<_>>()
        };
        ways.iter().map(fitting).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(own: &str) -> FileOfFixes {
        let mut project = ProjectFile::new().unwrap();
        ["files/a.csv", "/n/c.csv", "/s/c.csv"].iter().for_each(|path| drop(project.add(path)));
        FileOfFixes::new(own, &project)
    }

    #[test]
    fn a_file_is_known_by_its_path_or_a_part_of_it() {
        let own = of("files/a.csv");
        for (text, rank) in [
            ("files/a.csv", Some(0)),
            ("a.csv", Some(1)),
            ("deskferry-project/files/a.csv", Some(1)),
            ("/elsewhere/a.csv", Some(1)),
            ("", Some(2)),
            ("/n/c.csv", None),
            ("c.csv", None),
            ("gone.csv", None),
        ] {
            assert_eq!(own.rank(text), rank, "{text}");
        }
        assert!(own.is_other("c.csv") && own.is_other("/s/c.csv"));
        // What names no file of the project is not left out in silence.
        assert!(!own.is_other("gone.csv") && !own.is_other("a.csv") && !own.is_other(""));
    }

    #[test]
    fn files_of_one_name_are_told_apart() {
        let own = of("/n/c.csv");
        assert!(own.is_other("/s/c.csv") && !own.is_other("/n/c.csv") && !own.is_other("c.csv"));
        assert_eq!([own.rank("/s/c.csv"), own.rank("c.csv")], [None, Some(1)]);
        assert!(!own.is_alone());
    }
}
