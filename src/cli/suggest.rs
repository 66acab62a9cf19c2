//! `deskferry mapping suggest`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use deskferry::customer::CustomFieldDefinitions;
use deskferry::file::{AtomicFile, name_of};
use deskferry::journal::quoted;
use deskferry::mapping::{Mapping, SourceDefaults};
use deskferry::run::CustomFields;
use deskferry::suggest::{
    Answers, ColumnTarget, FileSample, Recognised, ReviewQuestion, Suggestion, recognised, sample,
    suggest_mapping,
};

use super::command_error::CommandError;
use super::output_extension::OutputContent;
use super::source_args::{ReadingArgs, file_name, source_name};
use super::{CommandResult, console};

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  deskferry mapping suggest contacts.csv -o my.toml
  deskferry mapping suggest contacts.csv --fields fields.json -o my.toml
  deskferry mapping suggest contacts.xlsx --sheet Customers -o my.toml --interactive")]
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
        recognised(&sample.names).filter(|found| proposal.beside_recognised(&sample, found).is_some());
    if args.interactive {
        proposal = ask_all(&sample, &definitions, found.as_ref())?;
    }
    let recognised = found.as_ref().and_then(|found| proposal.to_recognised_toml(&sample, found));
    let text = recognised.unwrap_or_else(|| proposal.to_toml(&sample));
    write(args.output.as_deref(), &text)?;
    console::say(&told(args, &sample, &proposal, found.as_ref()));
    Ok(u8::from(sample.row_count() == 0 || (found.is_none() && !proposal.has_name())))
}

/// The custom fields of the account; none where nobody names a file.
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

/// What was found, and what to do next.
fn told(args: &Args, sample: &FileSample, proposal: &Suggestion, found: Option<&Recognised>) -> String {
    let title = sample.title().map_or_else(String::new, |title| format!("; {title}"));
    let header = sample.header_row().map_or_else(String::new, |row| format!("; header in row {row}"));
    let columns = words(sample.names.len(), "column", "columns");
    let looked = format!("{}: {columns}; {}{header}{title}\n", sample.file, looked_at(args, sample));
    let what = found.map_or_else(|| counted(args, proposal), |found| of_shipped(args, found));
    let name = if found.is_none() && !proposal.has_name() { nameless(args) } else { String::new() };
    let next = args.output.as_ref().map_or_else(String::new, |_| {
        let flags = args.reading.unwritten();
        format!("Review it, then run:\n  {}{flags}\n", validation(args))
    });
    format!("{looked}{what}{name}{}{next}", lacking(proposal))
}

/// The command that shows what becomes of each row.
fn validation(args: &Args) -> String {
    let path = args.output.as_ref().map_or_else(|| "my.toml".to_owned(), name_of);
    let fields = args.fields.as_ref().map_or_else(String::new, |file| format!(" --fields {}", quoted(file)));
    format!("deskferry validate {} -m {}{fields}", quoted(&args.source), quoted(&path))
}

/// The proposal's file, or what stands for it where it went to standard output.
fn mapping_file(args: &Args) -> String {
    args.output.as_ref().map_or_else(|| "the mapping".to_owned(), |path| quoted(&name_of(path)))
}

fn of_shipped(args: &Args, found: &Recognised) -> String {
    let name = Mapping::load(found.mapping)
        .map_or_else(|_| found.mapping.to_owned(), |mapping| mapping.name().to_owned());
    format!(
        "This file looks like an export of {name}: use the built-in mapping with -m {}. {} is a copy of it \
         that also lists the other columns of your file.\n",
        found.mapping,
        first_upper(&mapping_file(args))
    )
}

/// A sentence may begin with what stands for a file.
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
    let rows = words(read, "row", "rows");
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

fn words(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

fn lacking(proposal: &Suggestion) -> String {
    let missing: Vec<String> = proposal.missing().map(|name| format!("{name:?}")).collect();
    match missing.is_empty() {
        true => String::new(),
        false => format!("Required for new customers, but no column fits: {}\n", missing.join(", ")),
    }
}

/// How many columns became what; what there is none of is left out.
fn counted(args: &Args, proposal: &Suggestion) -> String {
    let fates = proposal.targets();
    let count = |wanted: fn(&ColumnTarget) -> bool| fates.iter().filter(|(_, fate)| wanted(fate)).count();
    let mapped = count(|fate| matches!(fate, ColumnTarget::Field(_) | ColumnTarget::Custom(_)));
    let left = count(|fate| matches!(fate, ColumnTarget::Offered | ColumnTarget::LeftOut));
    let secret = count(|fate| matches!(fate, ColumnTarget::Secret(_)));
    let review = proposal.to_review();
    let part = |number: usize, text: String| (number > 0).then_some(text);
    let columns = [
        part(mapped, format!("{} mapped", words(mapped, "column", "columns"))),
        part(left, format!("{} unmapped", words(left, "column", "columns"))),
        part(secret, private(secret)),
        part(review, format!("{review} to review (REVIEW and UNSURE in {})", mapping_file(args))),
    ];
    columns.into_iter().flatten().collect::<Vec<_>>().join("; ") + "\n"
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

/// Asks one question after the other: an answer may take a field away from the next.
fn ask_all(
    sample: &FileSample,
    definitions: &CustomFieldDefinitions,
    found: Option<&Recognised>,
) -> Result<Suggestion, CommandError> {
    let mut answers = Answers::new();
    loop {
        let proposal = suggest_mapping(sample, definitions, &answers);
        let open = found.and_then(|found| proposal.beside_recognised(sample, found));
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

/// The values stand between quotation marks, with control characters escaped: a terminal must not obey them.
fn asked(question: &ReviewQuestion) -> String {
    let examples: Vec<String> = question.examples.iter().map(|text| format!("{text:?}")).collect();
    let such =
        if examples.is_empty() { String::new() } else { format!("\n  such as {}", examples.join(", ")) };
    format!("Column {:?}: {}{such}\n", question.name, question.why)
}
