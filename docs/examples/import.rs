//! Imports a file into a sandbox, and looks at the outcome of its rows.
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::sync::Arc;

use deskferry::import::import;
use deskferry::sandbox::{API_TOKEN, CLIENT_ID, Sandbox, SandboxOptions};
use deskferry::{Client, ClientCredential, ClientSettings, HelpDeskAccount, ImportJob, Mapping, WriteJob};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Your help desk has another address, client id and API token.
    let sandbox = Sandbox::local(SandboxOptions::default()).await?;
    let credential = ClientCredential::ApiToken(API_TOKEN.to_owned().into());
    let settings = ClientSettings::new(sandbox.base_url().parse()?, CLIENT_ID, credential);
    let account = HelpDeskAccount::new(sandbox.base_url(), CLIENT_ID);
    let write = WriteJob::new(Client::new(settings)?, account);

    let runs = tempfile::tempdir()?;
    let mapping = Arc::new(Mapping::load("hubspot")?);
    let job = ImportJob::new("samples/hubspot-contacts.csv", mapping, runs.path(), write)?;
    let finished = import(job).await?;

    println!("{} inserted, {} rejected", finished.counts.inserted, finished.counts.rejected);
    println!("rejects and report: {}", finished.folder.path().display());
    assert_eq!(sandbox.customers().len(), 29);
    assert_eq!(finished.counts.rejected, 12);
    Ok(())
}
