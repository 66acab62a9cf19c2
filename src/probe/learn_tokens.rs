//! Tokens: the status for a wrong one, how long one lives, and whether a new one ends the one before it.

use super::halt::Step;
use super::state::ProbeState;
use crate::behavior::{Learned, OldTokens};

impl ProbeState {
    /// Life of a token, and the status for a wrong one.
    pub(super) async fn learn_token(&mut self) -> Step<()> {
        self.desk.goes_on()?;
        let client = self.desk.client.clone();
        let lives = client.token_lives().await?;
        let reason = "the help desk does not say it, or the token was given (DESKERO_TOKEN)";
        self.known.token_life = Learned::or_reason(lives, reason);
        let status = self
            .desk
            .insist("a wrong token", async || client.status_of_wrong_token().await.map(Some))
            .await?;
        self.known.wrong_token = status.into();
        Ok(())
    }

    /// What a new token does to the one before it. A late step, because it may end the tokens of other processes.
    pub(super) async fn learn_old_tokens(&mut self) -> Step<()> {
        let client = self.desk.client.clone();
        let status =
            self.desk.insist("an old token", async || client.status_of_old_token().await.map(Some)).await?;
        self.known.old_tokens = match status {
            None => Learned::unknown("the access token was given, so there is no new one"),
            Some(200..300) => OldTokens::Stay.into(),
            Some(401 | 403) => OldTokens::End.into(),
            Some(status) => Learned::unknown(format!("the old token was answered with HTTP {status}")),
        };
        Ok(())
    }
}
