//! Text that a spreadsheet wrote in the place of a value.

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

/// Before the number of an error of LibreOffice.
const NUMBERED: [&str; 5] = ["Err:", "Err :", "Fehler:", "Erreur:", "Erro:"];

/// True for text that a spreadsheet wrote in the place of a value: an error, or marks for a column that is too narrow.
pub(in crate::mapping) fn is_error(text: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'#') => ERRORS.contains(&text) || (text.len() > 3 && text.bytes().all(|byte| byte == b'#')),
        Some(b'E' | b'F') => is_numbered(text),
        _ => false,
    }
}

/// `Err:502`
fn is_numbered(text: &str) -> bool {
    let number = NUMBERED.iter().find_map(|word| text.strip_prefix(word));
    number.is_some_and(|number| {
        number.len() == 3 && number.starts_with('5') && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_wrote_is_seen() {
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
