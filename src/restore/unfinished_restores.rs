//! Unfinished runs that a new restore meets.

use std::time::Duration;

use super::restore_job::RestoreJob;
use crate::event::Event;
use crate::journal::RestoredBackup;
use crate::run::{RunError, UnfinishedRun, unless_stopped, unread_input};

impl RestoreJob {
    /// The unfinished restores of the same backup, which this one takes over with `--anew`. Without it they are an
    /// error. Mentions other unfinished runs, and waits for inserts of any run that may still arrive.
    pub(super) async fn unfinished_restores(
        &self,
        backup: &RestoredBackup,
    ) -> Result<Vec<UnfinishedRun>, RunError> {
        if self.dry_run {
            return Ok(Vec::new());
        }
        let earlier = tokio::task::block_in_place(|| self.write.unfinished(&self.run_dir))?;
        let unknown = self.write.check_known(&earlier, self.anew);
        let in_doubt = earlier.iter().any(UnfinishedRun::is_in_doubt);
        let inputs = [tokio::task::block_in_place(|| unread_input(&backup.backup, &earlier))];
        let (same, others): (Vec<_>, Vec<_>) =
            earlier.into_iter().partition(|earlier| earlier.restores(backup, &inputs));
        if let Some(newest) = same.last().filter(|_| !self.anew) {
            return Err(newest.refusal("restores the same backup", "To restore the backup again anyway"));
        }
        unknown?;
        self.write.note_unfinished(others.iter());
        if in_doubt {
            self.wait().await?;
        }
        Ok(same)
    }

    async fn wait(&self) -> Result<(), RunError> {
        let settle_for = Duration::from_millis(self.write.settings.settle_millis);
        if settle_for.is_zero() {
            return Ok(());
        }
        let seconds = settle_for.as_secs_f64().ceil();
        self.write.listener.hear(&Event::Note(format!(
            "An earlier run may have inserted customers: waiting {seconds} s (--settle-for) before reading the list."
        )));
        let sleeping = async {
            tokio::time::sleep(settle_for).await;
            Ok(())
        };
        unless_stopped(&self.write.stop, sleeping).await
    }
}
