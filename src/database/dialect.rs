//! What PostgreSQL calls otherwise than SQLite.

/// A statement for SQLite as PostgreSQL wants it: `?` and `?2` become `$1` and `$2`.
pub(super) fn numbered(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len() + 16);
    let mut letters = sql.chars().peekable();
    let (mut next, mut quoted) = (1, false);
    while let Some(letter) = letters.next() {
        quoted ^= letter == '\'';
        if letter != '?' || quoted {
            numbered.push(letter);
            continue;
        }
        numbered.push('$');
        if letters.peek().is_some_and(char::is_ascii_digit) {
            continue;
        }
        numbered.push_str(&next.to_string());
        next += 1;
    }
    numbered
}

/// A definition of tables for SQLite as PostgreSQL wants it. Texts are compared and sorted byte by byte, as SQLite does.
/// References are checked at the commit: rows are gathered by statement, so a row may come before the one it refers to.
pub(super) fn defined(sql: &str) -> String {
    let spelled = [
        (") STRICT, WITHOUT ROWID", ")"),
        (") STRICT", ")"),
        ("INTEGER", "BIGINT"),
        ("TEXT", "TEXT COLLATE \"C\""),
        ("o.failure ->> 'message'", "(o.failure::json) ->> 'message'"),
    ];
    deferred(&spelled.iter().fold(sql.to_owned(), |sql, (from, to)| sql.replace(from, to)))
}

/// `REFERENCES row (id)` becomes `REFERENCES row (id) DEFERRABLE INITIALLY DEFERRED`.
fn deferred(sql: &str) -> String {
    let mut parts = sql.split(REFERENCES);
    let mut deferred = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (key, rest) = part.split_at(part.find(')').map_or(part.len(), |at| at + 1));
        deferred.extend([REFERENCES, key, " DEFERRABLE INITIALLY DEFERRED", rest]);
    }
    deferred
}

const REFERENCES: &str = " REFERENCES ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_outside_of_texts() {
        let sql = "SELECT '?' || ? FROM a WHERE b = ? AND c = 'it''s ?'";
        assert_eq!(numbered(sql), "SELECT '?' || $1 FROM a WHERE b = $2 AND c = 'it''s ?'");
        assert_eq!(numbered("a = ?2 AND b = ?1 AND c = ?2"), "a = $2 AND b = $1 AND c = $2");
    }

    #[test]
    fn a_table_is_defined_for_postgresql() {
        let sql = "CREATE TABLE a (b INTEGER PRIMARY KEY, c TEXT NOT NULL) STRICT, WITHOUT ROWID";
        assert_eq!(defined(sql), "CREATE TABLE a (b BIGINT PRIMARY KEY, c TEXT COLLATE \"C\" NOT NULL)");
        let sql = "CREATE TABLE a (b INTEGER NOT NULL REFERENCES row (id), c TEXT) STRICT";
        let deferred = "REFERENCES row (id) DEFERRABLE INITIALLY DEFERRED, c TEXT COLLATE \"C\")";
        assert_eq!(defined(sql), format!("CREATE TABLE a (b BIGINT NOT NULL {deferred}"));
    }
}
