//! `deskferry mapping suggest`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use deskferry::customer::Definitions;
use deskferry::file::AtomicFile;
use deskferry::import::CustomFields;
use deskferry::mapping::SourceDefaults;
use deskferry::mapping::proposal::{
    Answers, Fate, Proposal, Question, Recognised, Sample, propose, recognised, sample,
};

use super::fault::Fault;
use super::source::{ReadingArgs, shown};
use super::{Outcome, talk};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry mapping suggest contacts.csv -o my.toml
  deskferry mapping suggest contacts.csv --fields fields.json -o my.toml
  deskferry mapping suggest contacts.xlsx --sheet Customers -o my.toml --interactive")]
pub(crate) struct Args {
    /// The file: CSV, XLSX, XLS, XLSB, ODS, JSON, vCard, gzip or zstd; `-` is standard input
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Where the mapping goes; a file that is there already is not touched [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Custom fields as `deskferry customer fields` has saved them: columns that fit one are mapped to it
    #[arg(long, value_name = "FILE")]
    fields: Option<String>,
    /// Ask about the columns of which the proposal is unsure
    #[arg(long)]
    interactive: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.interactive && (args.source == "-" || !talk::can_ask()) {
        return Err(Fault::usage("--interactive needs a terminal and a file; leave it out here"));
    }
    if let Some(path) = args.output.as_deref().filter(|path| path.exists()) {
        let path = path.display();
        return Err(Fault::usage(format!(
            "{path} is there already, and may have been edited; name another file"
        )));
    }
    let sample = sample(&args.source, &args.reading.options(&SourceDefaults::default())?)?;
    let definitions = definitions(args.fields.as_deref())?;
    let mut proposal = propose(&sample, &definitions, &Answers::new());
    let known = recognised(&sample.names)
        .and_then(|found| Some((proposal.to_recognised_toml(&sample, &found)?, found)));
    if args.interactive && known.is_none() {
        let answers = ask_all(proposal.questions())?;
        proposal = propose(&sample, &definitions, &answers);
    }
    let (text, found) = match known {
        Some((text, found)) => (text, Some(found)),
        None => (proposal.to_toml(&sample), None),
    };
    write(args.output.as_deref(), &text)?;
    talk::say(&told(args, &sample, &proposal, found.as_ref()));
    Ok(0)
}

/// The custom fields of the account; none where nobody names a file.
fn definitions(file: Option<&str>) -> Result<Definitions, Fault> {
    let fields = file.map(CustomFields::of_file).transpose()?;
    Ok(fields.and_then(|fields| fields.definitions()).unwrap_or_default())
}

fn write(output: Option<&Path>, text: &str) -> Result<(), Fault> {
    let Some(path) = output else { return Ok(talk::data(text)?) };
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file.finish()?)
}

/// What was found, and what to do next.
fn told(args: &Args, sample: &Sample, proposal: &Proposal, found: Option<&Recognised>) -> String {
    let rows = sample.row_count();
    let looked = format!("{}: {} columns; looked at {rows} rows\n", args.source, sample.names.len());
    let what = match found {
        Some(found) => format!(
            "Its header is that of the shipped mapping `{}` ({} columns are known from no other program)\n",
            found.mapping,
            found.evidence.len()
        ),
        None => counted(proposal),
    };
    let next = args.output.as_ref().map_or_else(String::new, |path| {
        let (source, path) = (shown(&args.source), shown(&path.to_string_lossy()));
        let fields =
            args.fields.as_ref().map_or_else(String::new, |file| format!(" --fields {}", shown(file)));
        format!("Look it over, then:\n  deskferry validate {source} -m {path}{fields}\n")
    });
    format!("{looked}{what}{}{next}", lacking(proposal))
}

fn lacking(proposal: &Proposal) -> String {
    let missing: Vec<String> = proposal.missing().map(|name| format!("{name:?}")).collect();
    match missing.is_empty() {
        true => String::new(),
        false => format!("Required of a new customer, and no column looks like it: {}\n", missing.join(", ")),
    }
}

fn counted(proposal: &Proposal) -> String {
    let fates = proposal.fates();
    let count = |wanted: fn(&Fate) -> bool| fates.iter().filter(|(_, fate)| wanted(fate)).count();
    format!(
        "{} mapped, {} to be looked at, {} not mapped, {} never mapped by themselves\n",
        count(|fate| matches!(fate, Fate::Field(_) | Fate::Custom(_))),
        proposal.questions().len(),
        count(|fate| matches!(fate, Fate::Offered | Fate::LeftOut)),
        count(|fate| matches!(fate, Fate::Secret(_)))
    )
}

fn ask_all(questions: &[Question]) -> Result<Answers, Fault> {
    let mut answers = Answers::new();
    for question in questions {
        let options: Vec<&str> = question.options.iter().map(|(text, _)| text.as_str()).collect();
        let chosen = talk::choose(&asked(question), &options)?;
        answers.extend(question.options.get(chosen).map(|(_, choice)| (question.column, choice.clone())));
    }
    Ok(answers)
}

/// The values stand between quotation marks, with control characters escaped: a terminal must not obey them.
fn asked(question: &Question) -> String {
    let examples: Vec<String> = question.examples.iter().map(|text| format!("{text:?}")).collect();
    let such =
        if examples.is_empty() { String::new() } else { format!("\n  such as {}", examples.join(", ")) };
    format!("Column {:?}: {}{such}\n", question.name, question.why)
}
