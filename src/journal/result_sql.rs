//! SQL expressions derived from the attempts: doubt, number of attempts, outcome.

/// 1 if the first attempt of a row was intended. Intents do not overlap, so only the first that ends late enough
/// counts.
const INTENDED: &str = "(SELECT CASE WHEN i.first <= a.id THEN 1 ELSE 0 END FROM intent i WHERE i.last >= a.id \
                        ORDER BY i.last LIMIT 1)";

/// When an attempt in doubt ended, for a row without an outcome: -1 if it is open, NULL if none is in doubt.
const DOUBT: &str = "CASE WHEN EXISTS (SELECT 1 FROM again t WHERE t.row = a.id) \
                     THEN (SELECT coalesce(t.ended, -1) FROM again t WHERE t.row = a.id \
                     AND (t.ended IS NULL OR t.status = 'unknown') ORDER BY t.number DESC LIMIT 1) \
                     WHEN INTENDED = 1 THEN -1 END";

/// The number of attempts of a row.
const ATTEMPTS: &str = "coalesce((SELECT max(number) FROM again WHERE row = a.id), INTENDED, 0)";

/// The outcome; a pending insert in doubt counts as unknown. Other writes in doubt can be repeated.
const OUTCOME: &str = "CASE WHEN a.outcome IS NULL AND a.kind = 'insert' AND (DOUBT) IS NOT NULL \
                       THEN 'unknown' ELSE a.outcome END";

/// Replaces the names of these expressions in `sql`; `a` is the table `action` or the view `result`.
pub(super) fn spelled(sql: &str) -> String {
    let parts = [("OUTCOME", OUTCOME), ("DOUBT", DOUBT), ("ATTEMPTS", ATTEMPTS), ("INTENDED", INTENDED)];
    parts.iter().fold(sql.to_owned(), |sql, (name, part)| sql.replace(name, part))
}
