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
headline-one-row-warned = No errors: the row can be imported; 1 accepted row has a warning: check it.
headline-one-row-skipped = Good: the row is skipped.
headline-one-row-skipped-warned = No errors: the row is skipped; 1 accepted row has a warning: check it.
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
        [one] ; 1 accepted row has a warning: check it
       *[other] ; { $warned } accepted rows have warnings: check them
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
part-replaced = { $rows } replaced
part-emptied = { $rows } emptied
part-added = { $rows } added to
part-filled = { $rows } filled
part-protected = { $rows } protected
headline-values = Values of existing customers: { $parts }.
list-more = { $first }, { $next }
list-end = { $first } and { $last }

## Outcome. The names of tiles stand below their numbers.

tile-rows = rows
tile-importable = can be imported
tile-to-insert = new customers to insert
tile-to-update = customers to update
tile-unchanged = already up to date
# Where the help desk keeps values that the source has otherwise.
tile-unchanged-protected = unchanged
tile-inserted = inserted
tile-updated = updated
tile-skipped = skipped
tile-rejected = rejected
tile-merged = merged into another row
tile-deleted = deleted
tile-failed = failed
tile-unknown = with unknown outcome
tile-pending = not written yet
tile-warned = accepted with warnings
outcome-bar = The outcomes as shares of all rows; the numbers are listed above
estimate = { estimate-subject } about <strong>{ calls }</strong>, <strong>{ $duration }</strong> at { $rate }{ estimate-parts }.
estimate-without-limit = { estimate-subject } about <strong>{ calls }</strong> without a rate limit{ estimate-parts }.
estimate-subject =
    { $what ->
        [validation] If every row is a new customer, the import takes
        [rest] Writing the rest takes
       *[plan] Writing this plan takes
    }
estimate-parts =
    { $parts ->
        [none] { "" }
       *[some] { ": " }{ $parts }
    }
calls-to-insert =
    { $customers ->
        [one] 1 for a new customer
       *[other] { $customers } for new customers
    }
calls-to-update =
    { $customers ->
        [one] { $calls } for 1 update (a read and a write)
       *[other] { $calls } for { $customers } updates (a read and a write each)
    }
calls-to-delete =
    { $customers ->
        [one] { $calls } for 1 delete (a read and a delete)
       *[other] { $calls } for { $customers } deletes (a read and a delete each)
    }
calls-to-watch = { $calls } to watch for customers that others insert
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
rate-of-process =
    All commands that use the account keep the rate of process { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}of user { $user }
    }: { $rate }.
rate-default =
    All commands that use the account keep the default rate, { $rate }, which holds for process { $pid } (<code>{ $command }</code>){ $known ->
        [0] { "" }
       *[other] {" "}of user { $user }
    }.
formulas = Spreadsheets would run some cells of results.csv or rejects.csv as formulas, such as <code>=HYPERLINK(...)</code>. rejects.xlsx is safe to open. To open the CSV files in a spreadsheet, use the copies that <code>deskferry report { $run } --excel-safe</code> makes. You can import the copies as they are.
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
rejects-hint = Correct the cells, then import the file: rejects.xlsx is the best choice, because every cell of it is text. A spreadsheet changes numbers and dates in a CSV file unless you import it as text.
rejects-hint-stale = Rows with E504 or E505 need no correction, because their customers have changed: import the source again to make a new plan.

## Issues

issues-lead = A row with an error is rejected; a row with only warnings is accepted.
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
head-field = Field
head-share = Share
before-and-after = Before and after
fields-before-and-after = Fields before and after
updates-first = { $shown } of { $all }, those that lose most first
updates-all = All of them, those that lose most first
head-customer = Customer
head-before = Before
head-after = After
empty = empty
# The values of a field that is yes or no.
value-yes = yes
value-no = no

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
    } the match key of an earlier row. The mapping decides which row of a group is used (<code>on_duplicate</code>).
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
source = Source
mode = Kind of import
mode-upsert = insert new customers and update existing ones (upsert)
mode-insert = insert new customers only (insert)
mode-update = update existing customers only (update)
match-key = Customers are found by
match-key-none = none
match-key-or = { $first }, or { $next }
customer-lookup = Customer lookup
account = Account
account-and-client = { $address }, client that begins with { $begins }
account-in-memory = Sandbox in memory
account-in-file = Sandbox in the file { $file }
hash-of-client = Hash of the client id
fixes = Fixes
fixes-told =
    { $file }: { $cells ->
        [one] { $cells } cell mended
       *[other] { $cells } cells mended
    }, { $rows ->
        [one] { $rows } row set aside
       *[other] { $rows } rows set aside
    }, { $count ->
        [one] { $count } fix that no longer fits
       *[other] { $count } fixes that no longer fit
    }
fixes-columns = Mended columns: { $columns }
plan = Plan
plan-made = { $file }, made { $time } by the dry run { $run }
plan-kept = { $file }: <code>{ $command }</code> writes exactly this
made-by = Made by
# At the top of the page, for whoever signs it.
made-on = made { $time }
made-by-run = run { $run }
takes-back = takes back run { $run }

## What the page leaves out

left-out = What this page leaves out
left-out-issues = Individual issues: the first { $shown } of { $all } are listed, some of each code. The counts by code and by column are complete; rejects.csv has every rejected row.
left-out-columns-with-issues = Issues by column: the { $shown } columns with the most errors of { $all } are listed.
left-out-rejects =
    Rejects: { $shown ->
        [one] 1 of { $all } rows can be saved
       *[other] { $shown } of { $all } rows can be saved
    } from this page. The file rejects.csv in the same folder has all of them.
left-out-updates = Updates: { $shown } of { $all } are shown, those that lose most. The counts by field are complete.
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

## Page one

nav-overwritten = Overwritten
nav-questions = Questions
nav-checks = To check
nav-left-out = Left out
happening-validation = What can be imported
happening-plan = What will happen
happening-run = What has happened
overwritten-plan = What will be overwritten
overwritten-run = What was overwritten
overwritten-unknown = This cannot be said yet: a validation does not look into the help desk. The plan decides it. To see it without writing anything, run <code>deskferry import</code> with the same file and mapping, and <code>--dry-run</code>.
overwritten-uncounted = The version of deskferry that made this report did not count it. See <a href="#changes">Updates</a>.
nothing-changes = Nothing: no value of an existing customer changes.
nothing-was-changed = Nothing: no value of an existing customer was changed.
# They stand below the number of values.
tile-replaced = replaced by another value
tile-emptied = emptied
tile-added = added to, nothing lost
tile-filled = filled, empty before
tile-protected = protected, kept as they are
values-by-field = Values of existing customers, by field
# Columns with numbers of values.
head-replaced = Replaced
head-emptied = Emptied
head-added = Added to
head-values-filled = Filled
head-protected = Protected
unit-replaced = replaced
unit-emptied = emptied
unit-added = added to
unit-values-filled = filled
unit-protected = protected
custom-field = custom field
more-fields =
    { $fields ->
        [one] and 1 more field, in <a href="#changes">Updates</a>
       *[other] and { $fields } more fields, in <a href="#changes">Updates</a>
    }
loses-most = The values that lose most
lost-replaced = <b>{ $field }</b>, { $customer } <small>row { $row }</small> <del>{ $before }</del> → <ins>{ $after }</ins>
lost-emptied = <b>{ $field }</b>, { $customer } <small>row { $row }</small> <del>{ $before }</del> → <i class="empty">empty</i>
not-written = What is left out
no-row = No row.
out-rejected = <b>{ $count }</b> of { rows }: left out because of errors
out-failed =
    <b>{ $count }</b> of { rows }: { $count ->
        [one] failed while it was written
       *[other] failed while they were written
    }
out-unknown =
    <b>{ $count }</b> of { rows }: { $count ->
        [one] sent, but it is not known whether it arrived
       *[other] sent, but it is not known whether they arrived
    }
out-skipped = <b>{ $count }</b> of { rows }: left out by a rule, as duplicates, or by the kind of import
out-skipped-update = <b>{ $count }</b> of { rows }: not in the help desk, and this import adds none
out-skipped-insert = <b>{ $count }</b> of { rows }: in the help desk already, and this import changes none
out-skipped-duplicates =
    <b>{ $count }</b> of { rows }: { $count ->
        [one] a duplicate, of which another row is used
       *[other] duplicates, of which other rows are used
    }
out-skipped-rule = <b>{ $count }</b> of { rows }: left out by a rule
out-skipped-aside = <b>{ $count }</b> of { rows }: set aside by hand
out-never =
    <b>{ $values }</b> { $values ->
        [one] value that stays empty, because it is not written
       *[other] values that stay empty, because they are not written
    }: { $fields }
out-faulty =
    <b>{ $values }</b> { $values ->
        [one] value that is left out, because it is faulty and the mapping says so
       *[other] values that are left out, because they are faulty and the mapping says so
    }: { $fields }
out-merged = <b>{ $count }</b> of { rows }: merged into another row of the same customer
# Names of columns follow, each with its number of values.
unused-named =
    { $columns ->
        [one] The values of a column that no rule uses, with their number:
       *[other] The values of columns that no rule uses, with their number:
    }
all-columns = all columns
how-long-and-where = How long, and where
time = Time
nothing-to-write = Nothing to write.
nothing-is-left = Nothing is left to write.
no-account = none: nothing was compared with a help desk
to-write-it = To write it
questions-plan = What must be answered first
questions-run = What to check
more-questions =
    { $questions ->
        [one] and 1 more question on the next page
       *[other] and { $questions } more questions on the next page
    }
more-checks =
    { $questions ->
        [one] and 1 more point on the next page
       *[other] and { $questions } more points on the next page
    }
further-questions = Further questions
further-checks = Further points
answer-settings = How to change the answers: what to set, and where
next-settings = What to set for the next import
head-question = Question
head-check = Point
head-setting = Setting
decision = Decision
decide-by-plan = Make the plan to decide: <code>deskferry import … --dry-run</code>
choice-go = Go
choice-change = Change first
choice-no = No
sign-name = Name
sign-date = Date
sign-signature = Signature

## What happens to values

updates-lead-written =
    { $updated } of { $planned ->
        [one] 1 planned update
       *[other] { $planned } planned updates
    } { $updated ->
        [one] was
       *[other] were
    } written. Other fields are not touched.
all-values-by-field = Values by field, all of them
all-values-by-field-caption = What happens to the values of each field: those that are lost most often come first
protected-values = Protected values
protected-first = The first { $shown } of { $all }: they are not written
protected-all = All of them: they are not written
left-out-values = Values left out
new-customer = new customer
head-kept = Kept
head-not-written = Not written
head-policy = When it is written
issue-totals =
    { $issues ->
        [one] 1 issue
       *[other] { $issues } issues
    }: { $errors ->
        [one] 1 error
       *[other] { $errors } errors
    }, and { $warnings ->
        [one] 1 warning
       *[other] { $warnings } warnings
    }{ $within ->
        [0] { "" }
       *[other] , { $within } of them in rows that are rejected anyway
    }.
left-out-unused = Columns that no rule uses: the { $shown } best filled of { $all } are listed; report.json has all.

## The sandbox

title-sandbox = [Sandbox] { $title }
sandbox = SANDBOX: nothing was written to your help desk.
sandbox-holds = SANDBOX: planned against the backup of { $time }; nothing was sent to your help desk.
sandbox-in-memory = The sandbox was in memory and is gone.
sandbox-in-file = The sandbox is in the file <code>{ $file }</code>
sandbox-at = The sandbox is at <code>{ $address }</code>
sandbox-imitates = The sandbox behaves as { $host } did on { $time }, as <code>deskferry doctor --probe</code> found.

## Left out: columns and fields

left-out-title = Left out: columns and fields
every-column-used = Every column with values is used.
every-column-used-or-left-out = Every column with values is used or left out on purpose.
unused-lead =
    { $columns ->
        [one] No rule of the mapping uses this column, so its values do not reach the help desk.
       *[other] No rule of the mapping uses these { $columns } columns, so their values do not reach the help desk.
    } To import a column, give it a rule in the mapping. To leave it out for good, add it to <code>leave_out</code> there.
unused-columns = Columns that no rule uses
unused-caption = Columns that go nowhere, the best filled first
only-in = only in { $files }
unused-empty = Columns without any value, which no rule uses
unused-on-purpose = Columns that the mapping leaves out on purpose
on-purpose-named =
    { $columns ->
        [one] 1 column is left out on purpose
       *[other] { $columns } columns are left out on purpose
    }: { $names }
unused-idle = Not filled, because the source has no column for it
unused-fields = Other fields of the help desk that nothing fills
unused-custom-fields = Custom fields of the account that nothing fills
names-and-more = { $names }, and { $more } more
missing-columns = Columns that the mapping names and the source does not have
missing-columns-caption = A mapping may name columns that only some files have, or have in another language
head-rule = Rule for
head-missing = Columns that are missing
head-result = Result
rule-in-part = The rest of the rule applies.
rule-ignored = The rule is ignored.
rule-without-column = The field is not filled.

## Policies of writing. The word of the mapping stands in brackets.

may-overwrite = What an update may overwrite
policy-always = always (always)
policy-if-empty = only where the help desk has no value (if_empty)
policy-on-insert = only with a new customer (on_insert)
never-written = never written
policy-never = never (never)
policy-append = by adding text (append)
policy-of-fields = { $policy }: { $fields }
all-fields = all fields
all-other-fields = all other fields
# The same on page one: first the rule, then what differs from it.
guard-none = No field is protected.
guard-some = All fields may be overwritten, except the following.
guard-if-empty = Protected: everything that the help desk has.
guard-on-insert = Protected: existing customers; only new ones get values.
guard-never = Protected: no value is written.
guard-append = Protected: everything that the help desk has; text is only added to it.
but-always = May be overwritten: { $fields }.
but-if-empty = Filled only where empty: { $fields }.
but-on-insert = Written only with a new customer: { $fields }.
but-never = Never written: { $fields }.
but-append = Only added to: { $fields }.

## On paper

paper-columns-with-issues = On paper: the { $shown } columns with the most errors. report.html has the others.
paper-each = On paper: the first { $shown } of each kind. report.html and results.csv have what is known of each row.
paper-columns = On paper: the first { $shown } columns. report.html has the others.
paper-groups = On paper: the first { $shown } groups. report.html has the others.
paper-countries = On paper: the first { $shown } countries. report.html has the others.
paper-updates = On paper: at most { $shown } updates, without the fields that lose nothing. report.html shows more.
paper-values = On paper: the first { $shown }. report.html has the others.
paper-footer = The paper leaves out sample rows, technical details and the ends of long lists. report.html in the folder of the run has all of them.

## The sample

sample = Sample
title-of-sample = { $what } of a sample
headline-sample =
    A sample, not the whole source: { $taken } of { $rows ->
        [one] { $rows } row
       *[other] { $rows } rows
    }.
sample-shows =
    { $taken } of { $rows ->
        [one] { $rows } row
       *[other] { $rows } rows
    } { $taken ->
        [one] shows
       *[other] show
    } { $shown } of the { $things ->
        [one] { $things } feature
       *[other] { $things } features
    } that the sources have.
sample-fewest = Fewer rows do not show everything.
sample-most = No other rows of this number show more.
sample-lead = This is a trial with a few rows, not the whole import. Everything below is about these rows only. The rows were chosen because they show the most: conversions, warnings, merged rows, and odd values.
sample-lacks = Not shown by these rows
sample-reasons = Why these rows
head-shows-first = Show for the first time
sample-only-one =
    No customer that can be written has as few rows as the sample should have ({ $most }). So the sample is the smallest one: { $rows ->
        [one] { $rows } row that is merged
       *[other] { $rows } rows that are merged
    } because they have the same { $names }. The first is { $row }. A part of these rows would make another customer.
sample-too-large =
    Too large for the sample: { $rows ->
        [one] { $rows } row that is merged
       *[other] { $rows } rows that are merged
    } into one customer because they have the same { $names }. The first is { $row }. A part of these rows would make another customer.
sample-more-rows =
    { $rows ->
        [one] and { $rows } more row
       *[other] and { $rows } more rows
    }

## What the rows of a sample show

shows-about = { $name }: { $what }
shows-text = { $what } “{ $value }”
shows-source = a row that can be written
shows-merged = rows that are merged
shows-merged-several = three or more rows that are merged
shows-replaces = a row that replaces an earlier one
shows-passed-over = a row that is skipped for an earlier one
shows-skipped = skipped: { $detail }
shows-error = error { $detail }
shows-warning = warning { $detail }
shows-if-empty = written only where the help desk has no value (if_empty)
shows-on-insert = written only with a new customer (on_insert)
shows-never = never written (never)
shows-append = added to the text if the help desk has one (append)
shows-filled = filled
shows-empty = left empty
shows-emptied = empties the field if the help desk has a value
shows-default = the default
shows-fallback = read from the state or province
shows-column = column { $detail }
shows-entry = entry of the lookup table
shows-not-in-table = not in the lookup table
shows-shape = written like { $detail }
shows-value = value
shows-changed = changed by the conversion
shows-several = several values in a cell
shows-repaired = repaired
shows-longest = longest value
shows-line-break = a line break
shows-leading-zeros = leading zeros
shows-formula = looks like a formula
shows-country-number = a country as a number
shows-country-two-letters = a country as a code of two letters
shows-country-three-letters = a country as a code of three letters
shows-country-english = a country by its English name
shows-country-other = a country by another name
shows-phone-plus = a number with +
shows-phone-zeros = a number with 00
shows-phone-with-country = a number without a country code, in a row with a country
shows-phone-without-country = a number without a country code, in a row without a country
shows-address-with-name = an address with a name
shows-without-scheme = without http://
shows-several-tags = several tags
shows-one-tag = one tag
shows-number-cell = a number cell
shows-bool-cell = a cell with true or false
shows-date-cell = a date cell
shows-letters-accents = letters with accents
shows-letters-greek = Greek letters
shows-letters-cyrillic = Cyrillic letters
shows-letters-hebrew = Hebrew letters
shows-letters-arabic = Arabic letters
shows-letters-india = letters of India
shows-letters-thai = Thai letters
shows-letters-korean = Korean letters
shows-letters-japanese = Japanese letters
shows-letters-chinese = Chinese characters
shows-letters-emoji = emoji
shows-letters-other = other characters outside ASCII

## Where each field comes from

origin-first = the first non-empty of { $names }
origin-template-of = a template of { $names }
origin-template-named = the template { $names }
origin-template = a template
origin-state = its state or province in { $names }
origin-or-state = { $own }, or its state or province in { $names }
origin-rest = every other column that begins with { $names }
origin-always = always { $names }
note-required = required
note-lookup = by a lookup
note-pattern = must match a pattern
note-default = default { $value }

## Technical details

technical-details = Technical details
exit-status = Exit status
hash-of-file = SHA-256 of { $file }
hash-of-mapping = SHA-256 of the mapping
hash-of-plan = SHA-256 in the last line of the plan

## Behind an issue: what became of a faulty value
faulty-left-out = {"; the field was left out"}
faulty-kept = {"; it was kept as typed"}
faulty-defaulted = {"; the default was used"}

## How sources were read, and customers looked up. English pages have the program's own words.

lookup-no-match = no lookup: the mapping does not say how customers are found
lookup-no-rows = no lookup: no rows are left to match
lookup-no-customers = no lookup: the help desk has no customers
lookup-list =
    { $pages ->
        [one] the whole list, { $pages } page
       *[other] the whole list, { $pages } pages
    } ({ $rows ->
        [one] { $rows } row would need a search
       *[other] { $rows } rows would need a search each
    })
lookup-searches =
    { $searches ->
        [one] { $searches } search
       *[other] { $searches } searches
    } (the whole list would be { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
lookup-searches-at-most =
    at most { $searches ->
        [one] { $searches } search
       *[other] { $searches } searches
    } (the whole list would be { $pages ->
        [one] { $pages } page
       *[other] { $pages } pages
    })
read-delimiter = delimiter { $value }
read-quote = quote { $value }
read-escape = escape { $value }
read-sheet = sheet { $value }
read-records = records in { $value }
read-header = header in row { $value }
read-no-quotes = quotes are text
read-no-header = no header
read-rejects = rejects of an earlier run
read-stated = set by you
read-guessed = a guess
read-day-first =
    { $scope ->
        [alone] day before month, by row { $row } alone
       *[all] day before month, as in row { $row }
    }
read-month-first =
    { $scope ->
        [alone] month before day, by row { $row } alone
       *[all] month before day, as in row { $row }
    }
read-country = most rows have { $country } ({ $code }; { $shown } of the { $all } rows with a country)
