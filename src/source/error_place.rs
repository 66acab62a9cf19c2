//! The file and the row that an error is about, for programs.

use super::error::SourceError;

impl SourceError {
    /// The file as the user named it, if the error knows it.
    pub fn file(&self) -> Option<&str> {
        match self {
            Self::Empty { file, .. }
            | Self::MissingFeature { file, .. }
            | Self::NoHeader { file, .. }
            | Self::RejectsFlag { file, .. }
            | Self::DataInsteadOfHeader { file, .. }
            | Self::CustomersAboveHeader { file, .. }
            | Self::HeaderText { file, .. }
            | Self::NotATable { file, .. }
            | Self::PageWithoutTable { file, .. }
            | Self::Array { file, .. }
            | Self::Records { file, .. }
            | Self::Encoding { file, .. }
            | Self::PageEncoding { file, .. }
            | Self::Encrypted { file, .. }
            | Self::CodePage { file, .. }
            | Self::Temporary { file, .. }
            | Self::Workbook { file, .. }
            | Self::CutOff { file, .. }
            | Self::TooMuch { file, .. }
            | Self::SeveralSheets { file, .. }
            | Self::NoSheet { file, .. }
            | Self::OnlyHidden { file, .. }
            | Self::Defect { file, .. } => Some(file),
            _ => None,
        }
    }

    /// The row, counted as a spreadsheet does.
    pub fn row(&self) -> Option<u64> {
        match self {
            Self::NoHeader { row, .. }
            | Self::DataInsteadOfHeader { row, .. }
            | Self::HeaderText { row, .. } => Some(*row),
            _ => None,
        }
    }
}
