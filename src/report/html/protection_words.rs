//! Which values of the help desk the policies of writing protect, in sentences for page one.

use crate::customer::{WritePolicies, WritePolicy};
use crate::language::{Message, ReportLanguage};
use crate::report::field_words::field_in_words;

/// `Protected: everything that the help desk has. Only added to: Notes.`
pub(super) fn protection_in_words(language: ReportLanguage, policies: &WritePolicies) -> String {
    let exceptions = policies.by_policy();
    let rule = match policies.default {
        WritePolicy::Always if exceptions.is_empty() => "guard-none",
        WritePolicy::Always => "guard-some",
        WritePolicy::IfEmpty => "guard-if-empty",
        WritePolicy::OnInsert => "guard-on-insert",
        WritePolicy::Never => "guard-never",
        WritePolicy::Append => "guard-append",
    };
    let mut sentences = vec![Message::new(language, rule).to_string()];
    for (policy, fields) in exceptions {
        let names: Vec<String> = fields.into_iter().map(|field| field_in_words(language, field)).collect();
        let exception = Message::new(language, exception(policy)).s("fields", names.join(", "));
        sentences.push(exception.to_string());
    }
    sentences.join(" ")
}

/// The message about the fields whose policy is not the default.
fn exception(policy: WritePolicy) -> &'static str {
    match policy {
        WritePolicy::Always => "but-always",
        WritePolicy::IfEmpty => "but-if-empty",
        WritePolicy::OnInsert => "but-on-insert",
        WritePolicy::Never => "but-never",
        WritePolicy::Append => "but-append",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_one_says_what_is_protected() {
        let mut policies = WritePolicies::default();
        let words = |policies: &WritePolicies| protection_in_words(ReportLanguage::En, policies);
        assert_eq!(words(&policies), "No field is protected.");
        policies.default = WritePolicy::IfEmpty;
        policies.fields.insert("memo".to_owned(), WritePolicy::Append);
        assert_eq!(words(&policies), "Protected: everything that the help desk has. Only added to: Notes.");
    }
}
