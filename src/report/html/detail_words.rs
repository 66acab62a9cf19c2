//! Hints and causes that are fixed texts, in the language of the page. Those with details of a row stay English.

use crate::language::{Message, ReportLanguage};

/// Fixed hints and causes of the program, and the message for each.
const FIXED: [(&str, &str); 43] = [
    ("write digits with a point before the decimals, without currency or unit", "detail-decimals"),
    (
        "write the number without a thousands separator, or set the decimal mark in the mapping",
        "detail-thousands",
    ),
    ("look for invisible or unusual characters and type them again", "detail-unusual"),
    ("merge them in the help desk, or use --on-multiple first or last", "detail-several"),
    (
        "fill in the name, or map a fallback such as the e-mail address to `name`; if the customer should already \
         exist, check the match key, or import with --mode update",
        "detail-name",
    ),
    ("fill in the address by hand, or keep one address in the row", "detail-address"),
    ("save the image in one of these formats", "detail-image"),
    ("rename the folder", "detail-folder"),
    ("fill in the cell, or give the field a default in the mapping", "detail-default"),
    ("fill in the country", "detail-country"),
    ("correct the value, or the pattern in the mapping", "detail-pattern"),
    ("check the year", "detail-year"),
    ("this day does not exist", "detail-no-such-day"),
    ("correct the date", "detail-correct-date"),
    ("fill in the address if you know it", "detail-address-if-known"),
    ("keep one of the rows", "detail-one-row"),
    ("the deskferry process ended during the attempt", "detail-process-ended"),
    ("the project has no such file any more; load the page again", "detail-gone-file"),
    ("the project has no such job any more; load the page again", "detail-gone-job"),
    ("the project has no such run any more; load the page again", "detail-gone-run"),
    ("the project has no such backup any more; load the page again", "detail-gone-backup"),
    (
        "the project was changed elsewhere since (in an editor, or by git), so this can't be undone here",
        "detail-changed-elsewhere",
    ),
    (
        "something else was done in the meantime, perhaps in another window; look again, and repeat it if you like",
        "detail-another-step",
    ),
    (
        "the rows of this check are gone: other files, or the same one, were checked since; check again",
        "detail-another-check",
    ),
    ("there is no mapping yet; take the suggested one in step Files first", "detail-no-mapping"),
    ("this job is not running any more", "detail-not-running"),
    ("this failed with an internal error (a bug); please report it", "detail-defect"),
    ("this is no plan that is ready", "detail-no-plan"),
    ("the target has changed since this plan was made: plan again", "detail-plan-target"),
    ("the file of this plan is not in the project any more: plan again", "detail-plan-file"),
    (
        "the file, the mapping, the corrections or the target have changed since this plan was made: plan again",
        "detail-plan-changed",
    ),
    ("a plan against a backup can't be written: plan against the target first", "detail-plan-onto"),
    ("the plan has no such row any more: load the page again", "detail-plan-row"),
    (
        "the file has changed since this plan was made, so the row may be another one: plan again",
        "detail-plan-other-file",
    ),
    (
        "this run was in a real account, but the project writes to a practice sandbox now: choose the account first",
        "detail-real-run",
    ),
    ("this run ended before its plan was complete, so nothing was written: plan again", "detail-no-counts"),
    ("the source has no such column", "detail-fix-column"),
    ("the cell of the row is not what `was` says", "detail-fix-differs"),
    ("the row can't be divided into cells", "detail-fix-cells"),
    ("no row has the cells of this fix any more, but one has the corrected ones", "detail-fix-corrected"),
    ("no row has the cells of this fix any more", "detail-fix-gone"),
    ("the year has two digits, and its century is unknown", "detail-century"),
    (
        "write all four digits, or set the last year that two digits can mean in the mapping, for example pivot = 2026",
        "detail-four-digits",
    ),
];

/// All fixed texts with what they are in a language; none in English.
#[cfg(feature = "workbench")]
pub(crate) fn fixed_details(language: ReportLanguage) -> impl Iterator<Item = (&'static str, String)> {
    FIXED.iter().filter_map(move |(english, _)| Some((*english, fixed_detail(language, english)?)))
}

/// A fixed text in another language than English; `None` if it is not one.
pub(super) fn fixed_detail(language: ReportLanguage, text: &str) -> Option<String> {
    let (_, key) = FIXED.iter().find(|(english, _)| *english == text)?;
    Message::new(language, *key).in_its_language().filter(|_| !language.is_english())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn sources(folder: &Path, found: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("detail_words.rs") {
                found.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// A text that the program no longer says needs no translation.
    #[test]
    fn the_program_says_every_fixed_text() {
        let mut code = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut code);
        // A long text is continued on the next line.
        let code = regex::Regex::new(r"\\\n\s*").unwrap().replace_all(&code, "").into_owned();
        for (english, key) in FIXED {
            assert!(code.contains(english), "{key}: {english}");
        }
    }

    #[test]
    fn every_language_but_english_has_them() {
        for (english, key) in FIXED {
            for language in ReportLanguage::ALL {
                assert_eq!(
                    fixed_detail(language, english).is_some(),
                    !language.is_english(),
                    "{language}: {key}"
                );
            }
        }
        assert_eq!(fixed_detail(ReportLanguage::De, "check the year").unwrap(), "das Jahr prüfen");
        assert_eq!(fixed_detail(ReportLanguage::De, "something else"), None);
    }
}
