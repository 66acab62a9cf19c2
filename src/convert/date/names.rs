//! Names of months and weekdays in English, Italian, French, Spanish and German.

use crate::convert::fold::fold_word;

/// The folded names and usual abbreviations of each month.
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "gennaio", "gen", "genn", "janvier", "janv", "enero", "ene", "januar", "janner",
        "jaenner",
    ],
    &["february", "feb", "febbraio", "febbr", "fevrier", "fevr", "fev", "febrero", "februar", "feber"],
    &["march", "mar", "marzo", "mars", "marz", "maerz", "mrz"],
    &["april", "apr", "aprile", "avril", "avr", "abril", "abr"],
    &["may", "maggio", "mag", "mai", "mayo"],
    &["june", "jun", "giugno", "giu", "juin", "junio", "juni"],
    &["july", "jul", "luglio", "lug", "juillet", "juil", "juill", "julio", "juli"],
    &["august", "aug", "agosto", "ago", "aout"],
    &["september", "sep", "sept", "settembre", "set", "sett", "septembre", "septiembre", "setiembre"],
    &["october", "oct", "ottobre", "ott", "octobre", "octubre", "oktober", "okt"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "dicembre", "dic", "decembre", "diciembre", "dezember", "dez"],
];

#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "mon", "tuesday", "tue", "tues", "wednesday", "wed", "thursday", "thu", "thur", "thurs", "friday", "fri",
    "saturday", "sat", "sunday", "sun", "lunedi", "lun", "martedi", "mar", "mercoledi", "mer", "giovedi", "gio",
    "venerdi", "ven", "sabato", "sab", "domenica", "dom", "lundi", "mardi", "mercredi", "jeudi", "jeu", "vendredi",
    "samedi", "sam", "dimanche", "dim", "lunes", "martes", "miercoles", "mie", "jueves", "jue", "viernes", "vie",
    "sabado", "domingo", "montag", "mo", "dienstag", "di", "mittwoch", "mi", "donnerstag", "do", "freitag", "fr",
    "samstag", "sa", "sonnabend", "sonntag", "so",
];

/// The number of a month from its name, from 1. An abbreviation may end with a full stop.
pub(super) fn month(word: &str) -> Option<u16> {
    let folded = fold_word(word.trim_end_matches('.'))?;
    let at = MONTHS.iter().position(|names| names.contains(&folded.as_str()))?;
    u16::try_from(at + 1).ok()
}

/// True for the name of a weekday.
pub(super) fn is_weekday(word: &str) -> bool {
    fold_word(word.trim_end_matches('.')).is_some_and(|folded| WEEKDAYS.contains(&folded.as_str()))
}

/// The length in bytes of the first word, with its full stop.
pub(super) fn word_len(text: &str) -> usize {
    let letter =
        |letter: char| letter.is_alphabetic() || unicode_normalization::char::is_combining_mark(letter);
    let end = text.find(|other| !letter(other)).unwrap_or(text.len());
    end + usize::from(end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_belongs_to_one_month() {
        let all: Vec<&str> = MONTHS.concat();
        for name in &all {
            assert_eq!(all.iter().filter(|other| *other == name).count(), 1, "{name}");
        }
        for (word, wanted) in
            [("März", 3), ("FÉVRIER", 2), ("août", 8), ("Sept.", 9), ("ago.", 8), ("Jänner", 1)]
        {
            assert_eq!(month(word), Some(wanted), "{word}");
        }
        assert_eq!((month("jui"), month("m"), month("")), (None, None, None));
        assert!(is_weekday("Mié.") && is_weekday("Sabato") && !is_weekday("may"));
    }
}
