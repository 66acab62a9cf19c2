//! Tells somebody how a job ended: a POST of JSON, with a text that chats show.

use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::job_result::JobResult;
use super::secret_url::{DeliveryError, SecretUrl, WAITS};
use crate::exit_status::ExitStatus;

/// The form of the JSON.
const VERSION: u32 = 1;
/// Losses named in the text.
const NAMED: usize = 5;
/// The hosts of Teams' workflows, which show only cards.
const CARDS: [&str; 2] = [".logic.azure.com", ".powerplatform.com"];
/// ntfy makes its message from the text; others ignore these headers.
const NTFY: [(&str, &str); 2] = [("X-Template", "yes"), ("X-Message", "{{.text}}")];

/// The address that is told how jobs end. It is secret: anyone who knows it can write there.
#[derive(Debug, Clone)]
pub struct Notifier {
    url: SecretUrl,
}

impl Notifier {
    /// Parses an `http` or `https` address.
    pub fn parse(url: &SecretString) -> Result<Self, DeliveryError> {
        Ok(Self { url: SecretUrl::parse(url.expose_secret())? })
    }

    /// Posts the result, in up to three attempts. A redirection is an error, because it would lose the content.
    pub async fn tell(&self, result: &JobResult) -> Result<(), DeliveryError> {
        let body = body(result, self.url.host()).to_string();
        let post = |client: &reqwest::Client, url: &str| {
            let post = client.post(url).header("Content-Type", "application/json").body(body.clone());
            NTFY.iter().fold(post, |post, (name, value)| post.header(*name, *value))
        };
        self.url.call(&WAITS, Policy::none(), post).await
    }
}

/// The JSON. Its names are none that Slack or Teams give a meaning, except `text` and the `attachments` of a card.
fn body(result: &JobResult, host: &str) -> Value {
    let JobResult { command, exit, facts, account, .. } = result;
    let text = text(result);
    let mut body = json!({
        "text": text,
        "version": VERSION,
        "program": concat!("deskferry ", env!("CARGO_PKG_VERSION")),
        "command": command,
        "success": *exit == ExitStatus::Success,
        "exitStatus": exit.number(),
        "outcome": result.outcome(),
        "began": result.began.to_string(),
        "ended": result.ended.to_string(),
        "seconds": result.seconds(),
        "dryRun": facts.dry_run,
        "account": account,
        "verdict": facts.verdict,
        "backup": facts.backup,
        "backupAgeOf": facts.accepted_name,
        "backupAgeSeconds": result.backup_age().map(|age| age.as_secs()),
        "problem": facts.problem,
        "losses": facts.losses.clone().unwrap_or_default(),
        "counts": result.counts(),
    });
    if CARDS.iter().any(|end| host.ends_with(end))
        && let Value::Object(body) = &mut body
    {
        body.extend(card(&text));
    }
    body
}

/// What a workflow of Teams needs: a message with one card.
fn card(text: &str) -> [(String, Value); 2] {
    let lines: Vec<Value> =
        text.lines().map(|line| json!({"type": "TextBlock", "text": line, "wrap": true})).collect();
    let content = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": lines,
    });
    let attachment = json!({"contentType": "application/vnd.microsoft.card.adaptive", "content": content});
    [("type".to_owned(), json!("message")), ("attachments".to_owned(), json!([attachment]))]
}

/// The result in a few lines.
fn text(result: &JobResult) -> String {
    let JobResult { command, exit, facts, account, .. } = result;
    let dry = if facts.dry_run { " (dry run)" } else { "" };
    let label = match exit {
        ExitStatus::Success => "",
        ExitStatus::Alarm => "ALARM: ",
        ExitStatus::Incomplete => "WARNING: ",
        _ => "FAILED: ",
    };
    let mut lines =
        vec![format!("deskferry {command}{dry}: {label}{} (exit status {exit})", result.outcome())];
    lines.extend(facts.problem.map(ToOwned::to_owned));
    let losses = facts.losses.iter().flatten();
    lines.extend(losses.take(NAMED).cloned());
    if let Some(more) =
        facts.losses.as_ref().and_then(|all| all.len().checked_sub(NAMED)).filter(|more| *more > 0)
    {
        lines.push(format!("and {more} more"));
    }
    let counts = facts.counts.iter().map(|(name, number)| format!("{name} {number}"));
    let verdict = facts.verdict.map(|verdict| format!("verdict {verdict}"));
    let took = format!("took {} s", result.took.as_secs());
    lines.push(counts.chain(verdict).chain([took]).collect::<Vec<_>>().join(", "));
    lines.extend(facts.backup.as_ref().map(|backup| format!("backup {backup}")));
    let older = facts.accepted_name.as_ref().filter(|name| Some(*name) != facts.backup.as_ref());
    lines.extend(older.map(|name| format!("newest complete and accepted backup {name}")));
    lines.extend(account.as_ref().map(|account| format!("account {account}")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::monitor::JobFacts;

    fn result(exit: ExitStatus) -> JobResult {
        JobResult {
            command: "backup",
            began: "2026-11-24T02:30:00Z".parse().unwrap(),
            ended: "2026-11-24T02:31:30Z".parse().unwrap(),
            took: Duration::from_millis(90_250),
            exit,
            facts: JobFacts {
                counts: vec![("customers", 19), ("gone", 21)],
                verdict: Some("snapshot"),
                backup: Some("20261124T023000Z-3f9a0c".to_owned()),
                accepted_backup: Some("2026-11-23T02:31:30Z".parse().unwrap()),
                accepted_name: Some("20261123T023130Z-5b21aa".to_owned()),
                losses: Some(vec!["21 of 40 customers are gone".to_owned(); 7]),
                problem: None,
                dry_run: false,
            },
            account: Some("https://api.deskero.com (***1234)".to_owned()),
        }
    }

    #[test]
    fn the_text_says_the_worst_first() {
        let text = text(&result(ExitStatus::Alarm));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "deskferry backup: ALARM: too much is gone since the last accepted backup (exit status 6)"
        );
        assert_eq!((lines[1], lines[6]), ("21 of 40 customers are gone", "and 2 more"));
        assert_eq!(lines[7], "customers 19, gone 21, verdict snapshot, took 90 s");
        assert_eq!(
            lines[8..],
            [
                "backup 20261124T023000Z-3f9a0c",
                "newest complete and accepted backup 20261123T023130Z-5b21aa",
                "account https://api.deskero.com (***1234)"
            ]
        );
    }

    #[test]
    fn the_json_has_the_numbers_for_programs() {
        let body = body(&result(ExitStatus::Success), "hooks.slack.com");
        assert_eq!(
            (&body["success"], &body["exitStatus"], &body["counts"]["gone"]),
            (&json!(true), &json!(0), &json!(21))
        );
        assert_eq!(body["backupAgeOf"], "20261123T023130Z-5b21aa");
        assert_eq!((&body["backupAgeSeconds"], &body["seconds"]), (&json!(86_400), &json!(90.25)));
        assert_eq!((body.get("attachments"), body.get("type")), (None, None));
    }

    #[test]
    fn a_workflow_of_teams_gets_a_card() {
        for host in ["prod-1.westeurope.logic.azure.com", "default1.a.environment.api.powerplatform.com"] {
            let body = body(&result(ExitStatus::Success), host);
            assert_eq!(body["type"], "message");
            let card = &body["attachments"][0]["content"];
            assert_eq!(card["type"], "AdaptiveCard");
            assert!(
                card["body"][0]["text"].as_str().unwrap().starts_with("deskferry backup: done"),
                "{card}"
            );
        }
        assert!(
            body(&result(ExitStatus::Success), "logic.azure.com.evil.example").get("attachments").is_none()
        );
    }
}
