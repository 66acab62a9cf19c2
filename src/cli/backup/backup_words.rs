//! What is known of a backup, in a few words.

use deskferry::account::HelpDeskAccount;
use deskferry::backup::{BackupAge, BackupName, ListedBackup, ListedChanges};
use jiff::Timestamp;

/// `12.4 MB`: three or four digits are enough to see that a backup has shrunk.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut units = UNITS.into_iter();
    let mut unit = units.next().unwrap_or_default();
    // 999.95 would be shown as 1000.0.
    while value >= 999.95 {
        let Some(next) = units.next() else { break };
        (value, unit) = (value / 1000.0, next);
    }
    format!("{value:.1} {unit}")
}

/// `+31 -9 ~240`: added, gone, changed; `net +22` if only the numbers of customers are known.
pub(super) fn change(backup: &ListedBackup) -> String {
    match (&backup.changes, backup.net) {
        _ if backup.problem.is_some() => "-".to_owned(),
        (Some(ListedChanges { first: true, .. }), _) => "first".to_owned(),
        (Some(ListedChanges { added: Some(added), changed: Some(changed), gone: Some(gone), .. }), _) => {
            format!("+{added} -{gone} ~{changed}")
        }
        (_, Some(net)) => format!("net {net:+}"),
        (_, None) => "?".to_owned(),
    }
}

/// True for a backup that is dated in the future.
pub(super) fn is_future(backup: &ListedBackup) -> bool {
    let name = backup.id.parse::<BackupName>();
    name.is_ok_and(|name| BackupAge::at(Timestamp::now(), name.time()).is_future())
}

/// True for a backup of a sandbox.
pub(super) fn is_sandbox(backup: &ListedBackup) -> bool {
    backup.account.as_ref().is_some_and(|account| {
        HelpDeskAccount::new(&account.base_url, account.client_id.as_deref().unwrap_or_default()).is_sandbox()
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "0 B")]
    #[case(999, "999 B")]
    #[case(1000, "1.0 kB")]
    #[case(12_449_999, "12.4 MB")]
    #[case(999_949, "999.9 kB")]
    #[case(999_950, "1.0 MB")]
    #[case(u64::MAX, "18446.7 PB")]
    fn sizes_are_short(#[case] bytes: u64, #[case] words: &str) {
        assert_eq!(size(bytes), words);
    }
}
