//! What stands around the table of a plan: which sandbox it is for, and how long writing it takes.

use std::sync::Arc;

use deskferry::event::{Event, Listener};
use deskferry::journal::HelpDeskAccount;
use deskferry::report::{Estimate, sandbox_banner};

/// Passes all events on, with notes before and after a plan.
pub(crate) struct PlanNotes {
    listener: Arc<dyn Listener>,
    banner: Option<String>,
    rate: Option<f64>,
}

impl PlanNotes {
    pub(crate) fn before(
        listener: Arc<dyn Listener>,
        account: &HelpDeskAccount,
        rate: Option<f64>,
    ) -> Arc<dyn Listener> {
        Arc::new(Self { listener, banner: sandbox_banner(account), rate })
    }
}

/// What the estimate of a plan with inserts can't know.
const LOOKS: &str = "Watching for customers that others insert takes more calls.\n";

impl Listener for PlanNotes {
    fn hear(&self, event: &Event) {
        let Event::Planned(counts) = event else { return self.listener.hear(event) };
        self.banner.iter().for_each(|banner| self.listener.hear(&Event::Note(banner.clone())));
        self.listener.hear(event);
        if let Some(estimate) = Estimate::new(counts, self.rate).text() {
            let more = if counts.planned_inserts > 0 { LOOKS } else { "" };
            self.listener.hear(&Event::Note(format!("{estimate}\n{more}")));
        }
    }
}
