//! What the page says of issues, in its language. The messages of issues are English.

use super::detail_words::fixed_detail;
use super::page::ReportPage;
use super::plain_words::plain_words;
use crate::issue::FaultyValue;
use crate::report::issue_stats::{IssueGroup, IssueSample};

impl ReportPage<'_> {
    pub(super) fn title_of(&self, group: &IssueGroup) -> String {
        sentence(&group.code.title_in(self.tongue()))
    }

    /// The remedy of a group. In English it is the hint that all its issues share; the samples always have theirs.
    pub(super) fn remedy_of(&self, group: &IssueGroup) -> String {
        let language = self.tongue();
        if language.is_english() {
            sentence(&plain_words(&group.remedy))
        } else {
            sentence(&group.code.remedy_in(language))
        }
    }

    pub(super) fn is_english(&self) -> bool {
        self.tongue().is_english()
    }

    /// The message of an issue, which is English. In another language it stands behind the title and the remedy.
    pub(super) fn message_of(&self, sample: &IssueSample) -> String {
        sentence(&plain_words(&sample.issue.message))
    }

    pub(super) fn hint_of(&self, sample: &IssueSample) -> String {
        sentence(&plain_words(&sample.issue.hint))
    }

    /// What is wrong, in another language than English: the message if it is a fixed text, otherwise the title.
    pub(super) fn said_of(&self, group: &IssueGroup, sample: &IssueSample) -> String {
        let (message, became) = FaultyValue::split(&sample.issue.message);
        let said = fixed_detail(self.tongue(), message).map(|text| sentence(&text));
        let said = said.unwrap_or_else(|| self.title_of(group));
        said + &became.map_or_else(String::new, |kind| self.t(kind.key()).to_string())
    }

    /// True if the English text behind an issue would say nothing more.
    pub(super) fn is_all_said(&self, sample: &IssueSample) -> bool {
        let (message, _) = FaultyValue::split(&sample.issue.message);
        let is_title = message.trim_start_matches("the value is ") == sample.issue.code.spec().title;
        (is_title || fixed_detail(self.tongue(), message).is_some()) && !self.has_own_hint(sample)
    }

    /// True if the hint says more than the remedy of the code, and only in English.
    pub(super) fn has_own_hint(&self, sample: &IssueSample) -> bool {
        let hint = &sample.issue.hint;
        let remedy = sample.issue.code.spec().remedy;
        let is_remedy = sentence(hint).trim_end_matches('.') == remedy.trim_end_matches('.');
        !is_remedy && fixed_detail(self.tongue(), hint).is_none()
    }

    /// What to do about an issue, in another language than English.
    pub(super) fn advice_of(&self, sample: &IssueSample) -> String {
        let fixed = fixed_detail(self.tongue(), &sample.issue.hint);
        sentence(&fixed.unwrap_or_else(|| sample.issue.code.remedy_in(self.tongue())))
    }
}

/// Capitalizes the first word if it is a plain lower-case word. Names and quoted values do not change.
fn sentence(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let plain = !first.is_empty() && first.chars().all(|letter| letter.is_lowercase() || letter == ',');
    match text.chars().next().filter(|_| plain) {
        Some(letter) => letter.to_uppercase().chain(text.chars().skip(1)).collect(),
        None => text.to_owned(),
    }
}
