//! What is to be done with each row: insert, update, nothing, or a reason why not. Pure functions of values.

mod decide;

mod custom;
mod duplicates;
mod groups;

pub use custom::decide_within;
pub use decide::{Action, Found, Mode, OnMultiple, as_stored, choose, decide};
pub use duplicates::{KeyHash, Keys, Place, Role, Seen};
pub use groups::Groups;
