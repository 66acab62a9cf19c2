//! Rows that are inserted by one statement: an insert of one row is nearly as much work as an insert of many.

use super::cell::Parameter;

/// The rows of one statement.
const MOST: usize = 32;

/// Rows that were given and not sent yet, by statement, in the order in which the statements came.
#[derive(Default)]
pub(super) struct GatheredRows {
    statements: Vec<(String, Vec<Vec<Parameter>>)>,
}

impl GatheredRows {
    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Takes a row, if the statement inserts just one: `INSERT INTO table VALUES ($1, 'a', $2)`. Otherwise gives it back.
    pub(super) fn take_in(&mut self, sql: &str, row: Vec<Parameter>) -> Result<(), Vec<Parameter>> {
        if !is_one_row(sql) {
            return Err(row);
        }
        match self.statements.iter_mut().find(|(known, _)| known == sql) {
            Some((_, rows)) => rows.push(row),
            None => self.statements.push((sql.to_owned(), vec![row])),
        }
        Ok(())
    }

    /// The statements up to the one that has all its rows.
    pub(super) fn full(&mut self) -> Vec<(String, Vec<Parameter>)> {
        let full = self.statements.iter().position(|(_, rows)| rows.len() >= MOST);
        full.map_or_else(Vec::new, |at| self.first(at + 1))
    }

    /// All statements.
    pub(super) fn all(&mut self) -> Vec<(String, Vec<Parameter>)> {
        self.first(self.statements.len())
    }

    /// The first statements with their parameters. A statement has all of the most rows, or one: others would have to be
    /// prepared for each number.
    fn first(&mut self, count: usize) -> Vec<(String, Vec<Parameter>)> {
        let mut sent = Vec::new();
        for (sql, rows) in self.statements.drain(..count) {
            if rows.len() == MOST {
                sent.push((repeated(&sql, MOST), rows.into_iter().flatten().collect()));
            } else {
                sent.extend(rows.into_iter().map(|row| (sql.clone(), row)));
            }
        }
        sent
    }
}

fn is_one_row(sql: &str) -> bool {
    sql.starts_with("INSERT INTO ")
        && sql.split_once(" VALUES (").is_some_and(|(_, row)| row.find(')') == Some(row.len() - 1))
}

/// The statement for several rows: `VALUES ($1, $2), ($3, $4)`.
fn repeated(sql: &str, times: usize) -> String {
    let Some((head, row)) = sql.split_once(" VALUES ") else { return sql.to_owned() };
    let parts: Vec<&str> = row.split('$').collect();
    let own = parts.len() - 1;
    let rows = (0..times).map(|time| {
        let mut text = parts[0].to_owned();
        for part in &parts[1..] {
            let digits = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
            let number: usize = part[..digits].parse().unwrap_or_default();
            text.push_str(&format!("${}{}", number + time * own, &part[digits..]));
        }
        text
    });
    format!("{head} VALUES {}", rows.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_is_repeated_for_several_rows() {
        let sql = "INSERT INTO action (id, kind, payload) VALUES ($1, 'insert', $2)";
        assert!(is_one_row(sql));
        let twice = "INSERT INTO action (id, kind, payload) VALUES ($1, 'insert', $2), ($3, 'insert', $4)";
        assert_eq!(repeated(sql, 2), twice);
        for other in [
            "INSERT INTO a VALUES ($1) ON CONFLICT DO NOTHING",
            "UPDATE a SET b = $1",
            "INSERT INTO a SELECT b FROM c",
        ] {
            assert!(!is_one_row(other), "{other}");
        }
    }
}
