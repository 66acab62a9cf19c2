//! The history for people, at most 80 columns wide.

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthChar;

use super::find_history::FoundHistory;
use super::life::{Life, Stage, Turn};
use crate::backup::backup_name::BackupName;
use crate::file::on_one_line;
use crate::profile::{cut_pair, whole_fields};
use crate::report::{shown, wrap};

const WIDTH: usize = 80;
/// The time of a backup with what is around it.
const BACKUP: usize = 23;
const NEW_FIELD: &str = "(no customer had this field before)";

impl FoundHistory {
    /// Each customer with what happened to it, and each of its fields with all values.
    pub fn text(&self) -> String {
        let accounts = self.lives.iter().any(|(account, _)| *account != self.lives[0].0);
        let mut text = String::new();
        for (account, life) in &self.lives {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&head(life));
            if accounts {
                let client = account.client();
                text.push_str(&(wrap("  ", 2, &format!("of {} ({client})", account.base_url)) + "\n"));
            }
            self.turns(life, &mut text);
            for (name, stages) in &life.fields {
                text.push_str(&(shown(name, WIDTH) + "\n"));
                values(name, stages).iter().for_each(|line| text.push_str(line));
            }
        }
        text
    }

    fn turns(&self, life: &Life, text: &mut String) {
        for (backup, turn) in &life.turns {
            text.push_str(&line(backup, turn.in_words()));
        }
        let is_gone = life.turns.last().is_some_and(|(_, turn)| *turn == Turn::Gone);
        let is_turn = life.turns.last().is_some_and(|(backup, _)| *backup == life.last);
        if !is_gone && !is_turn {
            let is_newest = self.backups.last() == Some(&life.last);
            let words = if is_newest { "still there" } else { "the last backup that has this customer" };
            text.push_str(&line(&life.last, words));
        }
    }
}

fn head(life: &Life) -> String {
    shown(&format!("{}  {}", life.id, life.who.join(", ")), WIDTH) + "\n"
}

fn line(backup: &str, text: &str) -> String {
    format!("  {}  {}\n", time_of(backup), shown(text, WIDTH - BACKUP))
}

/// When a backup began (UTC), as `TARGET/TIME` names it, too.
fn time_of(backup: &str) -> String {
    let name = backup.parse::<BackupName>();
    name.map_or_else(|_| backup.to_owned(), |name| name.clock().strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// A line for each value, cut so that its difference from the one before shows.
fn values(name: &str, stages: &[Stage]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before = String::new();
    for stage in stages {
        let text = on_one_line(&in_words(name, &stage.value)).into_owned();
        let width = |letter: char| letter.width().unwrap_or_default();
        let (_, cut) = cut_pair(&before, &text, WIDTH - BACKUP, width);
        lines.push(line(&stage.backup, &cut));
        if stage.is_new_field {
            lines.push(format!("{}{NEW_FIELD}\n", " ".repeat(BACKUP)));
        }
        before = text;
    }
    lines
}

fn in_words(name: &str, value: &Option<Value>) -> String {
    let Some(value) = value else { return "(empty)".to_owned() };
    let one = Map::from_iter([(name.to_owned(), value.clone())]);
    whole_fields(&one).into_iter().map(|(_, text)| text).collect()
}
