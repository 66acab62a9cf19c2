//! The names of users and groups.

use crate::system::owner_name;

/// The name of a user of this machine, or `number 1000` if `/etc/passwd` has none.
pub fn user_name(uid: u32) -> String {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    owner_name(uid).or_else(|| named(&users, uid)).unwrap_or_else(|| format!("number {uid}"))
}

/// The name of a group of this machine, or `number 1000` if `/etc/group` has none.
#[cfg_attr(windows, expect(dead_code, reason = "Windows has no groups of files"))]
pub(super) fn group_name(gid: u32) -> String {
    let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
    named(&groups, gid).unwrap_or_else(|| format!("number {gid}"))
}

/// Both lists have the name first and the number third.
fn named(users: &str, uid: u32) -> Option<String> {
    let mut entries = users.lines().map(|line| line.split(':'));
    entries.find_map(|mut fields| {
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_list_of_users() {
        let users = "root:x:0:0:root:/root:/bin/sh\n\nbroken\nanna:x:1000:1000::/home/anna:/bin/sh\n";
        assert_eq!(named(users, 1000).as_deref(), Some("anna"));
        assert_eq!(named(users, 0).as_deref(), Some("root"));
        assert_eq!(named(users, 7), None);
        assert_eq!(user_name(4_000_000_000), "number 4000000000");
    }
}
