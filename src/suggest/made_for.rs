//! Which built-in mapping is made for a file, and what the file is called then.

use crate::mapping::{Mapping, shipped};
use crate::source::{ReadOptions, SourceError, SourceFormat};

use super::file_sample::header;
use super::known_headers::recognized;

/// The built-in mapping that is made for a file, by its format and header.
pub fn made_for_file(path: &str, options: &ReadOptions) -> Result<Option<&'static str>, SourceError> {
    let (format, names) = header(path, options)?;
    Ok(made_for(format, &names))
}

/// The built-in mapping that is made for these columns.
pub fn made_for(format: SourceFormat, names: &[String]) -> Option<&'static str> {
    if format == SourceFormat::Vcard {
        return Some("vcard");
    }
    recognized(names).filter(|found| found.fits(names)).map(|found| found.mapping)
}

/// `a HubSpot export`, `an Odoo export`.
pub fn a_file_of(mapping: &str) -> String {
    let program = program_of(mapping);
    let article = if program.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    let kind = if mapping == "vcard" { "file" } else { "export" };
    format!("{article} {program} {kind}")
}

/// The program whose exports a built-in mapping is made for: `HubSpot`, `Zoho CRM`.
pub fn program_of(mapping: &str) -> String {
    let loaded = shipped(mapping).and_then(|found| Mapping::parse(mapping, found.text).ok());
    let name = loaded.map_or_else(|| mapping.to_owned(), |loaded| loaded.name().to_owned());
    // The names end with what they hold: `HubSpot contacts`, `deskferry export`.
    name.rsplit_once(' ').map_or(name.as_str(), |(program, _)| program).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_their_program() {
        let names = ["hubspot", "odoo", "dynamics", "deskferry", "vcard", "zoho", "mailchimp", "desk"];
        assert_eq!(
            names.map(a_file_of),
            [
                "a HubSpot export",
                "an Odoo export",
                "a Dynamics 365 export",
                "a deskferry export",
                "a vCard file",
                "a Zoho CRM export",
                "a Mailchimp export",
                "a Desk.com export"
            ]
        );
    }
}
