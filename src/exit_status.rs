//! The exit statuses of the command line, as docs/settings.md lists them. A run's `run.json`, its reports and the
//! metrics of a job keep them as numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a command ended, in the order of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// Everything was done, and nothing was found wrong.
    Success,
    /// Finished, but some rows were rejected, failed or are unknown, or differences were found.
    Incomplete,
    /// Wrong usage, settings, mapping or file; nothing was sent.
    Usage,
    /// The help desk or a store refused the credentials.
    Unauthorized,
    /// Stopped before the end: a signal, too many failures, the network.
    Stopped,
    /// Not proven complete, damaged, or a plan that is out of date.
    Unproven,
    /// More is gone since the last accepted backup than the limits allow, or nobody has accepted that yet.
    Alarm,
    /// A bug in deskferry.
    InternalError,
    /// The program that read the output has closed it; a shell reports the same for other programs.
    ClosedPipe,
    /// A number that this build does not know, from the `run.json` or `report.json` of another version.
    Other(u8),
}

impl ExitStatus {
    const KNOWN: [Self; 9] = [
        Self::Success,
        Self::Incomplete,
        Self::Usage,
        Self::Unauthorized,
        Self::Stopped,
        Self::Unproven,
        Self::Alarm,
        Self::InternalError,
        Self::ClosedPipe,
    ];

    /// The number that the system gets.
    pub fn number(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Incomplete => 1,
            Self::Usage => 2,
            Self::Unauthorized => 3,
            Self::Stopped => 4,
            Self::Unproven => 5,
            Self::Alarm => 6,
            Self::InternalError => 70,
            Self::ClosedPipe => 141,
            Self::Other(number) => number,
        }
    }

    /// The name, for programs: the code of an error that has no more exact one (docs/json.md).
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Incomplete => "incomplete",
            Self::Usage => "usage",
            Self::Unauthorized => "unauthorized",
            Self::Stopped => "stopped",
            Self::Unproven => "unproven",
            Self::Alarm => "alarm",
            Self::InternalError => "internal_error",
            Self::ClosedPipe => "closed_pipe",
            Self::Other(_) => "other",
        }
    }

    /// The status of a number.
    pub fn from_number(number: u8) -> Self {
        Self::KNOWN.into_iter().find(|status| status.number() == number).unwrap_or(Self::Other(number))
    }

    /// [`Self::Incomplete`] if something went wrong in a command that ran to its end.
    pub fn incomplete_if(wrong: bool) -> Self {
        if wrong { Self::Incomplete } else { Self::Success }
    }

    /// True if the command did all of its work, whatever became of single rows.
    pub fn is_finished(self) -> bool {
        self <= Self::Incomplete
    }

    /// True if a later `resume` may get further: not authorized, or stopped.
    pub fn is_interrupted(self) -> bool {
        matches!(self, Self::Unauthorized | Self::Stopped)
    }
}

impl std::fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.number().fmt(f)
    }
}

impl Serialize for ExitStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for ExitStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Self::from_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_kept() {
        for number in 0..=u8::MAX {
            let status: ExitStatus = serde_json::from_str(&number.to_string()).unwrap();
            assert_eq!(status.number(), number);
            assert_eq!(serde_json::to_string(&status).unwrap(), number.to_string());
        }
        let known: Vec<_> = ExitStatus::KNOWN.map(ExitStatus::number).into();
        assert_eq!(known, [0, 1, 2, 3, 4, 5, 6, 70, 141]);
        let unknown = ExitStatus::from_number(7);
        assert_eq!(unknown, ExitStatus::Other(7));
        assert!(!unknown.is_finished() && !unknown.is_interrupted());
    }
}
