//! Opens the browser with a key. The key is on no command line: the browser opens a file that only its owner can read,
//! and this file posts it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use deskferry::system::{OPENER, SafeOpen as _, own_group, private_tempdir};
use deskferry::workbench::{OPENING, OPENING_PAGE};
use secrecy::{ExposeSecret as _, SecretString};

use super::console;

/// The folder with the page that a browser was started on. Dropping it removes them.
pub(crate) type OpeningPage = tempfile::TempDir;

/// Opens the browser on a page that posts the key to this address.
///
/// # Errors
/// In words: the page can't be written, or no browser can be started.
pub(crate) fn open_browser(folder: &Path, address: &str, key: &SecretString) -> Result<OpeningPage, String> {
    let opened = page(folder, address, key).and_then(|(kept, path)| start(&path).map(|()| kept));
    opened.map_err(|error| format!("can't open a browser with {}: {error}", OPENER.0))
}

/// Writes the page: mode 0600, in a new folder with mode 0700 that is removed with it.
fn page(folder: &Path, address: &str, key: &SecretString) -> std::io::Result<(OpeningPage, PathBuf)> {
    let folder = std::path::absolute(folder)?;
    let kept = private_tempdir(tempfile::Builder::new().prefix(OPENING), &folder)?;
    let path = kept.path().join(OPENING_PAGE);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).private().open(&path)?;
    // A key and an address of ours have no letter that HTML takes for something else.
    write!(
        file,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">\
         <title>deskferry workbench</title><form method=\"post\" action=\"{address}\">\
         <input type=\"hidden\" name=\"key\" value=\"{}\"><button>Open the workbench</button></form>\
         <script>document.forms[0].submit()</script>",
        key.expose_secret()
    )?;
    Ok((kept, path))
}

fn start(page: &Path) -> std::io::Result<()> {
    let mut command = Command::new(OPENER.0);
    command.args(OPENER.1).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Ctrl-C in the terminal ends the workbench, not the browser.
    own_group(&mut command);
    let mut child = command.spawn()?;
    // The opener ends at once, or is the browser itself; without a wait it would stay as a zombie.
    std::thread::spawn(move || match child.wait() {
        Ok(status) if !status.success() => {
            console::warn(&format!("{} could not open a browser ({status})", OPENER.0))
        }
        Ok(_) => {}
        Err(error) => console::warn(&format!("{}: {error}", OPENER.0)),
    });
    Ok(())
}
