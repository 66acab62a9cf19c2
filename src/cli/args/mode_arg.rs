//! `--mode`

use clap::ValueEnum;
use deskferry::plan::ImportMode;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ModeArg {
    Upsert,
    Insert,
    Update,
}

impl From<ModeArg> for ImportMode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Upsert => Self::Upsert,
            ModeArg::Insert => Self::Insert,
            ModeArg::Update => Self::Update,
        }
    }
}
