//! Shows progress: a bar on a terminal, events as JSON, otherwise a line every few seconds.

use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deskferry::event::{Event, Listener, Silent};
use deskferry::journal::Outcome;
use deskferry::report::wrap;
use deskferry::wording::counted;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::args::OutputArgs;
use super::console;
use super::event_words::words;
use super::progress_events::event_lines;

const LINE_EVERY: Duration = Duration::from_secs(5);

/// The listener for the flags.
pub(crate) fn listener(output: &OutputArgs) -> Arc<dyn Listener> {
    let listener = shown_listener(output);
    #[cfg(feature = "otlp")]
    let listener: Arc<dyn Listener> = Arc::new(super::telemetry::Phases(listener));
    listener
}

fn shown_listener(output: &OutputArgs) -> Arc<dyn Listener> {
    match (output.quiet(), output.shows_progress(), std::io::stderr().is_terminal() && !console::is_json()) {
        (true, _, _) => Arc::new(Silent),
        (false, true, _) if console::is_json() => event_lines(),
        (false, false, _) => Arc::new(LogLines { state: Mutex::default(), every: None }),
        (false, true, false) => Arc::new(LogLines { state: Mutex::default(), every: Some(LINE_EVERY) }),
        (false, true, true) => Arc::new(TerminalBar(Mutex::new(None))),
    }
}

/// The lines of a text broken to the width of a terminal. A log has one line for each message.
fn fitted(text: &str) -> String {
    let fit = |line: &str| {
        let start = line.len() - line.trim_start().len();
        let is_long = line.chars().count() > 80;
        if is_long { wrap(&line[..start], start + 2, line.trim_start()) } else { line.to_owned() }
    };
    text.split('\n').map(fit).collect::<Vec<_>>().join("\n")
}

struct TerminalBar(Mutex<Option<ProgressBar>>);

impl Listener for TerminalBar {
    fn hear(&self, event: &Event) {
        let mut bar = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = words(event) {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
            console::say(&format!("{}\n", fitted(&text)));
        }
        match event {
            Event::Opened { bytes, .. } => *bar = Some(bytes_bar(*bytes)),
            Event::Matching { steps, .. } => *bar = Some(steps_bar(*steps, "matching")),
            Event::ReadingBack { customers } => *bar = Some(steps_bar(*customers, "checking")),
            Event::Writing { pending: pending @ 1.., .. } => *bar = Some(writing_bar(*pending)),
            Event::Stage { steps, .. } => *bar = Some(steps_bar(*steps, "reading")),
            Event::Read { bytes, .. } => bar.iter().for_each(|bar| bar.set_position(*bytes)),
            Event::ReadBack { customers } => bar.iter().for_each(|bar| bar.set_position(*customers)),
            Event::Matched { steps } | Event::Step { steps } => {
                bar.iter().for_each(|bar| bar.set_position(*steps))
            }
            Event::Committed(_) => bar.iter().for_each(|bar| bar.inc(1)),
            Event::State { .. } => bar.iter().for_each(|bar| bar.set_message(state_text(event))),
            Event::Resolving { .. } => bar.get_or_insert_with(settling_bar).set_message(settling_text(event)),
            _ => {}
        }
    }
}

impl Drop for TerminalBar {
    fn drop(&mut self) {
        if let Some(bar) = self.0.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

fn bytes_bar(total: Option<u64>) -> ProgressBar {
    let template = "{bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec}, {eta} left";
    match total {
        Some(total) => styled(ProgressBar::new(total), template),
        None => styled(ProgressBar::new_spinner(), "{spinner} {bytes} read, {binary_bytes_per_sec}"),
    }
}

fn steps_bar(total: u64, what: &str) -> ProgressBar {
    styled(ProgressBar::new(total), &format!("{what} {{bar:30}} {{pos}}/{{len}} {{rate}}, {{eta}} left"))
}

fn writing_bar(total: u64) -> ProgressBar {
    styled(ProgressBar::new(total), "writing {bar:30} {pos}/{len}{msg}, {eta} left")
}

fn settling_bar() -> ProgressBar {
    styled(ProgressBar::new_spinner(), "{spinner} waiting{msg}")
}

/// `, 3 inserts in doubt, 290 s left`; empty for other events.
fn settling_text(event: &Event) -> String {
    let Event::Resolving { waiting, seconds_left } = event else { return String::new() };
    let left = seconds_left.map_or(String::new(), |seconds| format!(", {:.0} s left", seconds.ceil()));
    format!(", {} in doubt{left}", counted(*waiting, "insert", "inserts"))
}

/// `, 12.3/s, 5 in flight of 8, paused 3 s`; empty for other events.
fn state_text(event: &Event) -> String {
    let Event::State { limit, in_flight, paused_seconds, rate, .. } = event else { return String::new() };
    let paused = paused_seconds.map_or(String::new(), |seconds| format!(", paused {:.0} s", seconds.ceil()));
    format!(", {}, {in_flight} in flight of {limit}{paused}", self::rate(*rate))
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    if let Ok(style) = ProgressStyle::with_template(template) {
        let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            // Work goes on if the bar can't be drawn.
            let _ = out.write_str(&rate(state.per_sec()));
        };
        bar.set_style(style.with_key("rate", rate));
    }
    bar
}

fn rate(per_second: f64) -> String {
    format!("{per_second:.1}/s")
}

struct LogLines {
    state: Mutex<LogProgress>,
    every: Option<Duration>,
}

#[derive(Default)]
struct LogProgress {
    said: Option<Instant>,
    began: Option<Instant>,
    settled: u64,
    failed: u64,
    pending: u64,
    /// The text of the last [`Event::State`].
    flow: String,
}

impl Listener for LogLines {
    fn hear(&self, event: &Event) {
        if let Some(text) = words(event) {
            console::say(&format!("{text}\n"));
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let line = state.line(event);
        let due = state.said.get_or_insert_with(Instant::now).elapsed();
        if let Some(line) = line.filter(|_| self.every.is_some_and(|every| due >= every)) {
            console::say(&format!("{line}\n"));
            state.said = Some(Instant::now());
        }
    }
}

impl LogProgress {
    fn line(&mut self, event: &Event) -> Option<String> {
        match event {
            Event::Read { rows, .. } => Some(format!("read {}", counted(*rows, "row", "rows"))),
            Event::ReadBack { customers } => Some(format!("checked {customers}")),
            Event::Matched { steps } => Some(format!("matched {steps}")),
            Event::Stage { steps, .. } => {
                self.pending = *steps;
                None
            }
            Event::Step { steps } => Some(format!("{steps} of {}", self.pending)),
            Event::Writing { pending, .. } => {
                (self.pending, self.began) = (*pending, Some(Instant::now()));
                None
            }
            Event::Committed(settled) => {
                self.settled += 1;
                let good = matches!(settled.outcome, Outcome::Written { .. } | Outcome::Unchanged);
                self.failed += u64::from(!good);
                Some(self.writing())
            }
            Event::State { .. } => {
                self.flow = state_text(event);
                Some(self.writing())
            }
            Event::Resolving { .. } => Some(self.written(&settling_text(event))),
            _ => None,
        }
    }

    fn writing(&self) -> String {
        let seconds = self.began.map_or(0.0, |began| began.elapsed().as_secs_f64()).max(0.001);
        let rate = self.settled as f64 / seconds;
        let left = (self.pending.saturating_sub(self.settled)) as f64 / rate.max(0.001);
        self.written(&format!("{}, {left:.0} s left", self.flow))
    }

    fn written(&self, how: &str) -> String {
        format!("written {} of {} ({} failed){how}", self.settled, self.pending, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn rates_have_one_decimal() {
        assert_eq!([rate(0.0), rate(9.8765), rate(123.0)], ["0.0/s", "9.9/s", "123.0/s"]);
    }

    #[rstest]
    #[case(None, "written 0 of 40 (0 failed), 12.3/s, 5 in flight of 8, ")]
    #[case(Some(2.1), "written 0 of 40 (0 failed), 12.3/s, 5 in flight of 8, paused 3 s, ")]
    fn a_line_shows_how_writing_proceeds(#[case] paused_seconds: Option<f64>, #[case] expected: &str) {
        let mut state = LogProgress { pending: 40, ..LogProgress::default() };
        let event = Event::State { limit: 8, in_flight: 5, paused_seconds, rate: 12.34, trips: Vec::new() };
        let line = state.line(&event).unwrap_or_default();
        assert!(line.starts_with(expected), "{line}");
    }

    #[rstest]
    #[case(3, Some(289.2), "written 0 of 40 (0 failed), 3 inserts in doubt, 290 s left")]
    #[case(1, None, "written 0 of 40 (0 failed), 1 insert in doubt")]
    fn a_line_shows_what_the_run_waits_for(
        #[case] waiting: u64,
        #[case] seconds_left: Option<f64>,
        #[case] expected: &str,
    ) {
        let mut state = LogProgress { pending: 40, ..LogProgress::default() };
        let line = state.line(&Event::Resolving { waiting, seconds_left });
        assert_eq!(line.as_deref(), Some(expected));
    }
}
