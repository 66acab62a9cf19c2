// What another step wants to see when it is shown next.

/** Step Columns opens the rule of a field, or how customers are found. */
export const wantedRule = { file: null, field: null, matching: false };

/** Step Check shows the rows with an issue of this code. */
export const wantedIssues = { file: null, code: null };
