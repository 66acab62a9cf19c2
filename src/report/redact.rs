//! Personal data masked: the shape of a value stays, its letters and digits do not.

use super::json::Report;

impl Report {
    /// The same report with every value of a source or of a customer masked. Counts, columns, codes, places and the
    /// names of files stay; so do spellings of countries that were read as one.
    #[must_use]
    pub fn redacted(mut self) -> Self {
        self.redacted = true;
        for sample in self.issues.iter_mut().flat_map(|group| &mut group.samples) {
            let value = sample.issue.value.take();
            let message =
                value.iter().fold(sample.issue.message.clone(), |text, value| without(&text, value));
            sample.issue.message = mask_addresses(&message);
            sample.issue.hint = mask_addresses(&sample.issue.hint);
            sample.issue.value = value.map(|value| mask(&value));
        }
        self.issues.iter_mut().for_each(|group| group.remedy = mask_addresses(&group.remedy));
        if let Some(survey) = &mut self.facts.survey {
            let columns = survey.sources.iter_mut().flat_map(|source| &mut source.columns);
            columns.flat_map(|column| &mut column.examples).for_each(mask_in_place);
            let refused = survey.countries.iter_mut().filter(|seen| seen.read.is_none());
            refused.for_each(|seen| mask_in_place(&mut seen.written));
            survey.duplicates.groups.iter_mut().for_each(|group| mask_in_place(&mut group.value));
            let rows = survey.rows.iter_mut().flat_map(|row| row.cells.iter_mut().chain(&mut row.fields));
            rows.for_each(|(_, value)| mask_in_place(value));
        }
        for sample in self.facts.changes.iter_mut().flat_map(|changes| &mut changes.samples) {
            mask_in_place(&mut sample.customer);
            for field in &mut sample.fields {
                mask_in_place(&mut field.before);
                mask_in_place(&mut field.after);
            }
        }
        for cause in self.facts.writing.iter_mut().flat_map(|writing| &mut writing.causes) {
            cause.cause = mask_addresses(&cause.cause);
        }
        self
    }
}

fn mask_in_place(text: &mut String) {
    *text = mask(text);
}

/// `a***@e***.org`, `A*** B***`, `+** ** ****`: each word keeps its first letter, digits are masked one by one, and the
/// last label of an address stays.
fn mask(text: &str) -> String {
    if let Some((local, domain)) = address(text) {
        let (name, end) = domain.rsplit_once('.').unwrap_or((domain, ""));
        return format!("{}@{}.{end}", initial(local), initial(name));
    }
    let mut out = String::new();
    let mut inside = false;
    for letter in text.chars() {
        let word = letter.is_alphabetic();
        match (word, inside) {
            (true, false) => out.extend([letter, '*', '*', '*']),
            (true, true) => {}
            _ if letter.is_numeric() => out.push('*'),
            _ => out.push(letter),
        }
        inside = word;
    }
    out
}

fn address(text: &str) -> Option<(&str, &str)> {
    let (local, domain) = text.split_once('@')?;
    let blank = text.contains(char::is_whitespace);
    (!blank && !local.is_empty() && domain.contains('.') && !domain.contains('@')).then_some((local, domain))
}

fn initial(text: &str) -> String {
    text.chars().take(1).chain("***".chars()).collect()
}

/// The text without a value that stands in it.
fn without(text: &str, value: &str) -> String {
    if value.chars().count() < 3 { text.to_owned() } else { text.replace(value, &mask(value)) }
}

/// Addresses in the middle of a sentence.
fn mask_addresses(text: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_matches(|letter: char| "\"'()[]<>,;:.".contains(letter));
        if address(bare).is_some() { word.replace(bare, &mask(bare)) } else { word.to_owned() }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("ada@example.org", "a***@e***.org")]
    #[case("ada.byron@mail.example.co.uk", "a***@m***.uk")]
    #[case("Ada Byron", "A*** B***")]
    #[case("+39 02 123", "+** ** ***")]
    #[case("1815-12-10", "****-**-**")]
    #[case("Œuvre d'Été 7", "Œ*** d***'É*** *")]
    #[case("", "")]
    fn shapes_stay(#[case] text: &str, #[case] masked: &str) {
        assert_eq!(mask(text), masked);
    }

    #[test]
    fn addresses_in_sentences_go_too() {
        let text = mask_addresses("the server said: <ada@x.org> is taken, see (bob@y.com).");
        assert_eq!(text, "the server said: <a***@x***.org> is taken, see (b***@y***.com).");
    }
}
