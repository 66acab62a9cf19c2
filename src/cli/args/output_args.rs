//! The flags that say how a command talks: progress, log, colors.

use clap::{ArgAction, Args, ValueEnum};
use deskferry::spans;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::cli::console;
#[cfg(feature = "otlp")]
use crate::cli::telemetry;

#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct OutputArgs {
    /// Print only the run's path, errors and warnings
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print one JSON document to standard output, and nothing else there
    #[arg(long, global = true)]
    json: bool,
    /// Log more (-v: calls, -vv: everything)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Log format
    #[arg(long, global = true, value_enum, default_value = "text")]
    log_format: LogFormat,
    /// Show no progress bar and no progress lines
    #[arg(long, global = true)]
    no_progress: bool,
    /// When to use colors
    #[arg(long, global = true, value_enum, default_value = "auto")]
    color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl OutputArgs {
    /// Sets up colors and the log for the whole process.
    pub(crate) fn prepare(&self) {
        match self.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        // What libraries log about connections is of no use below -vv.
        let filter = match (self.quiet, self.verbose) {
            (true, _) => "error",
            (false, 0) => "warn",
            (false, 1) => "warn,deskferry=debug",
            (false, _) => "trace",
        };
        let log = tracing_subscriber::fmt::layer().with_writer(console::log);
        console::prepare(self.log_format == LogFormat::Json);
        let log = match self.log_format {
            LogFormat::Text => log.with_ansi(false).boxed(),
            LogFormat::Json => log.json().boxed(),
        };
        // Spans are not for the log.
        let filter = EnvFilter::new(format!("{filter},{}=off", spans::TARGET));
        let all = tracing_subscriber::registry().with(log.with_filter(filter));
        #[cfg(feature = "otlp")]
        let all = all.with(telemetry::layer());
        // This is the only place that sets a subscriber, so it can't fail.
        drop(all.try_init());
    }

    pub(crate) fn wants_document(&self) -> bool {
        self.json
    }

    pub(crate) fn quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose > 0
    }

    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && !self.no_progress
    }
}
