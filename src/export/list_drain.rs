//! The list, read until something can be claimed of it. docs/export.md has the rule and why it holds.

use futures::future::BoxFuture;
use futures::{StreamExt, TryStreamExt, stream};

use super::completeness::{
    CountRequest, Direction, OrderCheck, OrderObjection, PassCounts, PassPair, Verdict, is_counted,
    objections,
};
use super::error::ExportError;
use super::moment;
use super::pass_store::PassStore;
use crate::api::{ApiError, Page, PagedList, Paginator};
use crate::event::{Event, Listener};
use crate::wording::counted;

/// A list, of which single customers can be looked up.
pub(super) trait CustomerList: PagedList {
    /// True when this customer is there, and is one of those that are asked for.
    fn stands<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, ApiError>>;
}

/// How a list is drained.
#[derive(Debug, Clone, Copy)]
pub(super) struct DrainOptions {
    /// The most requests in flight.
    pub(super) concurrency: usize,
    /// Passes before nothing is claimed, from 2.
    pub(super) max_passes: u32,
    /// One pass, which proves nothing.
    pub(super) single_pass: bool,
}

/// A pass ends when so many more customers have come than twice what the server counts.
const SURPLUS: u64 = 10_000;
/// Of a list that gives no totals, and shows the same customers again instead of ending.
const ENDLESS: &str = "The help desk's list has no total and repeats customers instead of ending, so its \
completeness can't be checked.";
/// Customers that were seen no more and are looked up one by one, at most.
const LOOKED_UP: usize = 1000;

/// Nothing is claimed of such a list.
fn endless() -> Verdict {
    Verdict::Unproven { uncertain: None, objections: vec![OrderObjection::Endless] }
}

/// A drain under way.
pub(super) struct ListDrain<'a, D> {
    desk: &'a D,
    how: DrainOptions,
    listener: &'a dyn Listener,
    pub(super) spool: PassStore,
    pub(super) passes: Vec<PassCounts>,
    pub(super) totals: Vec<CountRequest>,
    /// All passes up to this one were compared, and show one order.
    one_order_to: usize,
}

impl<'a, D: CustomerList> ListDrain<'a, D> {
    /// Nothing is read yet.
    pub(super) fn new(desk: &'a D, how: DrainOptions, listener: &'a dyn Listener, spool: PassStore) -> Self {
        Self { desk, how, listener, spool, passes: Vec::new(), totals: Vec::new(), one_order_to: 1 }
    }

    /// Reads the list until there is a verdict.
    pub(super) async fn run(&mut self) -> Result<Verdict, ExportError> {
        if self.forward().await? {
            return Ok(endless());
        }
        self.count().await?;
        if self.how.single_pass {
            return Ok(self.single());
        }
        if self.forward().await? {
            return Ok(endless());
        }
        let mut against = Vec::new();
        loop {
            let pair = self.last_pair()?;
            if pair.is_snapshot() {
                return Ok(Verdict::Snapshot { first: pair.first });
            }
            if self.last().direction == Direction::Backward {
                against = self.objections(&pair).await?;
                if against.is_empty() {
                    return Ok(Verdict::Steady { pass: self.number() });
                }
            }
            if self.number() >= self.how.max_passes {
                return Ok(Verdict::Unproven { uncertain: pair.uncertain(), objections: against });
            }
            self.count().await?;
            self.backward().await?;
        }
    }

    fn single(&self) -> Verdict {
        let total = self.totals.last().and_then(|total| total.total);
        if is_counted(self.last(), total) {
            return Verdict::Counted;
        }
        let uncertain = total.and_then(|total| total.checked_sub(self.last().customers));
        Verdict::Unproven { uncertain, objections: Vec::new() }
    }

    /// Chooses those whom a verdict exports; how many.
    pub(super) fn choose(&self, verdict: &Verdict, ordered: bool) -> Result<u64, ExportError> {
        let last = self.number();
        match verdict {
            Verdict::Snapshot { first } => self.spool.choose((*first, first + 1), true, ordered),
            Verdict::Steady { pass } => self.spool.choose((*pass, *pass), true, ordered),
            Verdict::Counted => self.spool.choose((1, 1), true, ordered),
            Verdict::Unproven { .. } => {
                self.spool.choose((last.saturating_sub(1).max(1), last), false, ordered)
            }
        }
    }

    /// One pass from the first page on, side by side; true where the list has no end, so that another pass shows no more.
    async fn forward(&mut self) -> Result<bool, ExportError> {
        self.begin(Direction::Forward);
        let mut walk = Paginator::as_they_come(self.desk, self.how.concurrency);
        let mut counted = 0;
        while let Some(page) = walk.next().await? {
            if walk.counted() > counted {
                counted = walk.counted();
                self.tell(counted);
            }
            walk.brought(self.take(&page)?);
            if self.is_too_much() {
                walk.stop();
            }
        }
        if let Some(pages) = walk.too_many() {
            return Err(ExportError::TooManyPages { pages });
        }
        if walk.is_endless() {
            self.listener.hear(&Event::Note(ENDLESS.to_owned()));
        }
        self.end();
        Ok(walk.is_endless())
    }

    /// One pass from the last page to the first. Before it, the list is read on until a page past the end holds
    /// nothing.
    async fn backward(&mut self) -> Result<(), ExportError> {
        let known = self.passes.iter().map(|pass| pass.customers).max().unwrap_or_default();
        let size = self.passes.iter().filter_map(|pass| pass.page_sizes.first()).min().copied();
        let most = known.saturating_mul(2).saturating_add(SURPLUS);
        let mut last = known.div_ceil(size.unwrap_or(1).max(1)).max(1);
        self.begin(Direction::Backward);
        if self.read(last).await? {
            while self.read(last + 1).await? && !self.is_too_much() && last < most {
                last += 1;
            }
        }
        self.tell(last);
        for number in (1..=last).rev() {
            self.read(number).await?;
        }
        self.end();
        Ok(())
    }

    /// Reads one page; true when it brought somebody new.
    async fn read(&mut self, number: u64) -> Result<bool, ExportError> {
        let page = self.desk.page(number).await?;
        self.take(&page)
    }

    /// The lone call: nothing else is in flight. An empty list may come without a total.
    async fn count(&mut self) -> Result<(), ExportError> {
        let sent = moment();
        let page = self.desk.page(1).await?;
        let total = page.total.or(page.records.is_empty().then_some(0));
        let after_pass = self.number();
        let answered = moment();
        self.totals.push(CountRequest { after_pass, sent, answered, total });
        Ok(())
    }

    fn begin(&mut self, direction: Direction) {
        self.passes.push(PassCounts::new(self.number() + 1, direction, moment()));
    }

    fn end(&mut self) {
        if let Some(pass) = self.passes.last_mut() {
            pass.ended = moment();
        }
    }

    /// Keeps what a page shows; true when it brought somebody new to this pass.
    fn take(&mut self, page: &Page) -> Result<bool, ExportError> {
        let number = self.number();
        let Some(pass) = self.passes.last_mut() else { return Ok(false) };
        pass.observe(page);
        let before = pass.customers;
        for (at, record) in page.records.iter().enumerate() {
            let sight = self.spool.see(number, (page.number, at), record)?;
            pass.customers += u64::from(sight.fresh);
            pass.doubles += u64::from(!sight.fresh);
            pass.without_id += u64::from(!sight.named);
        }
        let fresh = pass.customers > before;
        self.listener.hear(&Event::Step { steps: pass.pages });
        Ok(fresh)
    }

    fn is_too_much(&self) -> bool {
        let pass = self.last();
        pass.totals.is_some_and(|(_, most)| pass.customers > most.saturating_mul(2).saturating_add(SURPLUS))
    }

    fn tell(&self, pages: u64) {
        let way = match self.last().direction {
            Direction::Forward => "",
            Direction::Backward => ", from the last page to the first",
        };
        let what = format!("pass {}{way}: {}", self.number(), counted(pages, "page", "pages"));
        self.listener.hear(&Event::Stage { what, steps: pages });
    }

    /// The number of the last pass.
    pub(super) fn number(&self) -> u32 {
        u32::try_from(self.passes.len()).unwrap_or(u32::MAX)
    }

    fn last(&self) -> &PassCounts {
        const NONE: &PassCounts = &PassCounts::new(0, Direction::Forward, String::new());
        self.passes.last().unwrap_or(NONE)
    }

    /// The last two passes and the total between them.
    fn last_pair(&self) -> Result<PassPair, ExportError> {
        let second = self.number();
        let first = second.saturating_sub(1);
        let both = self.spool.both(first, second)?;
        let customers: u64 = self.passes.iter().rev().take(2).map(|pass| pass.customers).sum();
        let total = self.totals.last().and_then(|total| total.total);
        Ok(PassPair { first, total, both, either: customers - both })
    }

    /// What speaks against a list that keeps its order. Who was seen no more is looked up only where nothing else does.
    async fn objections(&mut self, pair: &PassPair) -> Result<Vec<OrderObjection>, ExportError> {
        let one_order = self.is_one_order()?;
        let newcomers_last = self.spool.are_newcomers_last(self.number())?;
        let seen = OrderCheck { one_order, newcomers_last, passed_over: Some(0) };
        let found = objections(&self.passes, pair, seen);
        if !found.is_empty() {
            return Ok(found);
        }
        let seen = OrderCheck { passed_over: self.passed_over().await?, ..seen };
        Ok(objections(&self.passes, pair, seen))
    }

    fn is_one_order(&mut self) -> Result<bool, ExportError> {
        for later in self.one_order_to + 1..=self.passes.len() {
            for earlier in 1..later {
                let pass = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
                if !self.spool.is_one_order(pass(earlier), pass(later))? {
                    return Ok(false);
                }
            }
            self.one_order_to = later;
        }
        Ok(true)
    }

    /// How many of those who were seen before and not in the last pass are still there.
    async fn passed_over(&self) -> Result<Option<u64>, ExportError> {
        let missing = self.spool.missing(self.number(), LOOKED_UP + 1)?;
        if missing.len() > LOOKED_UP {
            return Ok(None);
        }
        let stands = stream::iter(&missing).map(|id| self.desk.stands(id));
        let stands = stands.buffer_unordered(self.how.concurrency.max(1));
        Ok(Some(stands.try_fold(0, |sum, stands| async move { Ok(sum + u64::from(stands)) }).await?))
    }
}
