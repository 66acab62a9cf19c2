//! Checks a run folder that the user has not named. It must be in the working directory and belong to the user: a
//! link or a settings file found there must not send customer data elsewhere.

use std::path::{Component, Path, PathBuf};

use super::error::ConfigError;
use crate::system::{own_user, owner};

/// Refuses a folder that is outside `here`, or belongs to another user.
pub(super) fn check_run_dir(run_dir: &Path, here: &Path) -> Result<(), ConfigError> {
    let (known, rest) = split(&here.join(run_dir));
    let elsewhere = |to: PathBuf| ConfigError::RunsElsewhere { path: run_dir.to_owned(), to };
    // A dangling link can't be followed.
    let lost = |_| elsewhere(known.read_link().unwrap_or_else(|_| known.clone()));
    let there = known.canonicalize().map_err(lost)?;
    let inside = there.starts_with(here.canonicalize().map_err(lost)?);
    if !inside || rest.components().any(|part| part == Component::ParentDir) {
        return Err(elsewhere(there.join(rest)));
    }
    let owner = owner(&there.metadata().map_err(lost)?);
    if rest.as_os_str().is_empty() && owner != 0 && owner != own_user() {
        return Err(ConfigError::RunsOfAnother { path: run_dir.to_owned(), owner });
    }
    Ok(())
}

/// Splits a path into the part that exists and the rest.
fn split(path: &Path) -> (PathBuf, PathBuf) {
    let known = path.ancestors().find(|known| known.symlink_metadata().is_ok()).unwrap_or(path);
    (known.to_owned(), path.strip_prefix(known).unwrap_or(Path::new("")).to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{chown, symlink};

    use super::*;

    #[test]
    fn the_run_folder_is_inside_the_working_folder() {
        let here = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        std::fs::create_dir(here.path().join("real")).unwrap();
        symlink("real", here.path().join("inside")).unwrap();
        symlink(other.path(), here.path().join("out")).unwrap();
        symlink(here.path().join("nothing"), here.path().join("dangling")).unwrap();
        let is_fine = |name: &str| check_run_dir(Path::new(name), here.path()).is_ok();
        for name in ["deskferry-runs", "real", "real/deeper/runs", "inside", "inside/../real", "./real"] {
            assert!(is_fine(name), "{name}");
        }
        assert!(check_run_dir(&here.path().join("real"), here.path()).is_ok());
        for name in ["..", "../x", "out", "out/x", "dangling", "new/../../x", "/tmp"] {
            assert!(!is_fine(name), "{name}");
        }
    }

    #[test]
    fn a_run_folder_of_another_user_is_refused() {
        let here = tempfile::tempdir().unwrap();
        std::fs::create_dir(here.path().join("theirs")).unwrap();
        // Only root can give a folder away.
        if chown(here.path().join("theirs"), Some(12_345), None).is_ok() {
            let refused = check_run_dir(Path::new("theirs"), here.path()).unwrap_err();
            assert!(refused.to_string().contains("another user"), "{refused}");
        }
    }
}
