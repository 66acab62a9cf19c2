//! The exit statuses of the command line, as docs/settings.md lists them. A run's `run.json`, its reports and the
//! metrics of a job keep them as numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How a command ended, in the order of the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitStatus {
    /// Everything was done, and nothing was found wrong.
    Success = 0,
    /// Finished, but some rows were rejected, failed or are unknown, or differences were found.
    Incomplete = 1,
    /// Wrong usage, settings, mapping or file; nothing was sent.
    Usage = 2,
    /// The help desk or a store refused the credentials.
    Unauthorized = 3,
    /// Stopped before the end: a signal, too many failures, the network.
    Stopped = 4,
    /// Not proven complete, damaged, or a plan that is out of date.
    Unproven = 5,
    /// A bug in deskferry.
    InternalError = 70,
    /// The program that read the output has closed it; a shell reports the same for other programs.
    ClosedPipe = 141,
}

impl ExitStatus {
    const ALL: [Self; 8] = [
        Self::Success,
        Self::Incomplete,
        Self::Usage,
        Self::Unauthorized,
        Self::Stopped,
        Self::Unproven,
        Self::InternalError,
        Self::ClosedPipe,
    ];

    /// The number that the system gets.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// The status of a number; `None` for a number that no command ends with.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.number() == number)
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
        let number = u8::deserialize(deserializer)?;
        Self::from_number(number)
            .ok_or_else(|| serde::de::Error::custom(format!("unknown exit status {number}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_read_back() {
        for status in ExitStatus::ALL {
            assert_eq!(ExitStatus::from_number(status.number()), Some(status));
        }
        assert_eq!(ExitStatus::from_number(6), None);
    }
}
