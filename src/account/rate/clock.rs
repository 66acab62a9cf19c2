//! The time since the machine started. All processes have the same, and setting the clock does not change it.

/// Nanoseconds since the machine started.
pub(crate) use crate::system::time_since_start as uptime;

/// The id of this start of the machine; zeros where the system tells none.
pub(crate) fn boot_id() -> [u8; 16] {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    u128::from_str_radix(&digits, 16).unwrap_or_default().to_be_bytes()
}
