//! The differences between operating systems, in one place: each function has a form for Unix and one for Windows beside
//! it. Nobody else asks which system it is, except where a whole file has a counterpart (`account::places`).
//!
//! What Windows can't do is refused, or said in docs/install.md:
//!
//! | on Unix | on Windows |
//! | --- | --- |
//! | modes 0600 and 0700 | the access list of the folder, which a new file inherits |
//! | owners are compared | not looked at; what rests on it alone is refused |
//! | a lock lets others read | it does not, so a file that others read has its lock in a file beside it |
//! | a folder can be locked and synced | a file in it is locked; a rename is in NTFS's own journal |
//! | signals | Ctrl-C, Ctrl-Break, and the closing of the window |

mod disk;
mod end_request;
mod file_id;
mod lock;
mod machine;
mod open;
mod os_name;
mod owner;
mod pipe;
mod positioned;
mod process;
#[cfg(feature = "cli")]
mod terminal;

#[cfg(feature = "workbench")]
pub(crate) use disk::rename_new;
pub(crate) use disk::{RENAMES_FOLDERS_IN_USE, changed_at, free_space, persist, sync_folder};
pub use end_request::EndRequests;
pub(crate) use file_id::{FileId, link_count, link_count_at};
pub(crate) use lock::{LOCKED_IS_READABLE, LockBeside, folder_lock, is_held, lock_place};
#[cfg(feature = "workbench")]
pub(crate) use lock::{held_open, is_held_open};
pub(crate) use machine::{home_folder, host_name, system_name, time_since_start};
pub use open::{SafeOpen, private_tempdir};
pub(crate) use open::{is_refused_link, not_waiting, private_folders};
pub(crate) use os_name::os_name;
pub(crate) use owner::{
    KNOWS_OWNERS, change_owner, group, has_mode, is_administrator, mode, own_user, owner, owner_name,
    set_file_mode, set_mode,
};
pub(crate) use pipe::{
    has_no_reader, is_pipe, is_ready_to_read, is_ready_to_write, is_socket, stdin_file, stdout_file,
    stdout_is_pipe,
};
pub(crate) use positioned::PositionedFile;
#[cfg(feature = "workbench")]
pub(crate) use process::request_end;
pub use process::{OPENER, own_group};
pub(crate) use process::{end_group, kill_self, pass_to_group};
#[cfg(feature = "cli")]
pub use terminal::ask_hidden_line;

/// Below the home folder: where the state of a user is.
pub(crate) const STATE_BELOW_HOME: &str =
    if cfg!(windows) { "AppData/Local/deskferry" } else { ".local/state/deskferry" };
/// Below the home folder: where the settings of a user are.
pub(crate) const CONFIG_BELOW_HOME: &str =
    if cfg!(windows) { "AppData/Roaming/deskferry" } else { ".config/deskferry" };
