//! Recognizes columns about another person: the customer's agent, the author of the row, a relative.

use crate::mapping::name_words;

/// Words in English, Italian, French, Spanish and German, without accents.
const WORDS: &[&str] = &[
    "owner owners agent agents manager rep reps salesperson salesman creator created modified updated assigned assignee",
    "asst emergency sos ice sender reseller referrer referred referral advisor adviser consultant supervisor secretary",
    "parent parents guardian mother father spouse wife husband kin",
    "agente agenti venditore commerciale proprietario creato creata creatore modificato modificata assegnato assegnatario",
    "emergenza responsabile gestore operatore consulente mittente rivenditore segnalatore incaricato segretaria",
    "madre padre genitore genitori coniuge moglie marito tutore",
    "vendeur commercial proprietaire cree creee createur modifie affecte urgence responsable gestionnaire conseiller",
    "expediteur revendeur secretaire mere pere conjoint epoux epouse tuteur",
    "vendedor comercial propietario creado creada creador modificado asignado emergencia emergencias gestor asesor operador",
    "remitente revendedor conyuge esposa esposo tutor",
    "inhaber besitzer eigentumer erstellt ersteller geandert zugewiesen bearbeiter absender berater aussendienst notruf",
    "mutter vater eltern ehepartner ehefrau ehemann",
];
/// Beginnings of words: `Betreuermail`, `Notfallnummer`.
const STEMS: &[&str] = &[
    "assist",
    "asisten",
    "betreuer",
    "kundenbetreuer",
    "kundenberater",
    "notfall",
    "vertreter",
    "verkaufer",
    "sachbearbeiter",
    "zustandig",
    "kontaktinhaber",
];

/// True if the column's name refers to another person than the customer.
pub(super) fn is_of_others(name: &str) -> bool {
    let is_one = |word: &String| {
        WORDS.iter().any(|line| line.split(' ').any(|other| other == word))
            || STEMS.iter().any(|stem| word.starts_with(stem))
    };
    name_words(name).iter().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_agents_and_relatives_are_recognized() {
        for name in [
            "Owner Email",
            "Email agente",
            "Account manager email",
            "Created by email",
            "Vendedor email",
            "Betreuer E-Mail",
            "BetreuerEmail",
            "Emergency phone",
            "Telefono emergenza",
            "Asst. Phone",
            "Téléphone d'urgence",
            "Notfallnummer",
            "owner.email",
            "Propriétaire e-mail",
            "Teléfono de emergencia",
            "E-mail du commercial",
            "Assistant Phone",
        ] {
            assert!(is_of_others(name), "{name}");
        }
        for name in [
            "Email",
            "Contact email",
            "E-Mail Kunde",
            "Téléphone",
            "Referente",
            "Agentur",
            "Kontoinhaber",
            "Teléfono",
        ] {
            assert!(!is_of_others(name), "{name}");
        }
    }
}
