//! Error texts that spreadsheets write instead of a value.

/// The errors of Excel, Google Sheets and LibreOffice in English, Italian, French, Spanish, German and Portuguese.
#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "#N/A", "#N/D", "#NV", "#REF!", "#RIF!", "#BEZUG!", "#¡REF!", "#VALUE!", "#VALORE!", "#WERT!", "#VALEUR!", "#¡VALOR!",
    "#VALOR!", "#DIV/0!", "#¡DIV/0!", "#NAME?", "#NOME?", "#NOM?", "#¿NOMBRE?", "#NUM!", "#NOMBRE!", "#ZAHL!", "#¡NUM!",
    "#NÚM!", "#NULL!", "#NULLO!", "#NUL!", "#NULO!", "#¡NULO!", "#ERROR!", "#ERRORE!", "#ERREUR!", "#¡ERROR!", "#FEHLER!",
    "#ERRO!", "#ERR!", "#GETTING_DATA", "#GETTING_DATA!", "#ESTRAZIONE_DATI", "#OBTENTION_DONNEES", "#OBTENIENDO_DATOS",
    "#DATEN_ABRUFEN", "#SPILL!", "#ESPANSIONE!", "#PROPAGATION!", "#¡DESBORDAMIENTO!", "#ÜBERLAUF!", "#DESPEJAR!",
    "#CALC!", "#CALCUL!", "#¡CALC!", "#KALK!", "#FIELD!", "#CAMPO!", "#CHAMP!", "#¡CAMPO!", "#FELD!", "#BLOCKED!",
    "#BLOCCATO!", "#BLOQUE!", "#BLOQUÉ!", "#¡BLOQUEADO!", "#BLOCKIERT!", "#GESPERRT!", "#CONNECT!", "#CONNETTI!",
    "#CONNEXION!", "#¡CONECTAR!", "#VERBINDEN!", "#UNKNOWN!", "#SCONOSCIUTO!", "#INCONNU!", "#¡DESCONOCIDO!",
    "#UNBEKANNT!", "#BUSY!", "#OCCUPATO!", "#OCCUPE!", "#OCCUPÉ!", "#¡OCUPADO!", "#AUSGELASTET!", "#PYTHON!", "#EXTERNAL!",
    "#TIMEOUT!",
];

/// Words before the colon and the number of a LibreOffice error.
const NUMBERED: [&str; 6] = ["Err", "Error", "Errore", "Fehler", "Erreur", "Erro"];
/// Each error text, and [`crate::record::NO_RESULT`], begins as one of these.
pub(crate) const ERROR_BEGINNINGS: [&str; 3] = ["#", "E", "F"];
/// The longest error text, in bytes.
const LONGEST: usize = 40;

/// True for an error text, or the marks (`####`) for a column that is too narrow.
pub(crate) fn is_error(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'#') => {
            let short = text.len() <= LONGEST;
            (short && (ERRORS.contains(&text) || is_spaced(text)))
                || (text.len() > 3 && text.bytes().all(|byte| byte == b'#'))
        }
        Some(b'E' | b'F') => text.len() <= LONGEST && is_numbered(text),
        _ => false,
    }
}

/// `#NOM ?`: French writes a blank before the sign, usually a non-breaking one.
fn is_spaced(text: &str) -> bool {
    let Some(sign) = text.chars().next_back().filter(|sign| matches!(sign, '!' | '?')) else { return false };
    let Some(word) = text.strip_suffix(sign) else { return false };
    let bare = word.trim_end();
    bare.len() < word.len() && ERRORS.contains(&format!("{bare}{sign}").as_str())
}

/// `Err:502`, `Erreur :502`
fn is_numbered(text: &str) -> bool {
    let Some((word, number)) = text.split_once(':') else { return false };
    let number = number.trim_start();
    NUMBERED.contains(&word.trim_end())
        && number.len() == 3
        && number.starts_with('5')
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::NO_RESULT;

    /// Cells that begin otherwise are not compared with the list.
    #[test]
    fn each_error_begins_as_one_does() {
        let all = ERRORS.iter().chain(&NUMBERED).chain([&NO_RESULT]);
        for text in all {
            assert!(ERROR_BEGINNINGS.iter().any(|begin| text.starts_with(begin)), "{text}");
        }
    }

    #[test]
    fn errors_of_spreadsheets_are_recognized() {
        for text in [
            "#N/A",
            "#RIF!",
            "#¿NOMBRE?",
            "####",
            "#ERROR!",
            "#SPILL!",
            "#GETTING_DATA",
            "Err:502",
            "Fehler:508",
            "Erreur :502",
            "Erreur\u{a0}: 502",
            "#NOM ?",
            "#REF\u{202f}!",
            "#DIV/0\u{a0}!",
        ] {
            assert!(is_error(text), "{text}");
        }
        for text in [
            "#1", "#", "##", "#N/A!", "N/A", "# N/A", "#vip", "#WOW!", "Err:", "Err:5021", "Err:402",
            "Error", "Fehler",
        ] {
            assert!(!is_error(text), "{text}");
        }
    }
}
