//! A question that someone must answer before a plan is written.

use serde::{Deserialize, Serialize};

use crate::language::{Message, ReportLanguage};

/// A question to whoever decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportQuestion {
    /// What it is about: the code of an issue, `rejected`, `duplicates`, `phone_region`, `date_order` or `encoding`.
    pub about: String,
    /// The number of rows or values.
    pub count: u64,
    /// The question in one or two sentences, with the number.
    pub question: String,
    /// The answer that the run assumed.
    pub assumed: String,
    /// How to change it, for whoever decides.
    pub change: String,
    /// The setting that changes it, for whoever has the mapping; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<String>,
}

/// The words of a question: the message `key`, and its attributes `assumed`, `change` and, if there is one, `setting`.
pub(super) struct QuestionWords {
    pub(super) language: ReportLanguage,
    pub(super) key: String,
}

impl QuestionWords {
    /// The question. `set` sets the variables of its texts, except `$count`.
    pub(super) fn ask(self, about: &str, count: u64, set: impl Fn(Message) -> Message) -> ReportQuestion {
        let message = |part: &str| {
            let message = Message::new(self.language, format!("{}{part}", self.key));
            set(message.n("count", count))
        };
        let text = |part: &str| message(part).to_string();
        ReportQuestion {
            about: about.to_owned(),
            count,
            question: text(""),
            assumed: text(".assumed"),
            change: text(".change"),
            setting: message(".setting").in_its_language(),
        }
    }
}
