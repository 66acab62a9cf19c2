//! Files that are neither UTF-8 nor windows-1252, and text that was damaged before it arrived.
