//! One name for each field in a language: no text speaks of it by another.

use regex::Regex;

use super::bundles::files;
use super::*;

/// Other names of fields, which no text uses.
fn other_names(language: ReportLanguage) -> &'static str {
    match language {
        ReportLanguage::En => "dates? of birth|postal code|zip code|cell phone|homepage|labels?|keywords?",
        ReportLanguage::It => "tag|CAP|ditta|società|nazione|sito internet|annotazioni|località",
        ReportLanguage::Fr => "tags?|portable|entreprise|courriel|localité|site internet",
        ReportLanguage::Es => "tags?|e-mail|email|celular|compañía|localidad|comentarios?",
        ReportLanguage::De => {
            "Tags|PLZ|Handy|Mobilnummer|Rufnummer|Staat|Bemerkung|Unternehmen|Homepage|Email|Provinz|Geburtstag|Stadt"
        }
    }
}

#[test]
fn a_field_has_one_name_in_each_language() {
    let mut found = Vec::new();
    for language in ReportLanguage::ALL {
        let others = Regex::new(&format!(r"(?i)\b({})\b", other_names(language))).unwrap();
        let lines = files(language).iter().flat_map(|file| file.lines());
        for line in lines.filter(|line| !line.starts_with('#') && !line.starts_with("country-")) {
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            found.extend(others.find(text).map(|name| format!("{language}: {:?} in {text}", name.as_str())));
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn no_two_fields_have_the_same_name() {
    for language in ReportLanguage::ALL {
        let lines = files(language).iter().flat_map(|file| file.lines());
        let fields = lines.filter_map(|line| line.strip_prefix("field-")?.split_once(" = "));
        let mut names: Vec<&str> = fields.map(|(_, name)| name).collect();
        assert!(names.len() > 30, "{language}");
        names.sort_unstable();
        let again = names.windows(2).find(|pair| pair[0] == pair[1]);
        assert_eq!(again, None, "{language}");
    }
}
