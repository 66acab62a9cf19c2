//! The catalog of issue codes. A published code keeps its meaning.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The entry of a code, as `deskferry explain` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeSpec {
    /// `E201`.
    pub id: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// When it occurs and why it matters.
    pub detail: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($name:ident $id:literal $title:literal $detail:literal $remedy:literal;)*) => {
        /// A stable code of an issue. `E0..` the source, `E1..` the mapping, `E2..` conversions,
        /// `E3..` validation, `E4..` planning, `E5..` writing. `W...` is always a warning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The entry in the catalog.
            pub fn spec(self) -> CodeSpec {
                match self { $(Code::$name => CodeSpec { id: $id, title: $title, detail: $detail, remedy: $remedy },)* }
            }
        }
    };
}

codes! {
    Ragged "E001" "the row has more or fewer cells than the header"
        "A row with more or fewer cells than the header is never padded or cut: its values could end up in the wrong columns. The usual cause is a delimiter or a line break inside an unquoted value."
        "Put the value in double quotes, or export the file again.";
    CellTooLong "E002" "a cell is longer than the limit"
        "A cell of more than a million bytes is rarely intended. More often a quote is never closed, so the rest of the file becomes one cell."
        "Close the quote, or shorten the value.";
    NulByte "E003" "the row contains a NUL byte"
        "A NUL byte can't be part of text. The file is damaged, or it was read in the wrong encoding."
        "Export the file again, or set its encoding with --encoding.";
    BadEncoding "E004" "the row contains bytes that are invalid in this encoding"
        "The bytes can't be decoded in the encoding that was detected or set. They are not replaced with question marks, because the damaged names would reach the help desk. If many rows are affected, the file is in another encoding. If only a few are, the file was put together from files in different encodings."
        "If many rows are affected, set the encoding with --encoding (windows-1252, cp850, macintosh, shift_jis, ...), or save the file as UTF-8. If only a few are, correct them in the rejects file.";
    CellError "E005" "the cell contains a spreadsheet error"
        "A formula in the workbook could not be computed (#N/A, #REF!, #DIV/0! and the like), so its value is unknown."
        "Fix the formula, or empty the cell.";
    DigitsLost "E006" "the number has lost digits"
        "A spreadsheet keeps 15 digits of a number and shows long numbers as 3.93391E+11. The lost digits can't be recovered."
        "Format the column as text in the spreadsheet and enter the value again, or export it again.";
    UnclosedQuote "E007" "a double quote is never closed"
        "A value begins with a double quote that is not closed before the end of the file, or within a million bytes. deskferry rejects the row and names its first line. It then reads each line after that as a row of its own."
        "Close the quote in that row, or double it (\"\") if it is part of the value. If all quotes in the file are part of values, use --quote none.";
    BadJson "E008" "the record is not a JSON object or a vCard"
        "Each record of a JSON file must be a JSON object of names and values. Each card of a vCard file must begin with BEGIN:VCARD and end with END:VCARD. Only the broken record is rejected; reading continues with the next one."
        "Correct the record, or export it again.";
    StrayQuote "E009" "a double quote is in the wrong place"
        "A double quote closes a value, but text follows it (\"12\" desk\"), so the end of the value is unknown. deskferry rejects the row and names its first line. It then reads each line after that, up to the one with the error, as a row of its own."
        "Double the quote (\"\") if it is part of the value. If all quotes in the file are part of values, use --quote none. If they are escaped with a backslash, use --escape '\\'.";
    ReadAlone "W010" "this line was read as a row because an earlier row has a broken quote"
        "A quote in an earlier row is never closed, or text follows a closing quote. The lines after it may belong to its value. This line has as many cells as the header and no broken quote, so it was read as a row."
        "Check whether it is a row, and correct the quote in the earlier row.";
    RowInCell "W011" "a cell of several lines contains what looks like a row"
        "One or more lines inside a quoted value look like rows. They may be rows that became part of this value because a quote before them is not closed."
        "If it is a row, close the quote before it. If not, no action is needed.";
    BareQuote "W012" "a double quote is inside an unquoted value"
        "The value contains a double quote but does not begin with one. The quote was kept as part of the value, as in 20\" screen. It may also be the end of a quoted value whose opening quote is missing."
        "Check the value. If all quotes in the file are part of values, use --quote none.";
    EncodedTwice "W013" "the text was encoded twice"
        "A program read UTF-8 as another encoding and encoded it again, so José became JosÃ©. The value is sent unchanged unless the mapping repairs it."
        "Set repair = [\"double-utf8\"] for the field in the mapping, or export the file again as UTF-8.";
    LostLetters "W014" "letters were lost before the file was written"
        "The value contains U+FFFD, the character that a program writes for a letter that it can't read. The letter itself is no longer in the file."
        "Export the data again as UTF-8, or correct the value by hand.";
    Entities "W015" "the text contains HTML entities"
        "The value was written for a web page: &amp; means an ampersand, &eacute; means é. It is sent unchanged unless the mapping repairs it."
        "Set repair = [\"entities\"] for the field in the mapping, or export the file again without HTML.";
    NoResult "E016" "the formula has no stored result"
        "The program that wrote the workbook stored a formula without its result. The file does not contain the value that a spreadsheet shows in this cell. deskferry does not compute formulas, and it does not treat such a cell as empty."
        "Open the workbook in Excel or LibreOffice and save it again to compute its formulas.";
    StandsTwice "E017" "the sheet has this row twice"
        "Two rows of the workbook have the same number, or two cells have the same address. Some programs that write workbooks make this mistake, and a spreadsheet silently drops one of the two. It is unknown which one is correct."
        "Open the workbook in a spreadsheet, check the row and save it again, or export it again.";
    MergedCell "W018" "the cell is empty because it is merged; see --merged fill"
        "A cell is merged over several rows, and only the first row has its value. In the other rows the field is empty. For example, a company name in a merged cell reaches only the first of its contacts. Values that are still stored in the other rows are ignored, because no spreadsheet shows them."
        "Use --merged fill, or merged = \"fill\" under [source] in the mapping, to use the value in all of these rows.";
    PartOfRow "W019" "the row may be only part of a row"
        "A line break inside a value without quotes, or without its opening quote, splits a row. This part has as many cells as the header, so it was read as a row. A row near it has a single cell, or a closing quote without an opening one."
        "Check the row that the message names. If the two are one row, put the value in double quotes. If not, correct that row.";
    ShiftedRow "W020" "more or fewer cells than the rows around it"
        "The row has extra empty cells at its end, or fewer of them than the rows around it. A delimiter inside an unquoted value causes this, and moves the values after it to the next columns."
        "Check that each value is in its column. Put a value that contains the delimiter in double quotes.";
    Misread "W021" "the text reads better in another encoding"
        "A word contains characters that no name has (Jos‚), and its bytes are a plausible word in another encoding (José in cp850). The row was probably written by a different program. The value is sent unchanged."
        "Correct the cell, or export its row again as UTF-8. If all rows read better in that encoding, set it with --encoding.";
    NotData "E020" "the row repeats the header or is a line of dashes"
        "Programs that print tables write a line of dashes below the header and repeat the header on each page. Such a row is not a customer."
        "Delete the row, or export the table without lines and page headers.";
    FurtherPage "W022" "the file is one page of several"
        "The file contains an API response, and the last response says that there is another page. The customers of that page are missing from the file. The warning is on the last row."
        "Request all pages from the API and import them, too. If each page is in its own file, no action is needed.";
    UnreadEscape "W023" "a backslash may be an escape"
        "Databases write a line break inside a value as \\n, a tab as \\t and a backslash as \\\\ (mysql -B, COPY of PostgreSQL, INTO OUTFILE). All backslashes at the top of the file may be escapes, but this is not certain, so the value was read unchanged."
        "If the backslashes in this file are escapes, use --escape '\\', or escape = '\\' under [source]. If they are text, use --escape none.";
    ObjectForValue "W024" "an object in some records, a value in others"
        "In other records of the file, this member is a text, a number, true or false. Here it is an object, whose members are columns of their own. The row sets no value for the field, and an existing customer keeps its own."
        "Add the member of the object to the mapping: FIELD = { first = [\"note\", \"note.text\"] }.";
    BentCell "W025" "a spreadsheet has changed the cell of a rejected row"
        "Spreadsheets remove leading zeros and the + of numbers, turn 1/2 into a date, and save letters that their encoding does not have as ? or as similar ones. The rejects of the run that rejected the row have the original value, so that one is taken. A cell that a person changed stays."
        "No action is needed. To keep the value of the file instead, empty the _run cell of the row. A file that is saved as XLSX keeps its values.";
    ChangedCell "W026" "the cell of a rejected row was changed, perhaps by mistake"
        "The cell differs from what the run had rejected, although it had no error. A person may have changed it, or a spreadsheet in a way that is not known for certain. The value of the file is kept."
        "Compare the two values. If the change is wanted, no action is needed. If not, put the old value back into the cell.";
    RefusedFix "W027" "a fix no longer fits its row"
        "A fix (--fixes) names its row by the row's content. No row has this content any more, or the cell or the column is not as the fix says. The row may have been corrected at its source, or changed in another way. The fix was not applied, because it could overwrite a newer value. An import, and a dry run that saves its plan, end before they send anything, unless --allow-refused-fixes is given."
        "Look at the row in the source. Mend it again, or remove the line from the file of fixes.";
    BentFix "W028" "a spreadsheet may have changed the value of a fix"
        "Spreadsheets remove leading zeros and the + of numbers, write long numbers as 3.9E+11, and turn 1/2 into a date. The new value of a fix (--fixes) looks as if the file of fixes had been saved by such a program. It is taken all the same, because a person may have meant it."
        "Compare `was` and `now` in the file of fixes. If a part of the value is lost, write it again with a text editor, or with every column as text.";
    Required "E101" "a required field is empty"
        "The mapping requires this field, and no column or default gives it a value."
        "Fill in the cell, or give the field a default in the mapping.";
    Lookup "E102" "the value is not in the lookup table"
        "The mapping translates the values of this column with a table that does not contain this value."
        "Add the value to the lookup in the mapping, or correct the cell.";
    Pattern "E103" "the value does not match the pattern"
        "The mapping has a regular expression for this field, and the value does not match it."
        "Correct the cell, or the pattern in the mapping.";
    Template "E104" "the template failed"
        "The template of this field failed for this row."
        "Correct the template in the mapping, or the cell that it uses.";
    Enumeration "E105" "the value is not one of the allowed values"
        "The mapping lists the values that this field may have."
        "Correct the cell, or add the value to the list in the mapping.";
    RowRule "E107" "a rule in the mapping rejects the row"
        "The condition of a [[when]] rule in the mapping is true for this row. The message contains the note of the rule."
        "Correct or delete the row, or change the rule in the mapping.";
    ControlCharacter "W106" "control characters were removed"
        "The value contained invisible characters other than line breaks and tabs. They were removed."
        "No action is needed. Check the value in the help desk if it is important.";
    LeftOut "W107" "more values than the field takes"
        "The cell contains several values. The mapping uses the first one, and no other field takes the others."
        "Add a field for the others to the mapping (take = \"others\"), or remove them from the cell.";
    EmptyWord "W108" "the value may mean an empty cell"
        "Programs write None, nan, (null), undefined and the like for a missing value. The value is sent unchanged, because it may be intended."
        "If the word means empty, add it to `null` under [source] in the mapping.";
    FractionLeft "W109" "a whole number was written as a decimal"
        "A program read a postcode or a phone number as a number and added .0 to it (1067.0). Leading zeros may be missing, too. The value is unchanged unless the mapping repairs it."
        "Set repair = [\"float\"] for the field in the mapping, or export the column as text.";
    SplitAddress "W110" "the parts of several addresses can't be matched"
        "The address columns contain several values, but not the same number of them. It is unknown which street belongs to which city, so parts that may belong to another address are left out."
        "Fill in the address by hand in the help desk, or correct the source so that each cell has one value.";
    CardPart "W111" "part of the card was ignored"
        "Pictures, sounds, keys and properties without a column are ignored. Only the first card that has them gets this warning. A second name, company or title, or a line that is not a property, is reported for each card. Such a line may be the rest of the line before it, whose value is then incomplete."
        "Check the parts that the message names, and add what you need in the help desk. If a value continues on the next line, start that line with a space, or export the card again.";
    Email "E201" "not an e-mail address"
        "The value is not a single e-mail address of the form name@domain.tld. deskferry never repairs an address by guessing, because mail to a wrong address reaches a stranger."
        "Correct the address. If the cell contains several, keep one.";
    CountryUnknown "E202" "not a recognized country"
        "The value is neither an ISO 3166-1 code (two letters, three letters or three digits) nor a known country name. The help desk stores the two-letter code."
        "Write the two-letter ISO code of the country, for example DE.";
    CountryAmbiguous "E203" "more than one country is possible"
        "The value fits several countries (Korea, Congo, Virgin Islands...). None is chosen, because a wrong country is worse than none."
        "Write the two-letter ISO code of the right country.";
    CountryWithdrawn "E204" "a code or country that is not in ISO 3166-1 today"
        "The value is a withdrawn code (YU, AN, SU...), a user-assigned one (XK), or the name of a country that no longer exists. The help desk accepts only current codes."
        "Write the two-letter ISO code of the country in which the customer lives today.";
    Language "E205" "not a language of the help desk"
        "The help desk supports only the languages en, it, es and fr."
        "Write en, it, es or fr, or set a default and on_invalid = \"default\" for the field in the mapping.";
    Date "E206" "not a date in the given formats, or a day that does not exist"
        "The value does not match any of the formats in the mapping, or the day does not exist (31 February)."
        "Correct the date, or add its format to the mapping.";
    DateAmbiguous "E207" "the date is ambiguous"
        "Two formats of the mapping read this value as different dates. deskferry never guesses which is the day and which is the month."
        "Set one order of day and month in the mapping, or write the date as YYYY-MM-DD.";
    Boolean "E208" "neither yes nor no"
        "The value is not one of the words that mean yes or no."
        "Write yes or no, or list your words in the mapping (true_values, false_values).";
    Integer "E209" "not a whole number"
        "The value is not a whole number."
        "Correct the cell.";
    Decimal "E210" "not a decimal number"
        "The value is not a number, or its separators are ambiguous (1,234)."
        "Write the number with a point before the decimals and no thousands separators.";
    Url "E211" "not a web address"
        "The value is not an http or https address."
        "Write the complete address, for example https://example.org/.";
    Phone "E212" "not a phone number"
        "The value is not a single phone number that exists in its country. deskferry never adds or removes digits to make it valid, because a wrong number reaches a stranger."
        "Correct the number. To keep it as typed, set on_invalid = \"keep\" or as = \"text\" in the mapping.";
    PhonePlace "E213" "the phone number's country is unknown"
        "Without a country code, a number means a different phone in each country, and the row has no country."
        "Write it with + and its country code, fill in the country, or set the region in the mapping (region = \"IT\").";
    PhoneReadings "W214" "the phone number may belong to another country"
        "A number without a country code is read as a number of its row's country, but only if no other reading is likely. This one also exists in the mapping's region or in the country of most rows. Or the 0 (or 8, or 06) with which numbers of its country begin is missing. Or the field is for mobile numbers, and this is not one. It was kept as written, because a wrong number reaches a stranger."
        "Write it with + and its country code, or correct the row's country. If the countries of all rows are right, set trust_country = true in the mapping.";
    Postcode "W215" "not a postcode of the row's country"
        "Postcodes of the row's country look different. If leading digits are missing, a spreadsheet has probably removed zeros. If letters are missing at the end, only the first part of the code was kept. The value is kept as written."
        "Correct the postcode or the row's country, and format the column as text in the spreadsheet.";
    Photo "E216" "the photo file can't be used"
        "The cell names a photo file. It must be in the folder of the source, or in the one that the mapping sets. No path or link may lead out of that folder. It must be a regular file of at most 5 MB, and its first bytes must show that it is JPEG, PNG, GIF or WebP. deskferry reads it again before sending and does not send it if it has changed since the plan was made."
        "Put the image into the folder, correct the cell, or set on_invalid = \"empty\" in the mapping to import the customer without a photo.";
    Json "E217" "not a JSON object"
        "The field is an object, and the cell is not a JSON object. Its content is never shown, because it may contain the customer's credentials."
        "Write a JSON object such as {\"id\": \"7\"}, or leave the cell empty.";
    PhotoStays "W218" "a photo is not restored"
        "A restore brings a photo back only if the backup contains the complete photo. An undo can't bring back a customer's previous photo, because runs do not keep photos. All other fields are written."
        "Upload the photo in the help desk by hand, or restore it from another backup.";
    NameMissing "E301" "the customer has no name"
        "The help desk requires a name for a new customer."
        "Fill in the name, or map another column as a fallback (the e-mail address, the company). If the customer should already exist, check the match key: a wrong key matches nothing. With --mode update such a row is skipped.";
    EmailMissing "W302" "the customer has no e-mail address"
        "The help desk's own form asks for an address. You can import a customer without one, but you can't e-mail the customer, or match by the address."
        "Fill in the address if you know it.";
    BirthDateOdd "W303" "the birth date is unlikely"
        "The birth date is in the future or before 1900."
        "Check the year.";
    CustomFieldUnknown "E304" "the account has no such custom field"
        "The mapping sends a custom field that the help desk does not define. The help desk may refuse it, or store it where you can't see it."
        "Correct the name under [custom_fields] in the mapping (`deskferry customer fields` prints the defined ones), or create the field in the help desk first. --fields none skips this check.";
    CustomFieldValue "E305" "not a value of the custom field"
        "The custom field has a list of values in the help desk, and this value is not in it. The list is case-sensitive."
        "Correct the cell, translate it with a lookup in the mapping, or add the value to the list in the help desk.";
    CustomFieldLink "E306" "the value does not match its parent field"
        "The allowed values of this custom field depend on its parent field, and these two do not match. If the row has no parent value, the customer's own value is used."
        "Correct one of the two, or map both.";
    CustomFieldRequired "E307" "a required custom field is empty"
        "The help desk requires this custom field. A new customer needs a value for it, and you can't empty it."
        "Fill in the cell, or give the field a default under [custom_fields] in the mapping. With --mode update, a row is rejected only if it would empty the field of an existing customer.";
    NoKey "E401" "the row has no match key"
        "All values of the match key are empty, so it is unknown whether the customer exists. The row is not inserted, because that could create a duplicate."
        "Fill in the key, or set on_no_key = \"insert\" under [match] in the mapping to insert such rows with --mode upsert. With --mode update, fill in the key: that mode inserts no customers.";
    DuplicateInSource "E402" "an earlier row is the same customer"
        "Two rows have the same match key. The first one is used; the message names it."
        "If the first one is right, delete the other. A rejected duplicate whose _codes cell is emptied overwrites the customer of the first one. To decide for all rows, set on_duplicate = \"first\", \"last\" or \"merge\" under [match] in the mapping.";
    SeveralMatches "E403" "several customers in the help desk match"
        "More than one customer of the account has this match key. It is unknown which one the row means."
        "Merge the customers in the help desk, or use --on-multiple first or last.";
    MergedAway "E404" "the row it was merged with was not written"
        "Several rows are merged into one customer (on_duplicate = \"merge\"). The row that represents the customer was rejected, or its write failed, so nothing of this row was written."
        "Correct the row that the message names, and import the rejects file. It contains both rows, which are merged again.";
    MergeConflict "W405" "rows of one customer have different values"
        "Several rows are merged into one customer and have different values for a field. The field's `merge` setting in the mapping chooses one of them; the others are not written."
        "No action is needed if the mapping chooses correctly: merge = \"fill\" (the first value; the default), \"last\", \"first\" or \"join\".";
    Unstable "E406" "a template would change its own result again"
        "The template of a field reads the customer in the help desk (`current`). It was computed a second time, as the next import of the same row would, and gave another value. So every import would change the field again: a memo would grow each time."
        "Let the template return `current` unchanged if it has the text already, for example {% if row['Notes'] in current.memo %}{{ current.memo }}{% else %}{{ current.memo }} {{ row['Notes'] }}{% endif %}. If the text is only to be added, write = \"append\" does that without a template.";
    OtherId "W407" "the customer is gone, and another one has the same key"
        "The id that the customer has in the backup no longer exists in the help desk. Another customer has the same match key, and gets the values of the backup. It is usually the same person, who was inserted again; but two people may share an address."
        "Compare the two. If they are different people, leave this customer out, or restore with --by-id-only, which inserts customers who are gone.";
    Refused "E501" "the help desk refused the customer"
        "The help desk answered that it does not accept this customer. The message contains its answer."
        "Correct what the help desk names, and import the rejects file.";
    Failed "E502" "the write failed"
        "The server could not be reached, or answered with errors until all attempts were used up. Nothing was written for this row."
        "Import the rejects file when the service works again.";
    Unknown "E503" "it is unknown whether the customer was written"
        "The connection broke or the server failed after the customer was sent. The customer may exist. It was not sent again, because that could create a duplicate."
        "Look for the customer in the help desk. Import the row again only if it is not there.";
    Stale "E504" "the customer has changed in the meantime"
        "Between planning and writing, a field that the plan would write changed in the help desk. The newer value was not overwritten. In an undo, a field no longer has the value that the run wrote, or the customer has fields or tickets that the run did not write. The undo leaves it as it is: change or delete it by hand. If only fields or tickets were added, undo --even-changed deletes it."
        "Check the customer in the help desk. To write the row of an import anyway, run the import again to make a new plan.";
    Gone "E505" "the customer has been deleted in the meantime"
        "The customer matched when the run was planned, but no longer existed when it was to be written."
        "Run the import again to make a new plan. After an undo no action is needed: there is nothing to restore.";
    NotInserted "E506" "the help desk answered with another customer"
        "The help desk has its own rule for duplicates. It answered the insert with the id of an existing customer, or with a customer that differs from what was sent. So this row inserted nothing, and an undo does not change that customer. The help desk may have written the row's values into it."
        "Compare the row with that customer in the help desk. To update that customer with the row, match by what the two have in common ([match] keys in the mapping), and import the rejects file.";
    Doubled "W507" "another customer has the same key"
        "The row was inserted. Another program or user created a customer with the same match key at the same moment. Both are in the help desk now."
        "Check both in the help desk, keep one, and delete or merge the other.";
}

impl Code {
    /// The code as printed: `E201`.
    pub fn id(self) -> &'static str {
        self.spec().id
    }

    /// True for a code that is always a warning.
    pub fn only_warns(self) -> bool {
        self.id().starts_with('W')
    }

    /// The code with this id, ignoring case.
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id.trim()))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::parse(&id).ok_or_else(|| serde::de::Error::custom(format!("unknown issue code {id:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_id() {
        for code in Code::ALL {
            assert_eq!(Code::parse(&code.id().to_lowercase()), Some(*code));
        }
    }
}
