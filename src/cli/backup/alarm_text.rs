//! What is said when a limit is exceeded.

use deskferry::backup::BackedUp;
use deskferry::report::wrap;

/// What a warning begins with; it takes a part of the first line.
const LABEL: &str = "warning: ";
/// Losses that are listed.
const LISTED: usize = 10;

/// What is gone, what follows from it, and what to do; `None` without an alarm.
pub(super) fn alarm_text(done: &BackedUp) -> Option<String> {
    let alarm = done.manifest.alarm.as_ref()?;
    let against = &alarm.against;
    let mut text = String::new();
    if alarm.seen_in.is_some() {
        text.push_str(&format!("{}\n", wrap(LABEL, 2, &alarm.reason())));
    }
    let seen_now = if alarm.seen_in.is_some() { &[][..] } else { &done.losses };
    for (at, loss) in seen_now.iter().take(LISTED).enumerate() {
        let since = if at == 0 { format!(" since {against}") } else { String::new() };
        let head = if at == 0 { LABEL } else { "  " };
        text.push_str(&format!("{}\n", wrap(head, 2, &format!("{}{since}", loss.in_words()))));
        let not_all = if loss.all { ", but never all" } else { "" };
        text.push_str(&format!("  (allowed: {}{not_all})\n", loss.limit));
    }
    if let Some(more) = seen_now.len().checked_sub(LISTED).filter(|more| *more > 0) {
        text.push_str(&format!("  and {more} more\n"));
    }
    let target = done.path.rsplit_once('/').map_or(".", |(target, _)| target);
    let follows = format!(
        "The backup is kept and marked. Until it is accepted, `latest` stays {against}, no old backup is removed, and \
         every later backup is compared with that one."
    );
    // A command stays on one line, so that it can be copied.
    let commands = format!(
        "\n  To see what is gone:\n    deskferry backup diff {target}/{against} {path}\n  If it is meant:\n    \
         deskferry backup accept {path}",
        path = done.path
    );
    let text = text + &wrap("  ", 2, &follows) + &commands;
    text.strip_prefix(LABEL).map(ToOwned::to_owned)
}
