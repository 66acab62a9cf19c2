//! A probe from its beginning to its end.

use std::path::PathBuf;
use std::time::Instant;

use jiff::Timestamp;

use super::custom_names::CustomNames;
use super::desk::{Desk, Shown};
use super::halt::{Halt, Step};
use super::kept::{Kept, keep};
use super::left::LeftCustomer;
use super::lost_insert::finds_marks;
use super::own_customers::OwnCustomers;
use super::state::ProbeState;
use crate::account::HelpDeskAccount;
use crate::api::{ApiError, Client, Object, Page, RawAnswer, RawCall};
use crate::behavior::{AccountBehavior, Aspects, DeleteType, FORM, Learned, RetryAfterForm};
use crate::journal::{BehaviorFile, JournalError, ProbeRecord, StoredChangesFile};
use crate::stop::Stop;

/// A probe of an account. The caller holds the account's lock of writers.
#[derive(Debug)]
pub struct ProbeJob {
    /// A client that has sent nothing yet, and that no signal stops: the customers must be deleted even then.
    pub client: Client,
    /// The account.
    pub account: HelpDeskAccount,
    /// The state folder.
    pub state_dir: PathBuf,
    /// Ends the learning.
    pub stop: Stop,
}

/// With fewer calls left after the first read, the deletions may not be used to learn.
const ENOUGH: u64 = 6;

/// How a probe ended.
#[derive(Debug)]
pub struct ProbeEnd {
    /// What was found out.
    pub behavior: AccountBehavior,
    /// Customers that may still be in the account.
    pub left: Vec<LeftCustomer>,
    /// Why learning ended early; `None` if everything was tried.
    pub trouble: Option<String>,
    /// True if the help desk refuses the credentials.
    pub is_unauthorized: bool,
    /// How many customers of earlier probes were deleted.
    pub deleted_before: usize,
    /// Whether it was kept what was found out.
    pub kept: Kept,
    /// Where the record of customers is.
    pub record: PathBuf,
}

impl ProbeJob {
    /// Deletes what earlier probes have left, learns, deletes its own customers, and keeps what it has learned. Fails only
    /// before the first call.
    pub async fn run(self) -> Result<ProbeEnd, JournalError> {
        let began = Instant::now();
        let record = ProbeRecord::of(&self.account, &self.state_dir);
        let path = record.path().to_owned();
        let own = match OwnCustomers::open(record) {
            Ok(own) => own,
            Err(Halt::Record(error)) => return Err(error),
            Err(other) => return Err(JournalError::file(&path, std::io::Error::other(other.to_string()))),
        };
        let mut state = ProbeState {
            desk: Desk::new(self.client.clone(), self.stop.clone()),
            own,
            known: Aspects::default(),
            custom: CustomNames::default(),
            before: Page::default(),
            first: None,
            second: None,
            inserted: None,
            filled_company: None,
            base: Object::new(),
            is_last_step: false,
        };
        let file = BehaviorFile::of(&self.account, &self.state_dir);
        let earlier = file.load().known();
        let trusts_search = earlier.as_ref().is_some_and(|earlier| finds_marks(&earlier.aspects));
        let recorded: Vec<String> = state.own.customers.iter().map(|one| one.mark.clone()).collect();
        let deletion = async |desk: &Desk, id: &str| delete(desk, id).await;
        let mut left = state.own.delete_all(&state.desk, &[], trusts_search, deletion).await;
        let trouble = state.learn().await.err();
        state.desk.end_learning();
        // By now some were found, or are known not to be there, or a search is known to find them.
        left.retain(|left| {
            let is_hidden = left.customer.id.is_some() || !finds_marks(&state.known);
            is_hidden && state.own.is_open(&left.customer)
        });
        left.extend(state.delete_own(&left).await);
        let is_left = |mark: &&String| left.iter().any(|left| left.customer.mark == **mark);
        let deleted_before = recorded.len() - recorded.iter().filter(is_left).count();
        state.forget_lag_of_nothing();
        let is_unauthorized = matches!(&trouble, Some(Halt::Call(error)) if error.is_unauthorized());
        // What the calls did not suffice for is said to be unknown.
        let is_tried = state.is_last_step && matches!(trouble, Some(Halt::CallsUsedUp));
        let halt = trouble.map(|halt| halt.to_string());
        let behavior = behavior(state, began, halt.as_deref());
        let stored = StoredChangesFile::of(&self.account, &self.state_dir);
        let kept = keep(&behavior, earlier.as_ref(), halt.is_some(), (&file, &stored));
        let trouble = halt.filter(|_| !is_tried);
        Ok(ProbeEnd { behavior, left, trouble, is_unauthorized, deleted_before, kept, record: path })
    }
}

fn behavior(state: ProbeState, began: Instant, trouble: Option<&str>) -> AccountBehavior {
    let ProbeState { desk, mut known, .. } = state;
    let headers = desk.client.rate_headers();
    known.retry_after = match headers.get("retry-after") {
        Some(wait) if wait.bytes().all(|byte| byte.is_ascii_digit()) => RetryAfterForm::Seconds.into(),
        Some(_) => RetryAfterForm::Date.into(),
        None => Learned::unknown("no answer asked to wait; the probe does not use up a quota"),
    };
    known.rate_headers = Learned::Found(headers);
    if let Some(reason) = trouble {
        known.explain_unknown(reason);
    }
    AccountBehavior {
        form: FORM,
        probed_at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        deskferry: env!("CARGO_PKG_VERSION").to_owned(),
        calls: desk.client.stats().total(),
        seconds: began.elapsed().as_secs_f64(),
        aspects: known,
    }
}

impl ProbeState {
    /// Every step, in an order in which each finds the customers as it needs them; what matters least comes last. The
    /// updates before the forms of searches end with a whole customer.
    async fn learn(&mut self) -> Step<()> {
        self.own.allow_inserts()?;
        self.learn_token().await?;
        let call = RawCall::custom_fields();
        let definitions = self.desk.ask("the custom fields", &call, |answer| {
            if answer.is_success() { answer.definitions() } else { Some(Vec::new()) }
        });
        self.custom = match definitions.await {
            Ok(definitions) => CustomNames::of(&definitions),
            // Not everybody may read them.
            Err(Halt::Call(ApiError::Forbidden { .. })) => CustomNames::default(),
            Err(halt) => return Err(halt),
        };
        self.learn_list_before().await?;
        self.learn_insert().await?;
        self.learn_search_lag().await?;
        self.learn_duplicates().await?;
        self.learn_fills()?;
        self.learn_list().await?;
        self.learn_filling().await?;
        self.learn_keys().await?;
        self.learn_partial().await?;
        self.learn_stored().await?;
        self.learn_emptying().await?;
        self.learn_old_tokens().await?;
        self.is_last_step = true;
        self.learn_search_forms().await
    }

    /// Deletes the customers of this probe. Learns from the first deletion.
    async fn delete_own(&mut self, tried: &[LeftCustomer]) -> Vec<LeftCustomer> {
        let trusts_search = finds_marks(&self.known);
        let known = &mut self.known;
        self.own
            .delete_all(&self.desk, tried, trusts_search, async |desk, id| match known.missing.known() {
                None if desk.calls_left() >= ENOUGH => match delete_and_learn(desk, id, known).await {
                    Err(Halt::Call(_)) => delete(desk, id).await,
                    done => done,
                },
                _ => delete(desk, id).await,
            })
            .await
    }
}

/// Deletes a customer that was just read, and makes sure that it is gone.
async fn delete(desk: &Desk, id: &str) -> Step<()> {
    match until_answered(desk, id, &RawCall::delete(id)?).await? {
        Some(_) => is_gone(desk, id).await.map(drop),
        None => Ok(()),
    }
}

/// Sends a deletion until it is answered. After a failure, looks whether it was done before it is sent again. `None` if the
/// customer is gone.
async fn until_answered(desk: &Desk, id: &str, call: &RawCall) -> Step<Option<RawAnswer>> {
    let mut failed = 0;
    loop {
        let halt = match desk.once(call).await {
            Ok(answer) => return Ok(Some(answer)),
            Err(halt) => halt,
        };
        let Err(halt) = gone_or(desk, id, halt).await else { return Ok(None) };
        failed += 1;
        desk.wait_for_another(halt, failed).await?;
    }
}

/// A deletion that seems to have failed may have been done.
async fn gone_or(desk: &Desk, id: &str, halt: Halt) -> Step<()> {
    match desk.shown(id).await {
        Ok(Shown::Missing(_)) => Ok(()),
        _ => Err(halt),
    }
}

/// The same, without a Content-Type first, which some help desks refuse.
async fn delete_and_learn(desk: &Desk, id: &str, known: &mut Aspects) -> Step<()> {
    let Some(answer) = until_answered(desk, id, &RawCall::delete_untyped(id)?).await? else { return Ok(()) };
    let is_done =
        answer.is_success() && matches!(desk.shown(id).await?, Shown::Missing(_) | Shown::Refused(_));
    known.delete_type = if is_done { DeleteType::Any } else { DeleteType::Asked }.into();
    let answer = match is_done {
        true => Some(answer),
        false => until_answered(desk, id, &RawCall::delete(id)?).await?,
    };
    match answer {
        Some(answer) if answer.is_success() => {}
        Some(_) => known.delete_type = Learned::unknown("the help desk refuses the deletion"),
        // Either of the two may have done it.
        None => known.delete_type = Learned::unknown("a deletion was not answered, and the customer is gone"),
    }
    let status = is_gone(desk, id).await?;
    known.missing = status.into();
    Ok(())
}

/// The status by which the help desk says that a customer is missing. A deletion was sent, maybe more than once, so a
/// refusal to show it says so too.
async fn is_gone(desk: &Desk, id: &str) -> Step<u16> {
    match desk.shown(id).await? {
        Shown::Missing(status) | Shown::Refused(status) => Ok(status),
        Shown::Customer(_) => Err(Halt::NoCustomer("the help desk did not delete it".to_owned())),
    }
}
