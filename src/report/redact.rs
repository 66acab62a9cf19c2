//! Masks personal data: the shape of a value stays, but not its letters and digits.

use super::issue_stats::IssueSample;
use super::report_json::RunReport;
use super::write_stats::nameless;
use crate::api::SAYS;
use crate::journal::JournalError;

impl RunReport {
    /// The report with every value of a source or customer masked, and without the names of files and runs. Counts,
    /// columns, sheets, codes, rows and recognized countries stay. Messages are replaced by the title of their code.
    ///
    /// # Errors
    /// The report can't be written as JSON.
    pub fn redacted(self) -> Result<Self, JournalError> {
        self.with_masked_values().without_names()
    }

    fn with_masked_values(mut self) -> Self {
        self.redacted = true;
        self.verdict = without_server_text(&self.verdict);
        for group in &mut self.issues {
            let spec = group.code.spec();
            spec.remedy.clone_into(&mut group.remedy);
            for IssueSample { issue, .. } in &mut group.samples {
                // A message may contain data or a text of the server; the title of the code does not.
                spec.title.clone_into(&mut issue.message);
                spec.remedy.clone_into(&mut issue.hint);
                issue.value.iter_mut().for_each(mask_in_place);
            }
        }
        self.sample.iter_mut().for_each(|sample| sample.mask(mask_in_place));
        if let Some(survey) = &mut self.facts.survey {
            let columns = survey.sources.iter_mut().flat_map(|source| &mut source.columns);
            columns.flat_map(|column| &mut column.examples).for_each(mask_in_place);
            let refused = survey.countries.iter_mut().filter(|seen| seen.read.is_none());
            refused.for_each(|seen| mask_in_place(&mut seen.written));
            survey.duplicates.groups.iter_mut().for_each(|group| mask_in_place(&mut group.value));
            let rows = survey.rows.iter_mut().flat_map(|row| row.cells.iter_mut().chain(&mut row.fields));
            rows.for_each(|(_, value)| mask_in_place(value));
        }
        let left_out = self.left_out.iter_mut().flat_map(|left_out| &mut left_out.columns);
        left_out.flat_map(|column| &mut column.examples).for_each(mask_in_place);
        let changes = self.facts.changes.iter_mut();
        for sample in changes.flat_map(|changes| changes.samples.iter_mut().chain(&mut changes.greatest)) {
            mask_in_place(&mut sample.customer);
            for field in &mut sample.fields {
                mask_in_place(&mut field.before);
                mask_in_place(&mut field.after);
            }
        }
        for sample in self.facts.changes.iter_mut().flat_map(|changes| &mut changes.protected_samples) {
            mask_in_place(&mut sample.customer);
            mask_in_place(&mut sample.kept);
            mask_in_place(&mut sample.wanted);
        }
        for cause in self.facts.writing.iter_mut().flat_map(|writing| &mut writing.causes) {
            cause.cause = without_server_text(&cause.cause);
        }
        // It may name files with settings.
        self.about.plan.iter_mut().for_each(|plan| plan.command = None);
        self
    }
}

fn mask_in_place(text: &mut String) {
    *text = mask(text);
}

/// A value of a customer, masked for the terminal.
pub fn masked(text: &str) -> String {
    mask(text)
}

/// `a***@e***.org`, `A*** B***`, `+** ** ****`: each word keeps its first letter, each digit becomes `*`, and a short
/// last label of an address stays. A word of one letter keeps nothing, so that a spelled-out name is masked too.
pub(crate) fn mask(text: &str) -> String {
    if let Some((local, domain)) = address(text) {
        let (name, end) = domain.rsplit_once('.').unwrap_or((domain, ""));
        let end = if end.chars().count() <= LABEL { end.to_owned() } else { initial(end) };
        return format!("{}@{}.{end}", initial(local), initial(name));
    }
    let breaks = |letter: char| letter.is_whitespace() || letter.is_ascii_punctuation();
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (word, after) = rest.split_at(rest.find(breaks).unwrap_or(rest.len()));
        out.push_str(&masked_word(word));
        let gap = if word.is_empty() { first.len_utf8() } else { 0 };
        out.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    out
}

/// The longest last label of an address that is not masked.
const LABEL: usize = 4;

fn masked_word(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(_)) if first.is_alphabetic() => initial(word),
        _ => word.chars().map(|_| '*').collect(),
    }
}

fn address(text: &str) -> Option<(&str, &str)> {
    let (local, domain) = text.split_once('@')?;
    let blank = text.contains(char::is_whitespace);
    (!blank && !local.is_empty() && domain.contains('.') && !domain.contains('@')).then_some((local, domain))
}

fn initial(text: &str) -> String {
    text.chars().take(1).chain("***".chars()).collect()
}

/// A message without the text of the server in it, and with its addresses masked.
fn without_server_text(text: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_matches(|letter: char| "\"'()[]<>,;:.".contains(letter));
        // What the system says may name a folder; the paths of the API tell nobody.
        let is_folder = bare.starts_with('/') && !bare.starts_with("/customer") && bare.len() > 1;
        if address(bare).is_some() || is_folder { word.replace(bare, &mask(bare)) } else { word.to_owned() }
    };
    let (ours, said) = text.split_once(SAYS).map_or((text, ""), |(ours, _)| (ours, ", it says more"));
    nameless(ours).split(' ').map(word).collect::<Vec<_>>().join(" ") + said
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
    #[case("Œuvre d'Été 7", "Œ*** *'É*** *")]
    #[case("a1b2 1a2b", "a*** ****")]
    #[case("E\u{301}cole", "E***")]
    #[case("A d a", "* * *")]
    #[case("王小明", "王***")]
    #[case("ada@example.byron", "a***@e***.b***")]
    #[case("Ada <ada@example.org>", "A*** <a***@e***.o***>")]
    #[case("", "")]
    fn masking_keeps_the_shape_of_a_value(#[case] text: &str, #[case] masked: &str) {
        assert_eq!(mask(text), masked);
    }

    #[test]
    fn redacted_messages_keep_our_own_words() {
        let text = without_server_text("the queue of <ada@x.org> is full, see (bob@y.com).");
        assert_eq!(text, "the queue of <a***@x***.org> is full, see (b***@y***.com).");
        let said =
            "PUT /customer/update/17: refused (HTTP 400), it says: Ada Byron is taken; correct the record";
        assert_eq!(without_server_text(said), "PUT /customer/update/…: refused (HTTP 400), it says more");
    }
}
