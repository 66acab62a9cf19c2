//! SQL for what follows from the records of attempts: doubt, attempts, outcome.

/// Whether the first attempt of a row was intended. No two intents overlap, so only the first that ends late enough counts.
const INTENDED: &str = "(SELECT i.first <= a.id FROM intent i WHERE i.last >= a.id ORDER BY i.last LIMIT 1)";

/// When an attempt in doubt of a row without an outcome ended; -1 where it is open, NULL where none is in doubt.
const DOUBT: &str = "CASE WHEN EXISTS (SELECT 1 FROM again t WHERE t.row = a.id) \
                     THEN (SELECT coalesce(t.ended, -1) FROM again t WHERE t.row = a.id \
                     AND (t.ended IS NULL OR t.status = 'unknown') ORDER BY t.number DESC LIMIT 1) \
                     WHEN INTENDED THEN -1 END";

/// How many attempts a row had.
const ATTEMPTS: &str = "coalesce((SELECT max(number) FROM again WHERE row = a.id), INTENDED, 0)";

/// The outcome, where a pending insert in doubt counts as unknown. Whatever else is in doubt can be repeated.
const OUTCOME: &str = "CASE WHEN a.outcome IS NULL AND a.kind = 'insert' AND (DOUBT) IS NOT NULL \
                       THEN 'unknown' ELSE a.outcome END";

/// SQL in which the names of the parts above stand for them; `a` is the action or its result.
pub(super) fn spelled(sql: &str) -> String {
    let parts = [("OUTCOME", OUTCOME), ("DOUBT", DOUBT), ("ATTEMPTS", ATTEMPTS), ("INTENDED", INTENDED)];
    parts.iter().fold(sql.to_owned(), |sql, (name, part)| sql.replace(name, part))
}
