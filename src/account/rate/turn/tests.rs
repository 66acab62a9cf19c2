//! Several processes in virtual time.

use proptest::prelude::*;

use super::*;

const NS: u64 = 1_000_000_000;

/// A process that sends whenever it may. Its timers are late by these times, and between two calls it does something
/// else for these times, both repeated from the start.
#[derive(Debug, Clone)]
struct Script {
    stated: StatedRate,
    from: u64,
    /// From when to when it is stopped, as by Ctrl-Z.
    stopped: (u64, u64),
    /// When it is killed.
    until: u64,
    late: Vec<u64>,
    idle: Vec<u64>,
}

impl Script {
    fn steady(rate: f64) -> Self {
        let (late, idle) = (vec![0], vec![0]);
        Self { stated: StatedRate::PerSecond(rate), from: 0, stopped: (0, 0), until: u64::MAX, late, idle }
    }

    /// The time at which something happens that is due at `time`.
    fn awake(&self, time: u64) -> u64 {
        let (from, to) = self.stopped;
        if (from..to).contains(&time) { to } else { time }
    }
}

struct Process {
    script: Script,
    turn: Turn,
    next: u64,
    waits: usize,
    sent: Vec<u64>,
}

/// Runs the scripts for a time; returns when each process has sent.
fn sent(scripts: &[Script], lasts: u64) -> Vec<Vec<u64>> {
    let process = |script: &Script| Process {
        script: script.clone(),
        turn: Turn { told: Told { stated: script.stated, ..Told::default() }, slot: None },
        next: 100 * NS + script.from,
        waits: 0,
        sent: Vec::new(),
    };
    let mut all: Vec<Process> = scripts.iter().map(process).collect();
    loop {
        let who = (0..all.len()).min_by_key(|who| all[*who].next).unwrap();
        let now = all[who].next;
        if now >= 100 * NS + lasts {
            return all.into_iter().map(|process| process.sent).collect();
        }
        step(&mut all, who, now);
    }
}

fn step(all: &mut [Process], who: usize, now: u64) {
    if now - 100 * NS >= all[who].script.until {
        all[who].next = u64::MAX;
        return;
    }
    let mut turn = std::mem::take(&mut all[who].turn);
    let lives = |other: &Process| (other.script.from..other.script.until).contains(&(now - 100 * NS));
    let others: Vec<Other<'_>> = (0..all.len())
        .filter(|other| *other != who)
        .map(|other| Other { lives: lives(&all[other]), told: &all[other].turn.told })
        .collect();
    let (script, nth) = (&all[who].script, all[who].waits + 1);
    let idle = script.idle[nth % script.idle.len()];
    let verdict = turn.ask(&others, idle == 0, now);
    let process = &mut all[who];
    process.turn = turn;
    process.waits = nth;
    let (script, next_slot) = (&process.script, process.turn.next_slot());
    let next = match verdict {
        Verdict::Send => {
            process.sent.push(now);
            let late = if next_slot > now { script.late[nth % script.late.len()] } else { 0 };
            (now + idle).max(next_slot + late)
        }
        Verdict::Wait(until) => until.min(now + NS) + script.late[nth % script.late.len()],
    };
    process.next = 100 * NS + script.awake(next - 100 * NS);
}

/// All calls in the order of time.
fn together(sent: &[Vec<u64>]) -> Vec<u64> {
    let mut all = sent.concat();
    all.sort_unstable();
    all
}

/// The most calls in any second.
fn most_in_a_second(times: &[u64]) -> usize {
    let within = |from: usize| times[from..].partition_point(|time| *time < times[from] + NS);
    (0..times.len()).map(within).max().unwrap_or_default()
}

fn any_late() -> impl Strategy<Value = Vec<u64>> {
    let rare = prop_oneof![100 => Just(0), 5 => 0..3 * MS, 1 => 0..300 * MS];
    prop_oneof![Just(vec![0]), prop::collection::vec(0..4 * MS, 1..60), prop::collection::vec(rare, 1..600)]
}

fn any_idle() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![300 => Just(0), 3 => 0..30 * MS, 1 => 0..2000 * MS], 1..900)
}

fn any_process() -> impl Strategy<Value = Script> {
    let times = (0..3 * NS, 0..4 * NS, 0..3 * NS, prop_oneof![3 => Just(u64::MAX), 1 => 0..4 * NS]);
    let rate = prop_oneof![Just(0.5), Just(7.5), Just(50.0), Just(200.0), Just(1000.0)];
    (times, any_late(), any_idle(), rate).prop_map(|((from, stop, rest, until), late, idle, rate)| Script {
        stated: StatedRate::PerSecond(rate),
        from,
        stopped: (stop, stop + rest),
        until,
        late,
        idle,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever processes come, die, sleep and are late: together they keep the rate that all of them have stated.
    #[test]
    fn no_second_has_more_than_one_call_above_the_rate(
        rate in prop_oneof![Just(0.5), Just(1.0), Just(12.5), Just(50.0), Just(200.0), Just(1000.0)],
        scripts in prop::collection::vec(any_process(), 1..5),
    ) {
        let stated = StatedRate::PerSecond(rate);
        let scripts: Vec<_> = scripts.into_iter().map(|script| Script { stated, ..script }).collect();
        let times = together(&sent(&scripts, 6 * NS));
        let most = most_in_a_second(&times);
        prop_assert!(most <= rate as usize + 1, "{most} at {rate}");
        let in_ten = times.len() as f64;
        prop_assert!(in_ten <= rate * 6.02 + 2.0, "{in_ten} at {rate}");
    }

    /// Timers that are late by a few milliseconds lose less than 1 %, and each process gets its share.
    #[test]
    fn one_two_and_four_processes_use_the_rate_and_share_it(
        rate in prop_oneof![Just(50.0), Just(200.0), Just(1000.0)],
        count in prop_oneof![Just(1_usize), Just(2), Just(4)],
        lates in prop::collection::vec(prop::collection::vec(0..3 * MS, 1..60), 4),
    ) {
        let script = |late: &Vec<u64>| Script { late: late.clone(), ..Script::steady(rate) };
        let scripts: Vec<_> = lates.iter().take(count).map(script).collect();
        let each = sent(&scripts, 10 * NS);
        let times = together(&each);
        prop_assert!(times.len() as f64 >= rate * 9.9, "{} of {}", times.len(), rate * 10.0);
        prop_assert!(times.len() as f64 <= rate * 10.05 + 1.0, "{} of {}", times.len(), rate * 10.0);
        prop_assert!(most_in_a_second(&times) <= rate as usize + 1);
        // A process whose timers are later than an interval misses slots, which the others then use.
        let share = times.len() as f64 / count as f64;
        for sent in each.iter().filter(|_| rate < 300.0) {
            prop_assert!((share * 0.9..=share * 1.1).contains(&(sent.len() as f64)), "{} of {share}", sent.len());
        }
    }

    /// The lowest rate counts from the moment when its process comes, and no longer than it lives.
    #[test]
    fn the_lowest_rate_counts_while_its_process_lives(late in prop::collection::vec(0..4 * MS, 1..60)) {
        let slow = Script { from: 2 * NS, until: 5 * NS, ..Script::steady(5.0) };
        let scripts = [Script { late, ..Script::steady(100.0) }, slow];
        let times = together(&sent(&scripts, 8 * NS));
        let between = |from: u64, to: u64| {
            times.iter().filter(|time| (100 * NS + from * NS..100 * NS + to * NS).contains(time)).count()
        };
        prop_assert!((180..=201).contains(&between(0, 2)), "{}", between(0, 2));
        // A process that sleeps until its slot hears of the slow one when it wakes.
        prop_assert!(between(3, 5) <= 11, "{}", between(3, 5));
        prop_assert!(between(6, 8) >= 150, "{}", between(6, 8));
    }
}

proptest! {
    #[test]
    fn an_interval_is_at_most_six_thousandths_longer_than_the_rate_asks_for(rate in 0.001..5000.0_f64) {
        let ratio = interval(rate) as f64 / (SECOND / rate);
        prop_assert!((1.0..=1.006_1).contains(&ratio), "{ratio} at {rate}");
        prop_assert!((1004..=1020).contains(&window(rate)));
    }
}

#[test]
fn on_time_calls_are_one_interval_apart_and_take_turns() {
    let each = sent(&[Script::steady(50.0), Script::steady(50.0)], 2 * NS);
    let slots: Vec<u64> = (0..together(&each).len() as u64).map(|slot| 100 * NS + slot * 20 * MS).collect();
    assert_eq!(together(&each), slots);
    assert_eq!(slots.len(), 100);
    // The first process takes its second slot before the other one asks.
    assert!(each[0].len().abs_diff(each[1].len()) <= 2, "{} {}", each[0].len(), each[1].len());
}

#[test]
fn a_busy_process_leaves_a_rare_one_its_turn_at_once() {
    let rare = Script { idle: vec![190 * MS], ..Script::steady(50.0) };
    let each = sent(&[Script::steady(50.0), rare], 10 * NS);
    // It waits for two slots at most, and so sends every 190 to 230 ms.
    assert!((43..=53).contains(&each[1].len()), "{}", each[1].len());
    assert!(together(&each).len() >= 499);
}

#[test]
fn a_pause_of_one_holds_for_all_and_a_wild_one_for_nobody() {
    let (mut one, mut other) = (Turn::default(), Turn::default());
    let now = 50 * NS;
    one.pause(now, 2 * NS);
    one.pause(now, NS);
    let told = one.told.clone();
    let others = [Other { lives: false, told: &told }];
    assert_eq!(other.ask(&others, false, now), Verdict::Wait(now + 2 * NS));
    assert_eq!(other.ask(&others, false, now + 2 * NS), Verdict::Send);
    let wild = Told { pause: Pause { asked: now, until: u64::MAX }, tail: u64::MAX, ..told };
    let others = [Other { lives: true, told: &wild }];
    assert_eq!(Turn::default().paused(&others, now), None);
    let verdict = Turn::default().ask(&others, false, now);
    assert!(matches!(verdict, Verdict::Wait(until) if until <= now + NS), "{verdict:?}");
}

#[test]
fn without_a_limit_nobody_waits() {
    let mut turn = Turn { told: Told { stated: StatedRate::NoLimit, ..Told::default() }, slot: None };
    assert!((0..5000).all(|_| turn.ask(&[], true, 9 * NS) == Verdict::Send));
}
