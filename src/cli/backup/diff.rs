//! `deskferry backup diff`

use std::path::PathBuf;

use clap::Args as ClapArgs;
use deskferry::backup::{BackupDiff, BackupReader, DiffOptions, diff_backups};
use deskferry::exit_status::ExitStatus;

use super::super::args::{KeyArgs, OutputArgs, file_name};
use super::super::command_error::{CommandError, CommandResult};
use super::super::output_extension::OutputContent;
use super::super::progress;
use super::super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Customers are compared by id, field by field; null, absent and empty are the
same. The counts come first. Long values are cut; --json and -o have them whole.

Exit status: 0 compared, whatever was found; 2 usage, or a wrong or missing key;
3 not authorized by the store; 4 the store can't be reached; 5 one of them is
damaged, or not proven complete.

Examples:
  deskferry backup diff backups/20261123T023000Z-5b21aa backups/latest
  deskferry backup diff A B --json | jq '.customers[] | select(.change == \"gone\")'
  deskferry backup diff A B -o changes.csv --redact")]
pub(crate) struct Args {
    /// The earlier backup: its folder or s3:// address, or TARGET/latest
    #[arg(value_parser = file_name(), value_name = "A")]
    before: String,
    /// The later backup
    #[arg(value_parser = file_name(), value_name = "B")]
    after: String,
    /// Write a CSV file with a row for each field that differs; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// CSV: stop spreadsheets from running cells as formulas
    #[arg(long, requires = "output")]
    excel_safe: bool,
    /// Mask the values of customers
    #[arg(long)]
    redact: bool,
    #[command(flatten)]
    key: KeyArgs,
}

const TABLE: OutputContent = OutputContent { flag: "-o", what: "CSV", endings: &["csv"], remedy: "" };

impl Args {
    fn check(&self) -> Result<(), CommandError> {
        let Some(path) = &self.output else { return Ok(()) };
        TABLE.check_extension(path)?;
        document::keep_output("-o", Some(path))
    }
}

pub(super) fn run(output: &OutputArgs, args: &Args) -> CommandResult {
    args.check()?;
    let (key, store) = args.key.read()?;
    let before = BackupReader::open(&args.before, &store, key.clone())?;
    let after = BackupReader::open(&args.after, &store, key)?;
    [&before, &after]
        .into_iter()
        .filter_map(BackupReader::newer_is_marked)
        .for_each(|note| console::warn(&note));
    let diff =
        diff_backups(&before, &after, DiffOptions { redact: args.redact }, &*progress::listener(output))?;
    write(output, args, &diff)?;
    Ok(if diff.has_unproven_side() { ExitStatus::Unproven } else { ExitStatus::Success })
}

/// Writes the differences to where they are wanted, and warns of what makes them doubtful.
fn write(output: &OutputArgs, args: &Args, diff: &BackupDiff) -> Result<(), CommandError> {
    diff.doubts().iter().for_each(|doubt| console::warn(doubt));
    match &args.output {
        Some(path) => {
            diff.write_csv(path, args.excel_safe)?;
            if !output.quiet() {
                console::say(&diff.text_head());
            }
            if path.as_os_str() != "-" {
                console::folder(path);
            }
        }
        None if !document::is_wanted() => diff.write_text(&mut |text| console::data(text))?,
        None => {}
    }
    document::stream(|put| diff.write_members(put))
}
