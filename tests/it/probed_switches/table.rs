//! The switches of the sandbox: which are behavior of an account, and which are not.

/// A switch with the values that are tried, the default first.
pub struct Switch(pub &'static str, pub &'static [&'static str]);

/// The switches that are behavior of an account.
pub const BEHAVIOR: &[Switch] = &[
    Switch("old-tokens", &["stay", "end"]),
    Switch("token-life", &["1398616s", "3600s"]),
    Switch("page-size", &["25", "1", "10", "40", "100"]),
    Switch("short-pages", &["no", "yes"]),
    Switch("past-end", &["204", "empty"]),
    Switch("order", &["oldest", "newest", "scattered"]),
    Switch("totals", &["shown", "none"]),
    Switch("index-lag", &["0s", "300ms", "1200ms"]),
    Switch("search", &["exact", "case", "ascii", "substring", "ignored"]),
    Switch("search-blind", &["", "+", "'", ".", "_", "%", "+'"]),
    Switch("search-like", &["no", "yes"]),
    Switch("search-cut", &["no", "yes"]),
    Switch("search-repeats", &["no", "yes"]),
    Switch("several", &["all", "any", "first"]),
    Switch("unknown-search", &["ignore", "refuse"]),
    Switch("put", &["replace", "merge"]),
    Switch("put-custom", &["replace", "merge"]),
    Switch("unknown", &["refuse", "keep"]),
    Switch("unknown-custom", &["keep", "refuse"]),
    Switch("duplicate-email", &["take", "refuse"]),
    Switch("dedup", &["off", "answer", "merge"]),
    Switch("stores", STORES),
    Switch(
        "fills",
        &["none", "registrationChannel:API", "language:en", "registrationChannel:API,language:en"],
    ),
    Switch("delete-type", &["asked", "any"]),
    Switch("missing", &["204", "400", "404"]),
    Switch("create-status", &["201", "200"]),
    Switch("company", &["text", "object"]),
    Switch("id", &["text", "number"]),
    Switch("empty", &["absent", "null"]),
    Switch("photo", &["hex", "base64"]),
];

const STORES: &[&str] = &[
    "none",
    "lower:email",
    "upper:state",
    "title:name",
    "lower:name",
    "trim:name",
    "blanks:city",
    "trim:city",
    "digits:phoneNumber",
    "compact:phoneNumber",
    "zeros:phoneNumber",
    "grouped:phoneNumber",
    "digits:mobileNumber",
    "day:birthDate",
    "cut:memo",
    "lower:email,title:name,compact:phoneNumber",
];

/// The other switches, each with the reason why a probe need not find it out.
pub const OTHERS: &[(&[&str], &str)] = &[
    (&["client-id", "api-token", "bearer"], "credentials"),
    (&["file", "start", "start-customers", "custom-fields"], "what the account holds, not how it behaves"),
    (&["next-base"], "deskferry never follows nextQuery"),
    (&["churn"], "what other people do"),
    (
        &["total-lie", "repeated-page", "endless", "bad-record", "odd-detail", "search-lacks", "search-odd"],
        "faults, which any run has to withstand at any time",
    ),
    (&["search-odd-body"], "the body of such a fault"),
    (&["packing"], "an encoding that the client undoes before anybody sees it"),
    (&["thin-list", "thin-list-null", "thin-every"], "each run compares the list with details itself"),
    (&["quota", "quota-status", "retry-after"], "a probe never uses up a quota"),
    (&["latency", "capacity"], "speed"),
    (&["seed", "keep-bodies", "keep-requests"], "the sandbox's own affairs"),
    (
        &[
            "fault.status-before",
            "fault.status-after",
            "fault.drop-before",
            "fault.drop-after",
            "fault.slow-before",
            "fault.slow-after",
            "fault.truncated",
            "fault.html",
            "fault.status",
            "fault.delay",
            "read-fault.status",
            "read-fault.drop",
            "read-fault.slow",
            "read-fault.truncated",
            "read-fault.html",
            "read-fault.delay",
        ],
        "faults",
    ),
];
