//! The report as JUnit XML, which most CI servers can show.

use super::issue_stats::{IssueGroup, IssueSample, column_of};
use super::report_json::RunReport;
use crate::issue::Severity;

/// Examples in each test case.
const EXAMPLES: usize = 10;

impl RunReport {
    /// One test case for each code and column. Errors are failures; warnings have output only. Without errors, an
    /// additional test case passes.
    pub fn to_junit(&self) -> String {
        let cases: Vec<(bool, String)> = self.issues.iter().flat_map(cases).collect();
        let failures = cases.iter().filter(|(failed, _)| *failed).count();
        let good = if cases.is_empty() { "all rows are valid" } else { "no row has errors" };
        let rest = if failures == 0 { case("rows", good, "") } else { String::new() };
        let tests = cases.len() + usize::from(failures == 0);
        let body: String = cases.into_iter().map(|(_, case)| case).collect();
        let name = xml(&self.run);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{tests}\" failures=\"{failures}\">\n\
             <testsuite name=\"{name}\" timestamp=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n\
             {rest}{body}</testsuite>\n</testsuites>\n",
            xml(self.started.trim_end_matches('Z'))
        )
    }
}

fn cases(group: &IssueGroup) -> Vec<(bool, String)> {
    let failed = group.severity == Severity::Error;
    let of = |(column, count): (&String, &u64)| {
        let text = examples(group, column);
        let inner = if failed {
            let title = xml(&group.title);
            format!("<failure type=\"{}\" message=\"{count} × {title}\">{text}</failure>", group.code)
        } else {
            format!("<system-out>{count} × {text}</system-out>")
        };
        let kind = if failed { "" } else { " (warning)" };
        (failed, case(column, &format!("{} {}{kind}", group.code, group.title), &inner))
    };
    group.by_column.iter().map(of).collect()
}

fn examples(group: &IssueGroup, column: &str) -> String {
    let here = |sample: &&IssueSample| column_of(&sample.issue) == column;
    let line = |sample: &IssueSample| {
        let value = sample.issue.value.as_ref().map_or_else(String::new, |value| format!(" {value:?}"));
        format!(
            "{}, {} {}:{value} {} ({})\n",
            sample.file,
            sample.unit(),
            sample.row,
            sample.issue.message,
            sample.issue.hint
        )
    };
    xml(&group.samples.iter().filter(here).take(EXAMPLES).map(line).collect::<String>())
}

fn case(class: &str, name: &str, inner: &str) -> String {
    format!("<testcase classname=\"{}\" name=\"{}\" time=\"0\">{inner}</testcase>\n", xml(class), xml(name))
}

/// Escapes a text. XML 1.0 does not allow most control characters, so they are replaced.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_not_allowed_in_xml_are_replaced() {
        assert_eq!(xml("a<b>&\"\u{0}\u{1b}\n"), "a&lt;b&gt;&amp;&quot;\u{fffd}\u{fffd}\n");
    }
}
