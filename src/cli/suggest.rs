//! `deskferry mapping suggest`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use deskferry::customer::CustomFieldDefinitions;
use deskferry::exit_status::ExitStatus;
use deskferry::file::{AtomicFile, name_of};
use deskferry::journal::quoted;
use deskferry::mapping::{Mapping, SourceDefaults};
use deskferry::report::{distinct, wrap};
use deskferry::run::CustomFields;
use deskferry::suggest::{
    Answers, ColumnTarget, FileSample, Recognized, ReviewQuestion, Suggestion, recognized, sample,
    suggest_mapping,
};
use deskferry::wording::counted;
use serde_json::json;

use super::args::{ReadingArgs, file_name, source_name};
use super::command_error::{CommandError, CommandResult};
use super::output_extension::OutputContent;
use super::{console, document};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry mapping suggest contacts.csv -o my.toml
  deskferry mapping suggest contacts.csv --fields fields.json -o my.toml
  deskferry mapping suggest contacts.xlsx -o my.toml --interactive")]
pub(crate) struct Args {
    /// The file: CSV, XLSX, XLS, XLSB, ODS, HTML tables, JSON, vCard, gzip or zstd; `-` is standard input
    #[arg(value_name = "SOURCE", value_parser = source_name())]
    source: String,
    /// Where to write the mapping; an existing file is not overwritten [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Custom fields saved by `deskferry customer fields`: columns that fit one are mapped to it
    #[arg(long, value_name = "FILE", value_parser = file_name())]
    fields: Option<String>,
    /// Ask about columns with an uncertain suggestion or none
    #[arg(long)]
    interactive: bool,
    #[command(flatten)]
    reading: ReadingArgs,
}

const MAPPING: OutputContent =
    OutputContent { flag: "-o", what: "a mapping in TOML", endings: &["toml"], remedy: "" };

pub(crate) fn run(args: &Args) -> CommandResult {
    args.output.as_deref().map_or(Ok(()), |path| MAPPING.check_extension(path))?;
    document::keep_output("-o", args.output.as_deref())?;
    if args.interactive && (args.source == "-" || !console::can_ask()) {
        return Err(CommandError::usage("--interactive needs a terminal and a file; omit it here"));
    }
    if let Some(path) = args.output.as_deref().filter(|path| path.exists()) {
        let path = name_of(path);
        return Err(CommandError::usage(format!(
            "{path} already exists and may have been edited; name another file"
        )));
    }
    let sample = sample(&args.source, &args.reading.options(&SourceDefaults::default())?)?;
    let definitions = definitions(args.fields.as_deref())?;
    let mut proposal = suggest_mapping(&sample, &definitions, &Answers::new());
    let found =
        recognized(&sample.names).filter(|found| proposal.beside_recognized(&sample, found).is_some());
    if args.interactive {
        proposal = ask_all(&sample, &definitions, found.as_ref())?;
    }
    let recognized = found.as_ref().and_then(|found| proposal.to_recognized_toml(&sample, found));
    let text = recognized.unwrap_or_else(|| proposal.to_toml(&sample));
    document(args, &sample, &proposal, found.as_ref(), &text)?;
    write(args.output.as_deref(), &text)?;
    console::say(&summary_and_next_steps(args, &sample, &proposal, found.as_ref()));
    Ok(ExitStatus::incomplete_if(sample.row_count() == 0 || (found.is_none() && !proposal.has_name())))
}

/// What a program reads of it.
fn document(
    args: &Args,
    sample: &FileSample,
    proposal: &Suggestion,
    found: Option<&Recognized>,
    text: &str,
) -> std::io::Result<()> {
    let columns = proposal.targets().into_iter().map(|(name, target)| {
        let (fate, field) = match target {
            ColumnTarget::Field(field) => ("field", Some((*field).to_owned())),
            ColumnTarget::Custom(field) => ("field", Some(format!("customFields.{field}"))),
            ColumnTarget::Offered => ("offered", None),
            ColumnTarget::Secret(_) => ("sensitive", None),
            ColumnTarget::LeftOut => ("left_out", None),
        };
        json!({"column": name, "target": fate, "field": field})
    });
    document::extend(&json!({
        "source": sample.file,
        "rows": sample.row_count(),
        "faulty_rows": sample.faulty_count(),
        "recognized": found.map(|found| found.mapping),
        "columns": columns.collect::<Vec<_>>(),
        "under_review": proposal.under_review(),
        "missing": proposal.missing().collect::<Vec<_>>(),
        "output": args.output.as_ref().map(name_of),
        "text": text,
    }))
}

/// The custom fields of the account; none if no file is given.
fn definitions(file: Option<&str>) -> Result<CustomFieldDefinitions, CommandError> {
    let fields = file.map(CustomFields::of_file).transpose()?;
    Ok(fields.and_then(|fields| fields.definitions()).unwrap_or_default())
}

fn write(output: Option<&Path>, text: &str) -> Result<(), CommandError> {
    let Some(path) = output else { return Ok(console::data(text)?) };
    let mut file = AtomicFile::create(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file.finish()?)
}

/// What was found, and the next steps.
fn summary_and_next_steps(
    args: &Args,
    sample: &FileSample,
    proposal: &Suggestion,
    found: Option<&Recognized>,
) -> String {
    let title = sample.title().map_or_else(String::new, |title| format!("; {title}"));
    let header = sample.header_row().map_or_else(String::new, |row| format!("; header in row {row}"));
    let columns = counted(sample.names.len(), "column", "columns");
    let looked = format!("{}: {columns}; {}{header}{title}\n", sample.file, looked_at(args, sample));
    let what = found.map_or_else(|| column_counts(args, proposal), |found| of_shipped(args, found));
    let name = if found.is_none() && !proposal.has_name() { nameless(args) } else { String::new() };
    let next = args.output.as_ref().map_or_else(String::new, |_| {
        let flags = args.reading.unwritten();
        format!("Review it, then run:\n  {}{flags}\n", validation(args))
    });
    format!("{looked}{what}{name}{}{next}", lacking(proposal))
}

/// The command that validates the file with the mapping.
fn validation(args: &Args) -> String {
    let path = args.output.as_ref().map_or_else(|| "my.toml".to_owned(), name_of);
    let fields = args.fields.as_ref().map_or_else(String::new, |file| format!(" --fields {}", quoted(file)));
    format!("deskferry validate {} -m {}{fields}", quoted(&args.source), quoted(&path))
}

/// The file of the mapping, or `the mapping` if it went to standard output.
fn mapping_file(args: &Args) -> String {
    args.output.as_ref().map_or_else(|| "the mapping".to_owned(), |path| quoted(&name_of(path)))
}

fn of_shipped(args: &Args, found: &Recognized) -> String {
    let name = Mapping::load(found.mapping)
        .map_or_else(|_| found.mapping.to_owned(), |mapping| mapping.name().to_owned());
    format!(
        "This file looks like an export of {name}: use the built-in mapping with -m {}. {} is a copy of it \
         that also lists the other columns of your file.\n",
        found.mapping,
        first_upper(&mapping_file(args))
    )
}

/// The same at the start of a sentence.
fn first_upper(file: &str) -> String {
    file.strip_prefix("the ").map_or_else(|| file.to_owned(), |rest| format!("The {rest}"))
}

fn nameless(args: &Args) -> String {
    format!(
        "No column is clearly the customer's name, which every new customer needs. In {}, remove the # \
         from one of the lines \"# name = ...\" under [fields], and set the right column.\n",
        mapping_file(args)
    )
}

fn looked_at(args: &Args, sample: &FileSample) -> String {
    let read = sample.row_count() + sample.faulty_count();
    let faulty = sample.faulty_count();
    let rows = counted(read, "row", "rows");
    match (read, faulty) {
        (0, _) => "a header and no rows, so the suggestion is based on column names only".to_owned(),
        (_, 0) => format!("{rows} examined"),
        (1, _) => {
            format!("1 row read, but not used because it has an error (to see it: {})", validation(args))
        }
        (_, faulty) => format!(
            "{rows} read, {faulty} of them not used because {} (to see {}: {})",
            if faulty == 1 { "it has an error" } else { "they have an error" },
            if faulty == 1 { "it" } else { "them" },
            validation(args)
        ),
    }
}

fn lacking(proposal: &Suggestion) -> String {
    let missing: Vec<String> = proposal.missing().map(|name| format!("{name:?}")).collect();
    if missing.is_empty() {
        return String::new();
    }
    format!("Required for new customers, but no column fits: {}\n", missing.join(", "))
}

/// The number of columns by result, without zeros.
fn column_counts(args: &Args, proposal: &Suggestion) -> String {
    let fates = proposal.targets();
    let count = |wanted: fn(&ColumnTarget) -> bool| fates.iter().filter(|(_, fate)| wanted(fate)).count();
    let mapped = count(|fate| matches!(fate, ColumnTarget::Field(_) | ColumnTarget::Custom(_)));
    let left = count(|fate| matches!(fate, ColumnTarget::Offered | ColumnTarget::LeftOut));
    let secret = count(|fate| matches!(fate, ColumnTarget::Secret(_)));
    let review = proposal.to_review();
    let part = |number: usize, text: String| (number > 0).then_some(text);
    let columns = [
        part(mapped, format!("{} mapped", counted(mapped, "column", "columns"))),
        part(left, format!("{} unmapped", counted(left, "column", "columns"))),
        part(secret, private(secret)),
        part(review, format!("{review} to review (REVIEW and UNSURE in {})", mapping_file(args))),
    ];
    let unmapped =
        fates.iter().filter(|(_, fate)| matches!(fate, ColumnTarget::Offered | ColumnTarget::LeftOut));
    let nameless = (!proposal.has_name()).then_some("the customer's name");
    columns.into_iter().flatten().collect::<Vec<_>>().join("; ")
        + "\n"
        + &named("Unmapped: ", unmapped.map(|(name, _)| *name))
        + &named("To review: ", nameless.into_iter().chain(proposal.under_review()))
}

/// The columns that are named; if there are more, their number follows.
const NAMED: usize = 10;
/// The width of a name.
const NAME: usize = 60;

/// A line with the names of columns; empty without any.
fn named<'a>(head: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(quoted_if_odd).collect();
    if names.is_empty() {
        return String::new();
    }
    let more = names.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
    let list = distinct(names.get(..NAMED).unwrap_or(&names), NAME).join(", ");
    wrap(head, 2, &format!("{list}{rest}")) + "\n"
}

fn quoted_if_odd(name: &str) -> String {
    if name.contains([',', '"']) { format!("{name:?}") } else { name.to_owned() }
}

fn private(columns: usize) -> String {
    match columns {
        1 => "1 column left out as sensitive (passwords, cards or personal numbers): mapped only if you \
        write a rule for it"
            .to_owned(),
        _ => format!(
            "{columns} columns left out as sensitive (passwords, cards or personal numbers): mapped only \
             if you write rules for them"
        ),
    }
}

/// Asks the questions one by one, because an answer may remove an option from the next question.
fn ask_all(
    sample: &FileSample,
    definitions: &CustomFieldDefinitions,
    found: Option<&Recognized>,
) -> Result<Suggestion, CommandError> {
    let mut answers = Answers::new();
    loop {
        let proposal = suggest_mapping(sample, definitions, &answers);
        let open = found.and_then(|found| proposal.beside_recognized(sample, found));
        let Some(question) = open.as_ref().unwrap_or(&proposal).questions().first() else {
            return Ok(proposal);
        };
        let options = question.options.iter().map(|(text, _)| text.as_str());
        let options: Vec<&str> = options.chain([NO_MORE]).collect();
        let chosen = console::choose(&asked(question), &options)?;
        match question.options.get(chosen) {
            Some((_, choice)) => answers.insert(question.column, choice.clone()),
            None => return Ok(proposal),
        };
    }
}

const NO_MORE: &str = "no more questions: keep the suggestions for the rest";

/// The question. Values are quoted and their control characters escaped, so that the terminal does not obey them.
fn asked(question: &ReviewQuestion) -> String {
    let examples: Vec<String> = question.examples.iter().map(|text| format!("{text:?}")).collect();
    let such =
        if examples.is_empty() { String::new() } else { format!("\n  such as {}", examples.join(", ")) };
    format!("Column {:?}: {}{such}\n", question.name, question.why)
}
