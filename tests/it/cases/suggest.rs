//! `mapping suggest` invents nothing.
