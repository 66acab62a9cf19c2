//! Exports all customers of a sandbox, and looks at how complete the file is.
#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use deskferry::export::export;
use deskferry::sandbox::{API_TOKEN, CLIENT_ID, Sandbox, SandboxOptions, start_customers};
use deskferry::{Client, ClientCredential, ClientSettings, ExportJob, HelpDeskAccount, ReadListJob, Verdict};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Your help desk has another address, client id and API token.
    let options = SandboxOptions { start: start_customers(60), ..SandboxOptions::default() };
    let sandbox = Sandbox::local(options).await?;
    let credential = ClientCredential::ApiToken(API_TOKEN.to_owned().into());
    let settings = ClientSettings::new(sandbox.base_url().parse()?, CLIENT_ID, credential);
    let account = HelpDeskAccount::new(sandbox.base_url(), CLIENT_ID);

    let folder = tempfile::tempdir()?;
    let list = ReadListJob::new(Client::new(settings)?, account);
    let finished = export(&ExportJob::new(list, folder.path().join("customers.csv"))).await?;

    match &finished.evidence.verdict {
        Verdict::Unproven { .. } => println!("customers may be missing"),
        verdict => println!("complete: {}", verdict.name()),
    }
    assert_eq!(finished.evidence.file.customers, 60);
    Ok(())
}
