//! Inserts of a probe: recorded first, and looked for unless a success answers them. A refusal does not prove that nothing
//! was stored.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;

use super::desk::Desk;
use super::halt::{Halt, Step};
use super::lost_insert::{SearchScope, look_for};
use super::mark::new_mark;
use super::own_customers::OwnCustomers;
use crate::api::{ApiError, Delivery, Object, RawAnswer, RawCall};
use crate::journal::ProbedCustomer;

/// The waits before each look for an insert without an answer.
const WAITS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];
/// How often an insert is sent that is answered with 429.
const TRIES: u32 = 3;
/// A pause if the help desk does not say for how long to wait.
const PAUSE: Duration = Duration::from_secs(1);
/// An insert that was just sent is on the first page of the list or on the last one.
const ENDS_OF_LIST: u64 = 2;

/// The outcome of an insert.
#[derive(Debug)]
pub(super) enum Inserted {
    /// It has this id; the status is known if a success was answered.
    As { id: String, mark: String, sent: Instant, status: Option<u16> },
    /// It was refused. If it is not sure that nothing was stored, it stays in the record.
    Refused(u16),
    /// There was no answer, and the customer was not found. It stays in the record, because it may appear later.
    Lost(Halt),
}

/// What an answer to an insert says.
enum Answer {
    Stored {
        id: String,
        status: u16,
    },
    /// Nothing arrived at the help desk.
    NotSent(Halt),
    /// Nothing is stored, if it is true. Some refusals end the probe.
    Refused {
        status: u16,
        halt: Option<Halt>,
    },
    /// Too many calls; the help desk may ask to wait for so long.
    Throttled(ApiError),
    Unknown(Halt),
}

impl Answer {
    fn of(answer: Result<RawAnswer, ApiError>) -> Self {
        match answer {
            Ok(RawAnswer { status, .. }) if !(200..300).contains(&status) => {
                Self::Refused { status, halt: None }
            }
            Ok(answer) => match answer.written_id() {
                Some(id) => Self::Stored { id, status: answer.status },
                None => Self::Unknown(Halt::Unreadable("an insert")),
            },
            Err(error @ ApiError::Throttled { .. }) => Self::Throttled(error),
            Err(error @ ApiError::Forbidden { .. }) => {
                Self::Refused { status: 403, halt: Some(error.into()) }
            }
            Err(error @ (ApiError::Unauthorized { .. } | ApiError::TokenReplaced { .. })) => {
                Self::Refused { status: 401, halt: Some(error.into()) }
            }
            Err(error) if error.delivery() == Delivery::NotDone => Self::NotSent(error.into()),
            Err(error) => Self::Unknown(error.into()),
        }
    }
}

/// One try.
enum Tried {
    Ended(Inserted),
    /// The help desk asks to wait, and nobody was found.
    Throttled(ApiError),
}

/// True for a refusal of what was sent. Other refusals say too little about what was done.
fn is_about_content(status: u16) -> bool {
    matches!(status, 400 | 401 | 403 | 413 | 415 | 422)
}

impl OwnCustomers {
    /// Records a customer and inserts it. `body` makes the customer of a mark. Unless a success answers, it is looked for.
    /// After a 429 another one is inserted, if it can't become the third.
    pub(super) async fn insert(&mut self, desk: &Desk, body: impl Fn(&str) -> Object) -> Step<Inserted> {
        self.allow_inserts()?;
        for tried in 1.. {
            let error = match self.try_insert(desk, &body).await? {
                Tried::Ended(inserted) => return Ok(inserted),
                Tried::Throttled(error) => error,
            };
            if tried >= TRIES || !self.may_insert() {
                return Err(error.into());
            }
            // The looks have used up some of a quota.
            desk.wait(error.retry_after().unwrap_or(PAUSE)).await?;
        }
        Err(Halt::CallsUsedUp)
    }

    async fn try_insert(&mut self, desk: &Desk, body: &impl Fn(&str) -> Object) -> Step<Tried> {
        desk.goes_on()?;
        let mark = new_mark();
        let body = body(&mark);
        self.record_new(&mark, &body)?;
        let sent = Instant::now();
        match Answer::of(desk.send(&RawCall::insert(&body)).await) {
            Answer::Stored { id, status } => self.inserted(mark, id, sent, Some(status)),
            Answer::NotSent(halt) => {
                self.forget(&mark)?;
                Err(halt)
            }
            Answer::Refused { status, halt } => {
                let looked = self.look_after_refusal(desk, &mark, sent, status).await;
                match (looked, halt) {
                    (Ok(Some(id)), _) => self.inserted(mark, id, sent, None),
                    (_, Some(halt)) => Err(halt),
                    (looked, None) => looked.map(|_| Tried::Ended(Inserted::Refused(status))),
                }
            }
            Answer::Throttled(error) => match self.look_after_refusal(desk, &mark, sent, 429).await? {
                Some(id) => self.inserted(mark, id, sent, None),
                None => Ok(Tried::Throttled(error)),
            },
            Answer::Unknown(halt) => {
                if let Some(id) = self.search_lost(desk, &mark).await? {
                    return self.inserted(mark, id, sent, None);
                }
                self.left = self.left.saturating_sub(1);
                Ok(Tried::Ended(Inserted::Lost(halt)))
            }
        }
    }

    fn record_new(&mut self, mark: &str, body: &Object) -> Step<()> {
        let fields: BTreeSet<String> = body.keys().cloned().collect();
        self.customers.push(ProbedCustomer {
            mark: mark.to_owned(),
            email: body.get("email").and_then(Value::as_str).unwrap_or_default().to_owned(),
            recorded: Timestamp::now().to_string(),
            id: None,
            fields,
            is_deletion_sent: false,
            is_doubtful: false,
            refused: None,
        });
        Ok(self.record.save(&self.customers)?)
    }

    fn inserted(&mut self, mark: String, id: String, sent: Instant, status: Option<u16>) -> Step<Tried> {
        self.left = self.left.saturating_sub(1);
        self.note(&mark, |entry| entry.id = Some(id.clone()))?;
        Ok(Tried::Ended(Inserted::As { id, mark, sent, status }))
    }

    fn note(&mut self, mark: &str, change: impl Fn(&mut ProbedCustomer)) -> Step<()> {
        self.customers.iter_mut().filter(|entry| entry.mark == mark).for_each(change);
        Ok(self.record.save(&self.customers)?)
    }

    /// Looks for a customer whose insert was not answered.
    async fn search_lost(&self, desk: &Desk, mark: &str) -> Step<Option<String>> {
        for wait in WAITS {
            desk.wait(wait).await?;
            if let (Some(id), _) = self.look(desk, mark).await? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Looks for a customer whose insert was refused, as soon as the witness was found. If the look proves that there is
    /// none, it is forgotten.
    async fn look_after_refusal(
        &mut self,
        desk: &Desk,
        mark: &str,
        sent: Instant,
        status: u16,
    ) -> Step<Option<String>> {
        self.note(mark, |entry| entry.refused = Some(status))?;
        let lag = self.witness.as_ref().map_or(Duration::ZERO, |witness| witness.lag);
        desk.wait(lag.saturating_sub(sent.elapsed())).await?;
        let (found, is_proof) = self.look(desk, mark).await?;
        if found.is_none() && (is_about_content(status) || is_proof && self.witness.is_some()) {
            self.forget(mark)?;
        }
        Ok(found)
    }

    /// Looks again for customers whose inserts were refused, now that there is a witness, inserted after them. Those that
    /// are surely not there are forgotten.
    pub(super) async fn confirm_refused(&mut self, desk: &Desk) -> Step<()> {
        let is_open = |entry: &&ProbedCustomer| entry.refused.is_some() && entry.id.is_none();
        if self.witness.is_none() {
            return Ok(());
        }
        let open: Vec<String> =
            self.customers.iter().filter(is_open).map(|entry| entry.mark.clone()).collect();
        for mark in open {
            match self.look(desk, &mark).await? {
                (Some(id), _) => self.note(&mark, |entry| entry.id = Some(id.clone()))?,
                (None, true) => self.forget(&mark)?,
                (None, false) => {}
            }
        }
        Ok(())
    }

    /// The id of a recorded customer that has none yet, if it is found; and whether one that is there would have been.
    async fn look(&self, desk: &Desk, mark: &str) -> Step<(Option<String>, bool)> {
        let Some(entry) = self.customers.iter().find(|entry| entry.mark == mark) else {
            return Ok((None, false));
        };
        let witness = self.witness.as_ref();
        let known: Vec<String> = self.customers.iter().filter_map(|entry| entry.id.clone()).collect();
        let look = SearchScope {
            trusts_search: witness.is_some_and(|witness| witness.is_searched),
            pages: ENDS_OF_LIST,
            takes_email: true,
            known: &known,
            witness: witness.map(|witness| witness.id.as_str()),
        };
        let looked = look_for(desk, entry, look).await?;
        Ok((looked.ids.into_iter().next(), looked.is_proof))
    }
}
