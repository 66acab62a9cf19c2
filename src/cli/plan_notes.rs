//! What stands around the table of a plan: which sandbox it is for, and how long writing it takes.

use std::sync::Arc;

use deskferry::account::HelpDeskAccount;
use deskferry::api::Client;
use deskferry::event::{Event, Listener};
use deskferry::report::{Estimate, EstimateOf, sandbox_banner, wrap};

use super::console;

/// Passes all events on, with notes before and after a plan.
pub(crate) struct PlanNotes {
    listener: Arc<dyn Listener>,
    account: HelpDeskAccount,
    client: Client,
    rate: Option<f64>,
}

impl PlanNotes {
    pub(crate) fn before(
        listener: Arc<dyn Listener>,
        account: HelpDeskAccount,
        client: Client,
        rate: Option<f64>,
    ) -> Arc<dyn Listener> {
        Arc::new(Self { listener, account, client, rate })
    }

    /// The banner of a sandbox. It stands above the plan, with which the result begins.
    fn banner(&self) -> Option<String> {
        sandbox_banner(&self.account.clone().that_says_sandbox(self.client.says_sandbox()))
    }
}

impl Listener for PlanNotes {
    fn hear(&self, event: &Event) {
        let Event::Planned { counts, watching, .. } = event else { return self.listener.hear(event) };
        if let Some(banner) = self.banner() {
            self.listener.hear(&Event::Note(banner));
            console::sandbox_is_told();
        }
        self.listener.hear(event);
        // Another process may have set a lower rate, or this one may have no say.
        let rate = self.client.lowest_rate().map_or(self.rate, |kept| kept.per_second);
        let estimate = Estimate::new(counts, rate, *watching);
        let text = estimate.text(EstimateOf::Plan);
        text.into_iter().for_each(|text| self.listener.hear(&Event::Note(wrap("", 0, &text) + "\n")));
    }
}
