//! Whose turn it is to send a call: a function of what all processes have written down, and of the time.
//!
//! Slots are one interval apart. A process takes the next free slot in advance, one at a time, and sends at its time.
//! So processes that all have something to send take turns, whoever asks more often, and a process that dies or
//! sleeps loses at most one slot for the others. What is sent late may be made up for, but never with more than one
//! call above the rate in any second.

use super::departures::full_until;
use super::stated_rate::{KeptRate, StatedRate, kept_rate};
use super::told::{MS, Pause, Told};

const SECOND: f64 = 1e9;
/// The delay that late calls may make up for. A slot that is older has lapsed.
pub(super) const TOLERANCE: u64 = 20 * MS;

/// Another process. One that has ended states nothing any more, but what it has sent still counts.
#[derive(Debug, Clone)]
pub(super) struct Other<'a> {
    pub(super) lives: bool,
    pub(super) told: &'a Told,
}

/// The slot of this process that it has not used yet.
#[derive(Debug, Clone, Copy)]
struct Slot {
    at: u64,
    interval: u64,
}

/// This process.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) told: Told,
    slot: Option<Slot>,
}

/// Whether a call may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Now, and it is written down as sent.
    Send,
    /// Ask again at this time.
    Wait(u64),
}

impl Turn {
    /// A process that has told this, and has no slot.
    pub(super) fn new(told: Told) -> Self {
        Self { told, slot: None }
    }

    /// The rate to keep; index 0 is this process, and the others follow in their order.
    pub(super) fn kept(&self, others: &[Other<'_>]) -> KeptRate {
        // One that has ended says "no limit", which changes nothing.
        let said = |other: &Other<'_>| if other.lives { other.told.stated } else { StatedRate::NoLimit };
        kept_rate(std::iter::once(self.told.stated).chain(others.iter().map(said)))
    }

    /// When the slot begins that was taken for the next call; 0 without one.
    pub(super) fn next_slot(&self) -> u64 {
        self.slot.map_or(0, |slot| slot.at)
    }

    /// Asks for one call at `now`. If more callers wait, takes the slot for the next one, too.
    pub(super) fn ask(&mut self, others: &[Other<'_>], more: bool, now: u64) -> Verdict {
        if let Some(until) = self.paused(others, now) {
            self.slot = None;
            return Verdict::Wait(until);
        }
        let Some(rate) = self.kept(others).per_second else {
            self.told.departures.record(now, 1);
            return Verdict::Send;
        };
        let interval = interval(rate);
        let slot = match self.slot.filter(|slot| slot.at + TOLERANCE >= now && slot.interval <= interval) {
            Some(slot) => slot,
            None => self.reserve(others, interval, now),
        };
        self.slot = Some(slot);
        if slot.at > now {
            return Verdict::Wait(slot.at);
        }
        let told = std::iter::once(&self.told).chain(others.iter().map(|other| other.told));
        let departures = told.map(|told| &told.departures);
        if let Some(until) = full_until(departures, window(rate), most(rate), now) {
            self.slot = Some(Slot { at: until, ..slot });
            return Verdict::Wait(until);
        }
        self.told.departures.record(now, 1);
        self.slot = more.then(|| self.reserve(others, interval, now));
        Verdict::Send
    }

    /// Takes the next free slot of all.
    fn reserve(&mut self, others: &[Other<'_>], interval: u64, now: u64) -> Slot {
        // Each process has one slot at most, so what lies further ahead is of a slower rate, or of another machine.
        let furthest = now.saturating_add(interval.saturating_mul(others.len() as u64 + 2));
        let tails = others.iter().map(|other| other.told.tail).chain([self.told.tail]);
        let tail = tails.map(|tail| tail.min(furthest)).max().unwrap_or_default();
        // After a second without calls, no call is late.
        let is_idle = tail.saturating_add(1000 * MS) < now;
        let at = if is_idle { now } else { tail.max(now.saturating_sub(TOLERANCE)) };
        self.told.tail = at.saturating_add(interval);
        Slot { at, interval }
    }

    /// When the latest pause of all ends, if one lasts.
    pub(super) fn paused(&self, others: &[Other<'_>], now: u64) -> Option<u64> {
        let pauses = others.iter().map(|other| other.told.pause).chain([self.told.pause]);
        pauses.filter_map(|pause| pause.lasts_until(now)).max()
    }

    /// Makes all processes wait from now on.
    pub(super) fn pause(&mut self, now: u64, wait: u64) {
        let until = now.saturating_add(wait);
        if self.told.pause.lasts_until(now).is_none_or(|earlier| earlier < until) {
            self.told.pause = Pause { asked: now, until };
        }
    }
}

/// The most calls in any second.
fn most(rate: f64) -> u32 {
    (rate as u32).saturating_add(1)
}

/// The milliseconds in which there may not be more calls than that: a second, and the time by which the ways of two calls
/// to the server may differ. At low rates that is nearly an interval, which costs nothing.
fn window(rate: f64) -> u64 {
    let unhurried = f64::from(most(rate)) * 1000.0 / rate;
    1000 + (unhurried - 1000.0 - SLACK).clamp(4.0, 20.0) as u64
}

/// By how many milliseconds calls may be late before they fill the window for those a second later.
const SLACK: f64 = 2.0;

/// The time between two slots. At high rates it is up to 0.6 % longer than the rate asks for, because of the window.
fn interval(rate: f64) -> u64 {
    let room = (window(rate) as f64 + SLACK) / 1000.0 / f64::from(most(rate));
    (SECOND * (1.0 / rate).max(room)).ceil() as u64
}

#[cfg(test)]
mod tests;
