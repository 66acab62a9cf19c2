//! The settings files that apply, and the order of their sections.
//!
//! `--config` names the only file. Otherwise there are two: `deskferry.toml` in the working directory, then the one in
//! the user's configuration folder. The sections of the profile come first, because the user has asked for them.

use std::path::Path;

use toml::Spanned;

use super::error::ConfigError;
use super::origin::{Origin, Setting};
use super::settings_file::{ChosenBy, DEFAULT_FILE, SettingsFile, SettingsValues};
use crate::file::is_same_file;

/// All settings files, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    pub(super) files: Vec<SettingsFile>,
    profile: Option<String>,
}

/// True if something has this name, even a folder or a pipe: a settings file that can't be read must not be passed over.
fn is_there(path: &Path) -> bool {
    let absent = |error: std::io::Error| {
        matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
    };
    path.symlink_metadata().map_or_else(|error| !absent(error), |_| true)
}

/// A section that applies.
pub(super) type Section<'a> = (&'a SettingsFile, Option<&'a str>, &'a SettingsValues);

impl Settings {
    /// Reads the named file, or those in the working directory and in the user's folder that exist.
    pub(super) fn read(
        named: Option<&Path>,
        profile: Option<&str>,
        user_folder: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut files = Vec::new();
        let users = user_folder.map(|folder| folder.join(DEFAULT_FILE)).filter(|path| is_there(path));
        match named {
            Some(path) => files.push(SettingsFile::read(path, ChosenBy::Flag)?),
            None => {
                let here = Path::new(DEFAULT_FILE);
                if is_there(here) && !users.as_ref().is_some_and(|users| is_same_file(here, users)) {
                    files.push(SettingsFile::read(here, ChosenBy::Folder)?);
                }
                if let Some(users) = users {
                    files.push(SettingsFile::read(&users, ChosenBy::User)?);
                }
            }
        }
        Ok(Self { files, profile: profile.map(ToOwned::to_owned) })
    }

    /// The sections that apply, the first one first.
    pub(super) fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        let of_profile = self.files.iter().filter_map(|file| self.profile_of(file));
        of_profile.chain(self.files.iter().map(|file| (file, None, &file.common)))
    }

    fn profile_of<'a>(&'a self, file: &'a SettingsFile) -> Option<Section<'a>> {
        let name = self.profile.as_deref()?;
        Some((file, Some(name), file.profile(name)?))
    }

    /// The sections of one file that apply.
    fn sections_of<'a>(&'a self, file: &'a SettingsFile) -> impl Iterator<Item = Section<'a>> {
        self.profile_of(file).into_iter().chain([(file, None, &file.common)])
    }

    /// A setting, from the first section that has it.
    pub(super) fn get<T: Clone>(
        &self,
        field: impl Fn(&SettingsValues) -> Option<&Spanned<T>>,
    ) -> Option<Setting<T>> {
        self.sections().find_map(|(file, profile, values)| Some(file.setting(profile, field(values)?)))
    }

    /// A setting of one file.
    pub(super) fn get_in<T: Clone>(
        &self,
        file: &SettingsFile,
        field: impl Fn(&SettingsValues) -> Option<&Spanned<T>>,
    ) -> Option<Setting<T>> {
        self.sections_of(file).find_map(|(file, profile, values)| Some(file.setting(profile, field(values)?)))
    }

    /// The first result for a section of any file.
    pub(super) fn find<'a, T>(&'a self, find: impl FnMut(Section<'a>) -> Option<T>) -> Option<T> {
        self.sections().find_map(find)
    }

    /// The first result for a section of one file.
    pub(super) fn find_in<'a, T>(
        &'a self,
        file: &'a SettingsFile,
        find: impl FnMut(Section<'a>) -> Option<T>,
    ) -> Option<T> {
        self.sections_of(file).find_map(find)
    }

    /// The file that an origin names.
    pub(super) fn file_of(&self, origin: &Origin) -> Option<&SettingsFile> {
        let Origin::File { path, .. } = origin else { return None };
        self.files.iter().find(|file| file.path == *path)
    }

    /// True if a file has the profile that the user named.
    pub(super) fn has_profile(&self) -> bool {
        self.files.iter().any(|file| self.profile_of(file).is_some())
    }

    /// The profiles of all files, each once.
    pub(super) fn profiles(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.files.iter().flat_map(|file| file.profiles.iter().map(|(name, _)| name.as_str())).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}
