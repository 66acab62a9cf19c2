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

use super::ending::Written;
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
    /// The file: CSV, XLSX, XLS, XLSB, ODS, HTML tables, JSON, vCard, gzip or zstd; `-` is standard input
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Where the mapping goes; a file that is there already is not touched [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Custom fields as `deskferry customer fields` has saved them: columns that fit one are mapped to it
    #[arg(long, value_name = "FILE")]
    fields: Option<String>,
    /// Ask about the columns of which the proposal is unsure, and about those that it does not map
    #[arg(long)]
    interactive: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

const MAPPING: Written = Written { flag: "-o", what: "a mapping in TOML", endings: &["toml"], remedy: "" };

pub(crate) fn run(args: &Args) -> Outcome {
    args.output.as_deref().map_or(Ok(()), |path| MAPPING.check(path))?;
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
    let found =
        recognised(&sample.names).filter(|found| proposal.beside_recognised(&sample, found).is_some());
    if args.interactive {
        proposal = ask_all(&sample, &definitions, found.as_ref())?;
    }
    let recognised = found.as_ref().and_then(|found| proposal.to_recognised_toml(&sample, found));
    let text = recognised.unwrap_or_else(|| proposal.to_toml(&sample));
    write(args.output.as_deref(), &text)?;
    talk::say(&told(args, &sample, &proposal, found.as_ref()));
    Ok(u8::from(sample.row_count() == 0 || (found.is_none() && !proposal.has_name())))
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
    let title = sample.title().map_or_else(String::new, |title| format!("; {title}"));
    let header = sample.header_row().map_or_else(String::new, |row| format!("; header in row {row}"));
    let columns = words(sample.names.len(), "column", "columns");
    let looked = format!("{}: {columns}; {}{header}{title}\n", sample.file, looked_at(sample));
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
        let flags = args.reading.unwritten();
        format!("Look it over, then:\n  deskferry validate {source} -m {path}{fields}{flags}\n")
    });
    let name = match found.is_none() && !proposal.has_name() {
        true => {
            "No column is surely the name, which every new customer needs: take the # off one of the lines of `name`, \
                 or write another column into it\n"
        }
        false => "",
    };
    format!("{looked}{what}{name}{}{next}", lacking(proposal))
}

fn looked_at(sample: &Sample) -> String {
    let faulty = match sample.faulty_count() {
        0 => String::new(),
        rows => format!(", and left out {} with an error", words(rows, "row", "rows")),
    };
    match (sample.row_count(), sample.faulty_count()) {
        (0, 0) => "a header and no rows, so the proposal goes by the names alone".to_owned(),
        (rows, _) => format!("looked at {}{faulty}", words(rows, "row", "rows")),
    }
}

fn words(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
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
        "{} mapped, {} to review, {} not mapped, {} never mapped by themselves\n",
        count(|fate| matches!(fate, Fate::Field(_) | Fate::Custom(_))),
        proposal.to_review(),
        count(|fate| matches!(fate, Fate::Offered | Fate::LeftOut)),
        count(|fate| matches!(fate, Fate::Secret(_)))
    )
}

/// Asks one question after the other: an answer may take a field away from the next.
fn ask_all(
    sample: &Sample,
    definitions: &Definitions,
    found: Option<&Recognised>,
) -> Result<Proposal, Fault> {
    let mut answers = Answers::new();
    loop {
        let proposal = propose(sample, definitions, &answers);
        let open = found.and_then(|found| proposal.beside_recognised(sample, found));
        let Some(question) = open.as_ref().unwrap_or(&proposal).questions().first() else {
            return Ok(proposal);
        };
        let options = question.options.iter().map(|(text, _)| text.as_str());
        let options: Vec<&str> = options.chain([NO_MORE]).collect();
        let chosen = talk::choose(&asked(question), &options)?;
        match question.options.get(chosen) {
            Some((_, choice)) => answers.insert(question.column, choice.clone()),
            None => return Ok(proposal),
        };
    }
}

const NO_MORE: &str = "no more questions: leave the rest as proposed";

/// The values stand between quotation marks, with control characters escaped: a terminal must not obey them.
fn asked(question: &Question) -> String {
    let examples: Vec<String> = question.examples.iter().map(|text| format!("{text:?}")).collect();
    let such =
        if examples.is_empty() { String::new() } else { format!("\n  such as {}", examples.join(", ")) };
    format!("Column {:?}: {}{such}\n", question.name, question.why)
}
