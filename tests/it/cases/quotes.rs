//! Quotes that never close, close too early, or are part of the text; rows that are too short or too long.
