//! `report.html`: the report as one page that needs nothing else, for whoever decides on a migration.
//!
//! The page is drawn from a [`RunReport`] and the rejects file alone. Everything is written by Rust, escaped by the
//! template; the script only filters, sorts and saves what stands there, so the page can be read without it. Style and
//! script are allowed by their hashes and nothing else is: no address is ever asked.

mod chart;
mod escape;
mod omissions;
mod page;
mod rejects;
mod sections;

use sha2::{Digest, Sha256};

use super::report_json::RunReport;
use crate::journal::{JournalError, RunFolder};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// Draws the page; the rejects of the folder can be saved from within it.
pub(super) fn draw(report: &RunReport, folder: &RunFolder) -> Result<String, JournalError> {
    let rejects = rejects::Rejects::load(folder, report.redacted)?;
    page::render(report, &rejects)
}

/// The policy of the page: nothing but the style and the script that stand in it.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let mut bits = [0; 3];
        bits[..chunk.len()].copy_from_slice(chunk);
        let all = u32::from_be_bytes([0, bits[0], bits[1], bits[2]]);
        for place in 0..4 {
            let letter = LETTERS[(all >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        let all = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(all, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
