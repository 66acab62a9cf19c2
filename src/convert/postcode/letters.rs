//! Letters that some countries never use in postcodes, by the patterns of libaddressinput (see
//! [`table`](super::table)).

/// The first letters of British postcodes, in alphabetical order.
const AREAS: [&str; 129] = [
    "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF",
    "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",
    "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU",
    "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS",
    "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL",
    "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS",
    "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W", "WA", "WC", "WD", "WF",
    "WN", "WR", "WS", "WV", "YO", "ZE", "BFPO", "GIR", "",
];

/// False if a code has a letter that its country never uses there. The code must be in upper case, without spaces.
pub(super) fn are_used(country: &str, bare: &str) -> bool {
    match country {
        "CA" => !bare.contains(['D', 'F', 'I', 'O', 'Q', 'U']) && !bare.starts_with(['W', 'Z']),
        "NL" => !["SA", "SD", "SS"].iter().any(|never| bare.ends_with(never)),
        "GB" | "GG" | "IM" | "JE" => are_british(bare),
        _ => true,
    }
}

fn are_british(bare: &str) -> bool {
    let digit = bare.find(|letter: char| letter.is_ascii_digit()).unwrap_or(bare.len());
    let (area, rest) = bare.split_at(digit);
    let behind = rest.rfind(|letter: char| letter.is_ascii_digit()).and_then(|digit| rest.get(digit + 1..));
    AREAS.contains(&area) && !behind.unwrap_or_default().contains(['C', 'I', 'K', 'M', 'O', 'V'])
}
