//! Requests that are refused instead of half understood.
