//! How many calls and how much time the rest of a plan takes, in words: the same in the terminal, on the page and in
//! report.json.

use super::headline::joined;
use super::html::duration;
use super::report_json::{Estimate, RunReport};
use crate::language::{Message, ReportLanguage};

/// What an estimate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstimateOf {
    /// A plan that is not written yet.
    Plan,
    /// An import of what was validated.
    Validation,
    /// What a run has not written yet.
    Rest,
}

impl EstimateOf {
    pub(super) fn of(report: &RunReport) -> Self {
        match () {
            () if report.is_validation() => Self::Validation,
            () if report.writes() => Self::Rest,
            () => Self::Plan,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Validation => "validation",
            Self::Rest => "rest",
        }
    }
}

impl Estimate {
    /// The sentence with markup; `None` if nothing is to be written.
    pub(super) fn message(&self, language: ReportLanguage, of: EstimateOf) -> Option<Message> {
        let key = if self.seconds.is_some() { "estimate" } else { "estimate-without-limit" };
        let rate = Message::new(language, "rate").decimal("rate", self.rate.unwrap_or_default());
        let message = Message::new(language, key).s("what", of.name()).n("calls", self.calls);
        let message = message.s("parts", self.parts(language)).s("rate", rate.to_string());
        let message = message.s("duration", duration(language, self.seconds.unwrap_or_default()));
        (self.calls > 0).then_some(message)
    }

    /// What the calls are for; `none` if a report of an earlier version does not say it.
    fn parts(&self, language: ReportLanguage) -> String {
        let Self { inserts, updates, deletes, watching, .. } = *self;
        if inserts + 2 * (updates + deletes) + watching != self.calls {
            return "none".to_owned();
        }
        let parts = [
            (inserts, inserts, "calls-to-insert"),
            (updates, 2 * updates, "calls-to-update"),
            (deletes, 2 * deletes, "calls-to-delete"),
            (watching, watching, "calls-to-watch"),
        ];
        let some = parts.into_iter().filter(|(customers, ..)| *customers > 0);
        let text = |(customers, calls, key): (u64, u64, &str)| {
            Message::new(language, key).n("customers", customers).n("calls", calls).to_string()
        };
        joined(language, some.map(text).collect())
    }

    /// The sentence for the terminal and for report.json.
    pub fn text(&self, of: EstimateOf) -> Option<String> {
        let text = self.message(ReportLanguage::En, of)?.to_string();
        Some(text.replace("<strong>", "").replace("</strong>", ""))
    }

    pub(super) fn with_text(self, of: EstimateOf) -> Self {
        Self { text: self.text(of), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_one_sentence() {
        let text = |calls: u64, watching: u64, rate: Option<f64>| {
            let seconds = rate.map(|rate| calls as f64 / rate);
            let inserts = calls - watching;
            Estimate { calls, watching, inserts, rate, seconds, ..Estimate::default() }.text(EstimateOf::Plan)
        };
        let said = |calls, watching, rate| text(calls, watching, rate).unwrap();
        assert_eq!(text(0, 0, Some(10.0)), None);
        assert_eq!(
            said(385, 0, Some(10.0)),
            "Writing this plan takes about 385 calls, 39 s at 10 calls a second: 385 for new customers."
        );
        assert_eq!(
            said(134, 74, None),
            "Writing this plan takes about 134 calls without a rate limit: 60 for new customers and 74 to watch for \
             customers that others insert."
        );
        assert!(
            said(1, 0, Some(1.0))
                .ends_with("takes about 1 call, 1.0 s at 1 call a second: 1 for a new customer.")
        );
        assert!(said(2, 1, Some(1.0)).contains("1 for a new customer and 1 to watch"));
        assert!(said(76_000, 0, Some(12.5)).contains("76,000 calls, 101 min 20 s at 12.5 calls a second"));
        let all =
            Estimate { calls: 13, inserts: 2, updates: 4, deletes: 1, watching: 1, ..Estimate::default() };
        assert_eq!(
            all.text(EstimateOf::Rest).unwrap(),
            "Writing the rest takes about 13 calls without a rate limit: 2 for new customers, 8 for 4 updates (a read \
             and a write each), 2 for 1 delete (a read and a delete) and 1 to watch for customers that others insert."
        );
        let earlier = Estimate { calls: 13, watching: 1, ..Estimate::default() };
        let text = earlier.text(EstimateOf::Plan).unwrap();
        assert_eq!(text, "Writing this plan takes about 13 calls without a rate limit.");
    }
}
