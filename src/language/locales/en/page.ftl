### The texts of report.html. docs/CONTRIBUTING.md says how to add one.
###
### Terms: customer, row, column, field, source, mapping, match key, help desk, plan, run, issue, error, warning,
### reject, skip, merge, update, insert, rejects file, dry run. docs/glossary.md says what they mean.

## The frame of the page

skip-to-report = Skip to the report
values-masked = values masked
sections = Sections
nav-outcome = Outcome
nav-issues = Issues
nav-writing = Writing
nav-updates = Updates
nav-columns = Columns
nav-duplicates = Duplicates
nav-countries = Countries
nav-mapping = Mapping
nav-rows = Rows
nav-run = The run
footer = This page works offline. It contains customer data: handle it accordingly.

## The title. $what is one of the texts below, $name a file.

title-validation = Validation
title-undo = Undo
title-restore-plan = Restore plan
title-restore = Restore
title-applied-plan = Applied plan
title-import-plan = Import plan
title-import = Import
title-of = { $what } of { $name }
title-of-several = { $what } of { $name } and { $more } more
standard-input = standard input

## The verdict

headline-no-rows = The source has no rows.
headline-one-row-good = Good: the row can be imported.
headline-one-row-warned = No errors: the row can be imported; 1 row has a warning: check it.
headline-one-row-skipped = Good: the row is skipped.
headline-one-row-skipped-warned = No errors: the row is skipped; 1 row has a warning: check it.
headline-all-good = Good: all { rows } can be imported.
headline-all-warned = No errors: all { rows } can be imported{ and-warnings }.
headline-some-good =
    { $warned ->
        [0] Good
       *[other] No errors
    }: { $good } of { rows } can be imported; { $rest ->
        [one-skipped] the other row is skipped
        [one-merged] the other row is merged into another
        [skipped] the rest are skipped
       *[mixed] the rest are merged into others or skipped
    }{ and-warnings }.
headline-rejected =
    { $rejected } of { rows } { $rejected ->
        [one] is
       *[other] are
    } rejected because of errors; { $good } can be imported{ and-warnings }.
headline-planned = Plan only; nothing was written. Of { rows }: { $parts }{ and-warnings }.
headline-finished = Finished. Of { rows }: { $parts }{ and-warnings }.
headline-open = Not finished: the run is still in progress, or was interrupted. So far, of { rows }: { $parts }{ and-warnings }.
headline-stopped = Stopped early: { $reason }.
headline-stopped-pending =
    Stopped early ({ $reason }). { $pending ->
        [one] 1 row is
       *[other] { $pending } rows are
    } not written yet; continue with `deskferry resume { $run }`.
rows =
    { $rows ->
        [one] 1 row
       *[other] { $rows } rows
    }
and-warnings =
    { $warned ->
        [0] { "" }
        [one] ; 1 row has a warning: check it
       *[other] ; { $warned } rows have warnings: check them
    }

## What became of the rows, in the verdict. A list ends with "list-end".

part-to-insert = { $rows } to insert
part-to-update = { $rows } to update
part-unchanged = { $rows } unchanged
part-to-skip = { $rows } to skip
part-merged = { $rows } merged into other rows
part-to-reject = { $rows } to reject
part-inserted = { $rows } inserted
part-updated = { $rows } updated
part-deleted = { $rows } deleted
part-up-to-date = { $rows } already up to date
part-skipped = { $rows } skipped
part-rejected = { $rows } rejected
part-failed = { $rows } failed
part-unknown = { $rows } with unknown outcome
part-pending = { $rows } not written yet
part-none = nothing
list-more = { $first }, { $next }
list-end = { $first } and { $last }

## Outcome. The names of tiles stand below their numbers.

tile-rows = rows
tile-importable = can be imported
tile-to-insert = to insert
tile-to-update = to update
tile-unchanged = unchanged
tile-inserted = inserted
tile-updated = updated
tile-skipped = skipped
tile-rejected = rejected
tile-merged = merged into another row
tile-deleted = deleted
tile-failed = failed
tile-unknown = with unknown outcome
tile-pending = not written yet
tile-warned = passed with warnings
outcome-bar = The outcomes as shares of all rows; the numbers are listed above
estimate =
    { estimate-subject } needs about <strong>{ calls }</strong>, <strong>{ $duration }</strong> at { $rate }: { estimate-calls }.
estimate-without-limit =
    { estimate-subject } needs about <strong>{ calls }</strong> without a rate limit: { estimate-calls }.
estimate-subject =
    { $what ->
        [validation] If every row is a new customer, the import
        [rest] What is left
        [restore] The restore
       *[import] The import
    }
estimate-calls = one per insert, two per update (a read and a write)
calls =
    { $calls ->
        [one] 1 call
       *[other] { $calls } calls
    }
rate =
    { $rate ->
        [one] 1 call a second
       *[other] { $rate } calls a second
    }
formulas = Spreadsheets would run some cells of results.csv or rejects.csv as formulas, such as <code>=HYPERLINK(...)</code>. To open these files in a spreadsheet, use the copies that <code>deskferry report { $run } --excel-safe</code> makes. You can import the copies as they are.
save-rejects =
    { $rows ->
        [one] Save 1 rejected row as CSV
       *[other] Save { $rows } rejected rows as CSV
    }
save-first-rejects =
    { $rows ->
        [one] Save the first 1 rejected row as CSV
       *[other] Save the first { $rows } rejected rows as CSV
    }
rejects-hint = Correct the cells, then import the file. Do not double-click it if you do not trust the source: import it into Excel as text.

## Issues

issues-lead = { $issues } in total. A row with an error is rejected; a row with only warnings is accepted.
issues-by-code = Issues by code
issues-by-column = Issues by column
issues-one-by-one = Issues one by one
by-code = By code
by-column = By column
one-by-one = One by one
head-code = Code
head-codes = Codes
head-count = Count
head-issue = Issue
head-where = Where
head-examples = Examples
head-column = Column
head-errors = Errors
head-warnings = Warnings
head-row = Row
head-value = Value
head-what = What is wrong, and what to do
# Before a remedy, in `deskferry explain`.
what-to-do = What to do: { $remedy }
severity-error = error
severity-warning = warning
# Before a number, on a narrow screen.
unit-count = count
unit-errors = errors
unit-warnings = warnings
unit-row = row
more-columns =
    { $columns ->
        [one] and 1 more column
       *[other] and { $columns } more columns
    }
# Beside a name that is a field of the customer and not a column.
is-field = field
# In the place of a column, for an issue of the row as a whole.
whole-row = (row)
each-first = The first { $shown } of { $all }, some of each code.
each-all = All of them.
filter-search = Search
filter-severity = Severity
filter-all = all
filter-errors = errors
filter-warnings = warnings
filter-reset = Show all
found-none = No issues match.
found-some = { $shown } of { $all } shown.
found-all = { $all } shown.
show-more = Show more

## Writing

attempts = Attempts
rows-sent-again = Rows sent more than once
rows-doubtful = Rows that were in doubt
rows-doubtful-settled = { $rows }, { $settled } confirmed as written
duration = Duration
duration-paused = { $duration }, { $paused } of it paused because the server asked for it
round-trips = Round trips
round-trips-within = { $requests }: half within { $p50 }, 95% within { $p95 }, 99% within { $p99 }
attempts-over-time = Attempts over time
attempts-chart = Attempts over time; the same numbers are in the table below
round-trips-over-time = Round trips over time
round-trips-chart = Round trips over time; the same numbers are in the table below
key-succeeded = succeeded
key-failed = failed or in doubt
key-pause = a pause
key-p50 = half within
key-p95 = 95% within
key-p99 = 99% within
axis-rate = up to { $rate } a second
axis-up-to = up to { $most }
axis-start = start
charts-as-table = The charts as a table
writing-over-time = Writing over time
writing-over-time-caption = Writing over time; round trips are the slowest of each part
head-from-time = From
head-succeeded = Succeeded
head-failed = Failed, in doubt
head-paused = Paused
why-failed = Why attempts failed
why-failed-caption = Why attempts failed; a row may have been retried successfully
head-cause = Cause
head-outcome = Outcome
unit-attempts = attempts
then-rejected = the row was rejected
then-failed = the row failed
then-unknown = its outcome is unknown
then-found = found: it was written
then-absent = not found: it is sent again
then-ended = the deskferry process ended

## Updates

updates-lead =
    { $customers ->
        [one] 1 customer changes. Other fields are not touched.
       *[other] { $customers } customers change. Other fields are not touched.
    }
fields-that-change = Fields that change
fields-that-change-caption = How many customers change in each field
head-field = Field
head-customers = Customers
head-share = Share
unit-customers = customers
before-and-after = Before and after
fields-before-and-after = Fields before and after
updates-first = The first { $shown } of { $all }
updates-all = All of them
head-customer = Customer
head-before = Before
head-after = After
empty = empty

## Columns, duplicates and countries

columns-of-source = Columns of the source
columns-of = Columns of { $file }
columns-of-sheet = Columns of { $file }, sheet { $sheet }
file-with-rows =
    { $rows ->
        [one] { $file }: 1 row
       *[other] { $file }: { $rows } rows
    }
sheet-with-rows =
    { $rows ->
        [one] { $file }, sheet { $sheet }: 1 row
       *[other] { $file }, sheet { $sheet }: { $rows } rows
    }
head-filled = Filled
head-looks-like = Looks like
unit-filled = filled
kind-empty = empty
kind-text = text
kind-number = number
kind-date = date
kind-email = e-mail address
kind-phone = phone number
kind-web = web address
kind-yes-no = yes or no
kind-error = spreadsheet error
duplicates = Duplicates in the source
duplicates-lead =
    { $rows ->
        [one] 1 row has
       *[other] { $rows } rows have
    } the match key of an earlier row. <code>on_duplicate</code> in the mapping decides which row of a group is used.
duplicate-groups = Groups of duplicates
duplicate-groups-caption = Groups of rows with the same key
head-key = Key
head-rows = Rows
head-row-numbers = Row numbers
unit-rows = rows
rows-and-others = { $rows } and others
countries-lead = How each spelling was read. A value that means no country, or could mean several, is refused.
country-spellings = Spellings of countries
country-spellings-caption = Countries, and their spellings in the source
head-read-as = Read as
head-spellings = Spellings
country-refused = refused
and-more = and { $more } more

## Mapping and rows

fields = Where each field comes from
fields-of-mapping = Fields of the mapping
the-mapping = The mapping “{ $mapping }”
head-from = From
head-conversion = Conversion
head-notes = Notes
sample-rows = Sample rows
sample-rows-lead = Rows from across the file.
row = Row { $row }
row-of = Row { $row } of { $file }
in-the-source = In the source
and-more-cells =
    { $cells ->
        [one] and 1 more cell
       *[other] and { $cells } more cells
    }
as-a-customer = As a customer
no-customer = None: the row has errors.
to-be-emptied = to be emptied

## The run

run = Run
started = Started
ended = Ended
not-ended = not yet
# The reason follows, in English.
ended-with-reason = { $time }, exit status { $status }:
ended-with-status = { $time }, exit status { $status }
source = Source
mode = Mode
mode-upsert = upsert
mode-insert = insert
mode-update = update
match-key = Match key
match-key-none = none
match-key-or = { $first }, or { $next }
customer-lookup = Customer lookup
account = Account
account-and-client = { $address }, client { $client }
plan = Plan
plan-made = { $file }, made { $time } by the dry run { $run }
plan-kept = { $file }: <code>deskferry apply { $file }</code> writes exactly this
plan-hash = SHA-256 in its last line: { $hash }
made-by = Made by

## What the page leaves out

left-out = What this page leaves out
left-out-issues = Individual issues: the first { $shown } of { $all } are listed, some of each code. The counts by code and by column are complete; rejects.csv has every rejected row.
left-out-columns-with-issues = Issues by column: the { $shown } columns with the most errors of { $all } are listed.
left-out-rejects = Rejects: { $shown } of { $all } rows can be saved from this page. The file rejects.csv in the same folder has all of them.
left-out-updates = Updates: the first { $shown } of { $all } are shown. The counts by field are complete.
left-out-columns = Columns: the first { $shown } of { $all } columns of { $file } are listed.
left-out-duplicates =
    { $rows ->
        [one] Duplicates: 1 row belongs to a group that is not listed.
       *[other] Duplicates: { $rows } rows belong to groups that are not listed.
    }
left-out-countries =
    { $values ->
        [one] Countries: 1 value with spellings beyond the first 500 is not listed.
       *[other] Countries: { $values } values with spellings beyond the first 500 are not listed.
    }
left-out-rows = Rows: { $shown } of { $all } are shown.

## Times and dates. $time is like 12:47.

seconds = { $seconds } s
milliseconds = { $milliseconds } ms
minutes-and-seconds = { $minutes } min { $seconds } s
hours-and-minutes = { $hours } h { $minutes } min
days-and-hours = { $days } days { $hours } h
date-and-time = { $day } { $month } { $year }, { $time } UTC
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
