### The questions of page one, the answers assumed, and how to change them. docs/CONTRIBUTING.md says how to add one.
###
### `change` is for whoever decides, so it has no word of the program. `setting` names the setting in the details.
### $columns is empty or like " (Phone, Mobile)", $field the name of a field.

ask-replaced =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 value that the help desk has will be replaced
           *[other] { $replaced } values that the help desk has will be replaced
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 value that the help desk has will be emptied
               *[other] { $emptied } values that the help desk has will be emptied
            }
            [one] 1 value that the help desk has will be replaced, and { $emptied } emptied
           *[other] { $replaced } values that the help desk has will be replaced, and { $emptied } emptied
        }
    }. Really? Or only fill empty ones?
    .assumed = Yes, as the plan says.
    .change = Have the plan made again, so that it fills only empty values or protects single fields.
    .setting = --write if_empty fills only empty values; in the mapping, write = "if_empty" does so for a single field.
ask-replaced-written =
    { $emptied ->
        [0] { $replaced ->
            [one] 1 value that the help desk had was replaced
           *[other] { $replaced } values that the help desk had were replaced
        }
       *[other] { $replaced ->
            [0] { $emptied ->
                [one] 1 value that the help desk had was emptied
               *[other] { $emptied } values that the help desk had were emptied
            }
            [one] 1 value that the help desk had was replaced, and { $emptied } emptied
           *[other] { $replaced } values that the help desk had were replaced, and { $emptied } emptied
        }
    }.
    .assumed = As the plan said.
    .change = Have the import taken back. That restores the earlier values.
    .setting = deskferry undo { $run } takes the import back.
ask-rejected =
    { $count ->
        [one] 1 row has an error and will not be written
       *[other] { $count } rows have errors and will not be written
    }{ $others ->
        [0] { "" }
        [one] {" "}(1 more row has a question of its own)
       *[other] {" "}({ $others } more rows have questions of their own)
    }. Go without?
    .assumed = Yes: this does not affect the other rows. Most frequent: { $reasons }.
    .change = Correct the cells in rejects.xlsx, which lies beside this page, and import that file. If many rows have the same error, correct the mapping instead.
    .setting = deskferry import rejects.xlsx -m MAPPING imports the corrected rows; rejects.xlsx is the file in the folder of this run, MAPPING its mapping. In the mapping, on_invalid = "empty" of a field writes a row without the faulty value.
ask-rejected-written =
    { $count ->
        [one] 1 row has an error and was not written.
       *[other] { $count } rows have errors and were not written.
    }
    .assumed = Most frequent: { $reasons }.
    .change = Correct the cells in rejects.xlsx, which lies beside this page, and import that file. If many rows have the same error, correct the mapping instead.
    .setting = deskferry import rejects.xlsx -m MAPPING imports the corrected rows; rejects.xlsx is the file in the folder of this run, MAPPING its mapping. In the mapping, on_invalid = "empty" of a field writes a row without the faulty value.
ask-rejected-stale =
    { $count ->
        [one] 1 row has an error and was not written.
       *[other] { $count } rows have errors and were not written.
    }
    .assumed =
        { $count ->
            [one] Its customer has changed since the plan was made.
           *[other] Their customers have changed since the plan was made.
        }
    .change = Import the source again: the new plan takes the present values of the customers.
ask-duplicates =
    { $count ->
        [one] 1 row is the same customer as an earlier row
       *[other] { $count } rows are the same customers as earlier rows
    }. { $count ->
        [one] Use only one of the two rows?
       *[other] Use only one row of each customer?
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] Yes: the first row is used, and the other is left out.
               *[other] Yes: the first row of each customer is used, and the others are left out.
            }
            [last] { $count ->
                [one] Yes: the last row is used, and the other is left out.
               *[other] Yes: the last row of each customer is used, and the others are left out.
            }
           *[mixed] { $count ->
                [one] Yes: one row is used, and the other is left out.
               *[other] Yes: one row of each customer is used, and the others are left out.
            }
        }
    .change = Have another row of each customer used, or all its rows merged.
    .setting = on_duplicate in the mapping says what to do: "first" uses the first row, "last" the last, "merge" merges them.
ask-merged =
    { $count ->
        [one] 1 row is the same customer as an earlier row
       *[other] { $count } rows are the same customers as earlier rows
    }. { $count ->
        [one] Put the two rows together?
       *[other] Put the rows of each customer together?
    }
    .assumed = Yes: the rows of a customer are merged, and the first value of each field is kept unless the mapping says otherwise.
    .change = Have only one row of each customer used: the first or the last.
    .setting = on_duplicate in the mapping says what to do: "first" uses the first row, "last" the last, "merge" merges them.
ask-phone-region =
    { $count ->
        [one] 1 phone number has
       *[other] { $count } phone numbers have
    } no country ({ $field }). { $count ->
        [one] Read it as a number of { $country }?
       *[other] Read them as numbers of { $country }?
    }
    .assumed = Yes: the mapping says so for this field.
    .change =
        { $count ->
            [one] Fill in the country of this row, or have another country set for the field.
           *[other] Fill in the country of these rows, or have another country set for the field.
        }
    .setting = region of the field in the mapping is the country of numbers without one, now "{ $code }".
ask-day-first =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } could be 3 April or 4 March (3/4) ({ $field }). Read with the day first?
    .assumed =
        { $shown ->
            [one] Yes: row { $row } alone shows this order.
           *[other] Yes: { $shown } rows show this order, the first is row { $row }.
        }
    .change = Have the other order set for this field.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-month-first =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } could be 3 April or 4 March (3/4) ({ $field }). Read with the month first?
    .assumed =
        { $shown ->
            [one] Yes: row { $row } alone shows this order.
           *[other] Yes: { $shown } rows show this order, the first is row { $row }.
        }
    .change = Have the other order set for this field.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-year-first =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } could begin with the day or with the year ({ $field }). Read with the year first?
    .assumed =
        { $shown ->
            [one] Yes: row { $row } alone shows this order.
           *[other] Yes: { $shown } rows show this order, the first is row { $row }.
        }
    .change = Have the other order set for this field.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-encoding = { $file } does not say how its letters are stored. Read it as { $encoding }? Look at names with accents.
    .assumed = Yes: { $encoding } fits its content.
    .change = Save the file as UTF-8, or have the right encoding named.
    .setting = --encoding NAME says how the letters of a file are stored.
# Any other warning. The remedy of its code says how to change it.
ask-other =
    { $count ->
        [one] 1 value
       *[other] { $count } values
    }{ $columns }: { $title }. { $count ->
        [one] Import its row all the same?
       *[other] Import their rows all the same?
    }
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] Yes, without the value: the mapping leaves it out.
               *[other] Yes, without the values: the mapping leaves them out.
            }
            [kept] { $count ->
                [one] Yes: the mapping keeps the value as it is typed.
               *[other] Yes: the mapping keeps the values as they are typed.
            }
            [defaulted] { $count ->
                [one] Yes, with the default of the mapping instead of the value.
               *[other] Yes, with the default of the mapping instead of the values.
            }
            [mixed] Yes, as the mapping says for each field. Left out: { $left_out }; kept as typed: { $kept }; replaced by the default: { $defaulted }.
           *[unknown] { $count ->
                [one] Yes: the mapping lets it pass, without the value or with it as it is.
               *[other] Yes: the mapping lets them pass, without the value or with it as it is.
            }
        }
    .change =
        { $count ->
            [one] Correct the row in the file, or have it left out.
           *[other] Correct the rows in the file, or have them left out.
        }
# Instead of the remedy of a code, if the mapping does already what it offers.
setting-language-defaulted = Write en, it, es or fr in the column. The default of the field is used already.
setting-phone-kept = Correct the number. It is kept as typed already.
setting-photo-left-out = Put the image into the folder, or correct the cell. The customer is imported without a photo already.
ask-E207 =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } can be read in two ways{ $columns }{ $example ->
        [none] { "" }
       *[some] , such as { $example }
    }{ $orders ->
        [both] , and other rows show both orders
       *[unknown] { "" }
    }. Which comes first, the day or the month?
    .assumed =
        { $count ->
            [one] Neither: the row is left out.
           *[other] Neither: the rows are left out.
        }
    .change = Have the order set for this field.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-E213 =
    { $count ->
        [one] 1 phone number has no country, and neither has its row
       *[other] { $count } phone numbers have no country, and neither have their rows
    }{ $columns }. { $count ->
        [one] Which country is it from?
       *[other] Which country are they from?
    }
    .assumed =
        { $count ->
            [one] None: the row is left out.
           *[other] None: the rows are left out.
        }
    .change =
        { $count ->
            [one] Fill in the country of the row, or have a country set for such numbers.
           *[other] Fill in the country of the rows, or have a country set for such numbers.
        }
    .setting = region of the field in the mapping sets the country, for example region = "IT" for Italy.
ask-E401 =
    { $count ->
        [one] 1 row has nothing by which its customer can be found
       *[other] { $count } rows have nothing by which their customers can be found
    }{ $columns }. { $count ->
        [one] Add it as a new customer?
       *[other] Add them as new customers?
    }
    .assumed =
        { $count ->
            [one] No: it is left out, because the customer may exist already.
           *[other] No: they are left out, because the customers may exist already.
        }
    .change = Have such rows added as new customers.
    .setting = on_no_key = "insert" in the mapping, where it says how customers are found, adds them.
ask-E403 =
    { $count ->
        [one] 1 row fits several customers of the help desk
       *[other] { $count } rows fit several customers of the help desk
    }{ $columns }. Which one is meant?
    .assumed =
        { $count ->
            [one] None: the row is left out.
           *[other] None: the rows are left out.
        }
    .change = Merge these customers in the help desk, or have the first or the last one used.
    .setting = --on-multiple first uses the customer that the help desk lists first, --on-multiple last the one that it lists last.
ask-W010 =
    { $count ->
        [one] 1 line follows a broken quote
       *[other] { $count } lines follow a broken quote
    }{ $columns }. { $count ->
        [one] Is it a row of its own?
       *[other] Are they rows of their own?
    }
    .assumed =
        { $count ->
            [one] Yes: it is read as a row.
           *[other] Yes: each is read as a row.
        }
    .change =
        { $count ->
            [one] Correct the quote in the row before it.
           *[other] Correct the quote in the row before them.
        }
ask-W011 =
    { $count ->
        [one] 1 cell contains what looks like a row
       *[other] { $count } cells contain what looks like a row
    }{ $columns }. { $count ->
        [one] Is it only text?
       *[other] Are they only text?
    }
    .assumed =
        { $count ->
            [one] Yes: it is part of the cell.
           *[other] Yes: they are part of their cells.
        }
    .change =
        { $count ->
            [one] If it is a row, close the quote before it in the file.
           *[other] If they are rows, close the quotes before them in the file.
        }
ask-W012 =
    { $count ->
        [one] 1 value has a double quote inside
       *[other] { $count } values have a double quote inside
    }{ $columns }. Is it part of the text?
    .assumed = Yes: it is kept.
    .change = If quotes only enclose values, correct the value in the file.
ask-W018 =
    { $count ->
        [one] 1 cell is empty because it is merged with the one above
       *[other] { $count } cells are empty because they are merged with the ones above
    }{ $columns }. { $count ->
        [one] Leave it empty?
       *[other] Leave them empty?
    }
    .assumed = Yes: only the first row has the value.
    .change = Have the value used in all the rows of a merged cell.
    .setting = --merged fill uses the value of a merged cell in all of its rows.
ask-W019 =
    { $count ->
        [one] 1 row may be only a part of a row
       *[other] { $count } rows may be only parts of rows
    }{ $columns }. { $count ->
        [one] Is it complete?
       *[other] Are they complete?
    }
    .assumed =
        { $count ->
            [one] Yes: it is read as a row.
           *[other] Yes: each is read as a row.
        }
    .change = If not, put the broken value into double quotes in the file.
ask-W020 =
    { $count ->
        [one] 1 row has more or fewer cells than the rows around it
       *[other] { $count } rows have more or fewer cells than the rows around them
    }{ $columns }. Is each value in its column?
    .assumed = Yes: the cells are read in order.
    .change = If not, put the value that contains a delimiter into double quotes in the file.
ask-W022 =
    { $count ->
        [one] 1 file says that there is a further page
       *[other] { $count } files say that there is a further page
    }{ $columns }. Import without it?
    .assumed = Yes: only what the file has is imported.
    .change = Request all pages from the program, and import the rest, too.
ask-W023 =
    { $count ->
        [one] 1 value has a backslash that may stand for a line break or a tab
       *[other] { $count } values have a backslash that may stand for a line break or a tab
    }{ $columns }. Keep the backslash?
    .assumed = Yes: the value is unchanged.
    .change = If it stands for a line break or a tab, have it read as one.
    .setting = --escape '\' reads the backslash as the beginning of a special character.
ask-W024 =
    { $count ->
        [one] 1 record has an object where others have a value, or the reverse
       *[other] { $count } records have an object where others have a value, or the reverse
    }{ $columns }. Leave the field as it is?
    .assumed =
        { $count ->
            [one] Yes: the row sets no value for it.
           *[other] Yes: the rows set no value for it.
        }
    .change = Add the further columns to the field in the mapping.
ask-W025 =
    { $count ->
        [one] A spreadsheet changed 1 cell of the rejected rows
       *[other] A spreadsheet changed { $count } cells of the rejected rows
    }{ $columns }. { $count ->
        [one] Take its original value?
       *[other] Take their original values?
    }
    .assumed = Yes: the value that the row had when it was rejected is taken.
    .change = To keep a value of the file, empty the cell _run of its row.
ask-W026 =
    { $count ->
        [one] 1 cell of the rejected rows was changed though it had no error, or only in its form
       *[other] { $count } cells of the rejected rows were changed though they had no error, or only in their form
    }{ $columns }. { $count ->
        [one] Keep the change?
       *[other] Keep the changes?
    }
    .assumed = Yes: the value of the file is kept.
    .change = To undo a change, put the old value back into the cell. The message of the warning has it.
ask-W027 =
    { $count ->
        [one] 1 correction no longer fits its row
       *[other] { $count } corrections no longer fit their rows
    }{ $columns }. Go without?
    .assumed = Yes: the row may have changed, so nothing of it was overwritten.
    .change = Look for the row in the source, and correct it again.
ask-W028 =
    { $count ->
        [one] A spreadsheet may have changed the new value of 1 correction
       *[other] A spreadsheet may have changed the new values of { $count } corrections
    }{ $columns }. Go on?
    .assumed = Yes: a person may have meant it.
    .change = Write the value again with a text editor in the file of fixes.
ask-W111 =
    { $count ->
        [one] 1 contact card has parts that were ignored
       *[other] { $count } contact cards have parts that were ignored
    }{ $columns }. Go without these parts?
    .assumed = Yes: pictures, second names and the like are left out.
    .change = Add what is missing in the help desk by hand.
ask-W013 =
    { $count ->
        [one] 1 value is garbled, as JosÃ© for José
       *[other] { $count } values are garbled, as JosÃ© for José
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not repaired.
           *[other] Yes: they are not repaired.
        }
    .change =
        { $count ->
            [one] Have it repaired, or export the file again as UTF-8.
           *[other] Have them repaired, or export the file again as UTF-8.
        }
    .setting = repair = ["double-utf8"] in the mapping repairs such values.
ask-W014 =
    { $count ->
        [one] 1 value has lost letters before the export
       *[other] { $count } values have lost letters before the export
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed = Yes: the letters are no longer in the file.
    .change =
        { $count ->
            [one] Export the data again as UTF-8, or correct the value by hand.
           *[other] Export the data again as UTF-8, or correct the values by hand.
        }
ask-W021 =
    { $count ->
        [one] 1 value reads better in another encoding, as Jos‚ for José
       *[other] { $count } values read better in another encoding, as Jos‚ for José
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not changed.
           *[other] Yes: they are not changed.
        }
    .change =
        { $count ->
            [one] Correct the cell, or have the right encoding of the file named.
           *[other] Correct the cells, or have the right encoding of the file named.
        }
    .setting = --encoding NAME says how the letters of a file are stored.
ask-W015 =
    { $count ->
        [one] 1 value is written for a web page, with &amp; for &
       *[other] { $count } values are written for a web page, with &amp; for &
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not repaired.
           *[other] Yes: they are not repaired.
        }
    .change =
        { $count ->
            [one] Have it repaired.
           *[other] Have them repaired.
        }
    .setting = repair = ["entities"] in the mapping repairs such values.
ask-W106 =
    { $count ->
        [one] 1 value had invisible characters
       *[other] { $count } values had invisible characters
    }{ $columns }. { $count ->
        [one] Write it without?
       *[other] Write them without?
    }
    .assumed = Yes: these characters are removed.
    .change =
        { $count ->
            [one] Correct the cell in the file.
           *[other] Correct the cells in the file.
        }
ask-W107 =
    { $count ->
        [one] 1 cell has more values than the field takes
       *[other] { $count } cells have more values than the field takes
    }{ $columns }. { $count ->
        [one] Use only the first?
       *[other] Use only the first of each?
    }
    .assumed = Yes: the others are left out.
    .change = Have a field added for the others.
    .setting = take = "others" of a further field in the mapping takes the others.
ask-W108 =
    { $count ->
        [one] 1 value may mean that the cell is empty (none, nan, null)
       *[other] { $count } values may mean that the cell is empty (none, nan, null)
    }{ $columns }. { $count ->
        [one] Write this word?
       *[other] Write these words?
    }
    .assumed =
        { $count ->
            [one] Yes: it is written as text.
           *[other] Yes: they are written as text.
        }
    .change =
        { $count ->
            [one] If it means empty, have it read as empty.
           *[other] If they mean empty, have them read as empty.
        }
    .setting = null, under [source] (how the file is read) in the mapping, lists the words that mean empty.
ask-W109 =
    { $count ->
        [one] 1 whole number is written as a decimal (1067.0)
       *[other] { $count } whole numbers are written as decimals (1067.0)
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not repaired, and leading zeros may be missing.
           *[other] Yes: they are not repaired, and leading zeros may be missing.
        }
    .change =
        { $count ->
            [one] Have it repaired, or export the column as text.
           *[other] Have them repaired, or export the column as text.
        }
    .setting = repair = ["float"] in the mapping repairs such values.
ask-W110 =
    { $count ->
        [one] 1 row has several addresses whose parts do not match
       *[other] { $count } rows have several addresses whose parts do not match
    }{ $columns }. Leave out what may belong to another address?
    .assumed = Yes: only the parts that are certain are written.
    .change =
        { $count ->
            [one] Fill in the addresses of this customer by hand in the help desk.
           *[other] Fill in these addresses by hand in the help desk.
        }
ask-W214 =
    { $count ->
        [one] 1 phone number may belong to another country
       *[other] { $count } phone numbers may belong to another country
    }{ $columns }. { $count ->
        [one] Write it as typed, without a country code?
       *[other] Write them as typed, without a country code?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not changed.
           *[other] Yes: they are not changed.
        }
    .change =
        { $count ->
            [one] Write it with + and the country code, or correct the country of the row.
           *[other] Write them with + and the country code, or correct the country of the rows.
        }
    .setting = trust_country = true of the field in the mapping says that the countries of all rows are right.
ask-W215 =
    { $count ->
        [one] 1 postcode does not fit its country
       *[other] { $count } postcodes do not fit their countries
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not changed.
           *[other] Yes: they are not changed.
        }
    .change = Correct the postcode or the country; a spreadsheet may have removed leading zeros.
ask-W218 =
    { $count ->
        [one] 1 photo is not restored
       *[other] { $count } photos are not restored
    }{ $columns }. { $count ->
        [one] Go without it?
       *[other] Go without them?
    }
    .assumed = Yes: all other fields are written.
    .change =
        { $count ->
            [one] Upload the photo in the help desk by hand.
           *[other] Upload the photos in the help desk by hand.
        }
ask-W302 =
    { $count ->
        [one] 1 customer has no e-mail address
       *[other] { $count } customers have no e-mail address
    }{ $columns }. { $count ->
        [one] Import this customer without?
       *[other] Import them without?
    }
    .assumed =
        { $count ->
            [one] Yes: nobody can write to this customer by e-mail.
           *[other] Yes: nobody can write to them by e-mail.
        }
    .change =
        { $count ->
            [one] Fill in the address in the file.
           *[other] Fill in the addresses in the file.
        }
ask-W303 =
    { $count ->
        [one] 1 birth date is in the future or before 1900
       *[other] { $count } birth dates are in the future or before 1900
    }{ $columns }. { $count ->
        [one] Write it as it is?
       *[other] Write them as they are?
    }
    .assumed =
        { $count ->
            [one] Yes: it is not changed.
           *[other] Yes: they are not changed.
        }
    .change =
        { $count ->
            [one] Check the year in the file.
           *[other] Check the years in the file.
        }
ask-W405 =
    { $count ->
        [one] 1 customer has rows with different values
       *[other] { $count } customers have rows with different values
    }{ $columns }. Use the value that the mapping chooses?
    .assumed = Yes: usually the first; the others are not written.
    .change = Have another value of the field chosen.
    .setting = merge of a field in the mapping says which of its values is used.
ask-W407 =
    { $count ->
        [one] 1 customer of the backup is gone, and another one has the same key
       *[other] { $count } customers of the backup are gone, and others have the same keys
    }{ $columns }. { $count ->
        [one] Restore into this other customer?
       *[other] Restore into these other customers?
    }
    .assumed =
        { $count ->
            [one] Yes: the other customer gets the values of the backup.
           *[other] Yes: the other customers get the values of the backup.
        }
    .change =
        { $count ->
            [one] Compare the two, and restore only who is the same person.
           *[other] Compare them, and restore only who is the same person.
        }
ask-W507 =
    { $count ->
        [one] 1 customer was added by someone else at the same moment
       *[other] { $count } customers were added by others at the same moment
    }{ $columns }. Keep both?
    .assumed = Yes: both are in the help desk.
    .change =
        { $count ->
            [one] Compare the two there, and delete or merge one.
           *[other] Compare them there, and delete or merge one of each.
        }

## What to check after a run. There is nothing to answer: the texts say what was done, and how to mend it.

ask-duplicates-written =
    { $count ->
        [one] 1 row is the same customer as an earlier row.
       *[other] { $count } rows are the same customers as earlier rows.
    }
    .assumed =
        { $used ->
            [first] { $count ->
                [one] The first row was used, and the other was left out.
               *[other] The first row of each customer was used, and the others were left out.
            }
            [last] { $count ->
                [one] The last row was used, and the other was left out.
               *[other] The last row of each customer was used, and the others were left out.
            }
           *[mixed] { $count ->
                [one] One of the two rows was used, and the other was left out.
               *[other] One row of each customer was used, and the others were left out.
            }
        }
    .change = If another row is right, correct the customer in the help desk.
ask-merged-written =
    { $count ->
        [one] 1 row is the same customer as an earlier row.
       *[other] { $count } rows are the same customers as earlier rows.
    }
    .assumed = The rows of each customer were merged; of each field, the first value was kept unless the mapping says otherwise.
    .change = If another value is right, correct the customer in the help desk.
ask-phone-region-written =
    { $count ->
        [one] 1 phone number had no country ({ $field }).
       *[other] { $count } phone numbers had no country ({ $field }).
    }
    .assumed =
        { $count ->
            [one] It was read as a number of { $country }.
           *[other] They were read as numbers of { $country }.
        }
    .change = If a number is from another country, correct it in the help desk.
    .setting = region of the field in the mapping is the country of numbers without one, now "{ $code }".
ask-day-first-written =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } could be 3 April or 4 March (3/4) ({ $field }).
    .assumed = The day was read first, as in row { $row }.
    .change = If that is wrong, have the import undone and repeated with the other order.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-month-first-written =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } could be 3 April or 4 March (3/4) ({ $field }).
    .assumed = The month was read first, as in row { $row }.
    .change = If that is wrong, have the import undone and repeated with the other order.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-year-first-written =
    { $count ->
        [one] 1 date
       *[other] { $count } dates
    } could begin with the day or with the year ({ $field }).
    .assumed = The year was read first, as in row { $row }.
    .change = If that is wrong, have the import undone and repeated with the other order.
    .setting = order of the field in the mapping: "dmy" is day, month, year; "mdy" is month, day, year.
ask-encoding-written = { $file } does not say how its letters are stored.
    .assumed = It was read as { $encoding }.
    .change = Look at names with accents in the help desk. If one is wrong, have the import undone and repeated with the right encoding.
    .setting = --encoding NAME says how the letters of a file are stored.
ask-other-written =
    { $count ->
        [one] 1 value
       *[other] { $count } values
    }{ $columns }: { $title }.
    .assumed =
        { $outcome ->
            [left-out] { $count ->
                [one] The row was imported without the value: the mapping leaves it out.
               *[other] The rows were imported without the values: the mapping leaves them out.
            }
            [kept] { $count ->
                [one] The row was imported with the value as it is typed: the mapping keeps it.
               *[other] The rows were imported with the values as they are typed: the mapping keeps them.
            }
            [defaulted] { $count ->
                [one] The row was imported with the default of the mapping instead of the value.
               *[other] The rows were imported with the default of the mapping instead of the values.
            }
            [mixed] The rows were imported as the mapping says for each field. Values left out: { $left_out }; kept as typed: { $kept }; replaced by the default: { $defaulted }.
           *[unknown] { $count ->
                [one] The row was imported all the same. results.csv says what was done with the value.
               *[other] The rows were imported all the same. results.csv says of each what was done with the value.
            }
        }
    .change =
        { $count ->
            [one] Correct the customer in the help desk, or the row in the file and import it again.
           *[other] Correct the customers in the help desk, or the rows in the file and import them again.
        }
