//! The commands below `deskferry customer`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use deskferry::account::HelpDeskAccount;
use deskferry::report::{sandbox_banner, sandbox_list_banner};

use super::super::args::GlobalArgs;
use super::super::command_error::CommandResult;
use super::super::connection::ConnectedClient;
use super::super::console;
use super::super::runtime::block_on;
use super::read::{fields, find, get};
use super::write::{ChangeContext, delete, insert, update};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry customer get 5512ab
  deskferry customer find email=ada@example.org
  deskferry customer insert '{\"name\": \"Ada Byron\"}'
  deskferry customer update 5512ab memo='called back' customFields.segment=Gold
  deskferry customer update 5512ab profilePhotoBlob=@ada.jpg
  deskferry customer delete 5512ab --yes
  deskferry customer fields -o fields.json")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: CustomerCommand,
}

#[derive(Debug, Subcommand)]
enum CustomerCommand {
    /// Print one customer
    Get {
        /// The customer's id in the help desk
        id: String,
    },
    /// Print the customers with these field values (all customers if you give none)
    Find {
        /// FIELD=VALUE; upper and lower case are treated as the same
        filters: Vec<String>,
        /// Print at most this many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Insert one customer and print its id
    Insert {
        /// A JSON object, or FIELD=VALUE pairs with values as in a mapping (state=Italy, topClient=yes); `-` reads a
        /// JSON object from standard input. profilePhotoBlob=@ada.jpg takes a photo from a file
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Change fields of one customer; other fields are not touched
    Update {
        /// The customer's id in the help desk
        id: String,
        /// A JSON object, or FIELD=VALUE pairs; `-` reads a JSON object from standard input
        #[arg(required = true)]
        fields: Vec<String>,
    },
    /// Print the definitions of the account's custom fields, for use with --fields
    Fields {
        /// Write them to FILE
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Delete one customer
    Delete {
        /// The customer's id in the help desk
        id: String,
        /// Confirm the deletion
        #[arg(long)]
        yes: bool,
    },
}

impl CustomerCommand {
    /// The banner of a sandbox, if the account is one.
    fn banner(&self) -> fn(&HelpDeskAccount) -> Option<String> {
        match self {
            Self::Get { .. } | Self::Find { .. } | Self::Fields { .. } => sandbox_list_banner,
            Self::Insert { .. } | Self::Update { .. } | Self::Delete { .. } => sandbox_banner,
        }
    }
}

pub(crate) fn run(global: &GlobalArgs, args: Args) -> CommandResult {
    block_on(async {
        let remote = ConnectedClient::open(&global.connection, &global.output).await?;
        remote.say_if_alone();
        let banner = args.command.banner();
        let first = banner(&remote.known_as()).filter(|_| !global.output.quiet());
        let is_said = first.is_some();
        console::banner(first);
        let done = perform(&remote, args.command).await;
        // A server says that it is a sandbox only with its first answer.
        if !is_said && !global.output.quiet() {
            console::banner(banner(&remote.known_as()));
        }
        remote.close().await;
        done
    })
}

async fn perform(remote: &ConnectedClient, command: CustomerCommand) -> CommandResult {
    let client = &remote.client;
    let recent = remote.recent_inserts();
    let context = ChangeContext { client, recent: recent.as_ref(), stop: &remote.stop };
    match command {
        CustomerCommand::Get { id } => get(client, &id).await,
        CustomerCommand::Find { filters, limit } => find(client, &filters, limit).await,
        CustomerCommand::Insert { fields } => insert(context, &fields).await,
        CustomerCommand::Update { id, fields } => update(context, &id, &fields).await,
        CustomerCommand::Fields { output } => fields(client, output.as_deref()).await,
        CustomerCommand::Delete { id, yes } => delete(context, &id, yes).await,
    }
}
