//! The catalogue of issue codes: once published, a code keeps its meaning.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What `deskferry explain` prints of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeSpec {
    /// `E201`.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// When it arises and why it matters.
    pub detail: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

macro_rules! codes {
    ($($name:ident $id:literal $title:literal $detail:literal $remedy:literal;)*) => {
        /// A stable code of an issue. `E0..` the source, `E1..` the mapping, `E2..` conversions,
        /// `E3..` validation, `E4..` planning, `E5..` writing; `W...` where it is never more than a warning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $name,)* }

        impl Code {
            /// All codes, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The catalogue's entry.
            pub fn spec(self) -> CodeSpec {
                match self { $(Code::$name => CodeSpec { id: $id, title: $title, detail: $detail, remedy: $remedy },)* }
            }
        }
    };
}

codes! {
    Ragged "E001" "the row has more or fewer cells than the header"
        "A row with another number of cells than the header is never padded or cut: every value after the fault could stand under the wrong column. The usual cause is a delimiter or a line break inside a value that was not quoted."
        "Put the value in double quotes, or export the file again from its source.";
    CellTooLong "E002" "a cell is longer than the limit"
        "A cell of more than a million bytes is hardly ever meant; more often a quote was opened and never closed, and the rest of the file stands in one cell."
        "Close the quote, or shorten the value.";
    NulByte "E003" "the row holds a NUL byte"
        "A NUL byte can't be part of a text. It shows a damaged file, or one that was read in the wrong encoding."
        "Export the file again, or state its encoding with --encoding.";
    BadEncoding "E004" "the row holds bytes that are not text in this encoding"
        "The bytes can't be decoded in the encoding that was found or stated. They are not replaced by guesses, because a name with question marks would reach the help desk. Where many rows have such bytes, the file is in another encoding; where only a few have, it was put together from files of several."
        "Where many rows have such bytes, state the encoding of the file with --encoding (windows-1252, cp850, macintosh, shift_jis, ...), or save the file as UTF-8. Where only a few have, correct these rows in the rejects file.";
    CellError "E005" "the cell holds an error of the spreadsheet"
        "A formula in the workbook could not be computed (#N/A, #REF!, #DIV/0! and the like), so the value is not known."
        "Mend the formula, or empty the cell.";
    DigitsLost "E006" "the number has lost digits"
        "A spreadsheet keeps 15 digits of a number and shows long ones as 3.93391E+11. The lost digits can't be brought back, so nothing is guessed."
        "Format the column as text in the spreadsheet, enter the value again, or export it from its source.";
    UnclosedQuote "E007" "a double quote is never closed"
        "A value begins with a double quote, and none that closes it follows: not before the end of the file, or not within a million bytes. The row is given up at its first line, and the lines behind it are read again, each by itself."
        "Close the quote in that row, or double it (\"\") where it is part of the value; if all quotes of the file are part of values, say --quote none.";
    BadJson "E008" "the record is not a JSON object, or not a vCard"
        "Each record of a JSON file must be one JSON object of names and plain values, and each card of a vCard file must begin with BEGIN:VCARD and end with END:VCARD. A broken record is rejected alone; reading goes on with the next one."
        "Correct the record, or export it again.";
    StrayQuote "E009" "a double quote stands where none may stand"
        "A double quote closes a value before other text (\"12\" desk\"), so nobody can say where the value ends and how many lines it goes over. The row is given up at its first line, and the lines behind it, up to the one where that was found, are read again, each by itself."
        "Double the quote (\"\") where it is part of the value; if all quotes of the file are part of values, say --quote none; if a backslash stands before them, say --escape '\\'.";
    ReadAlone "W010" "the line was read by itself, because an earlier row has a broken quote"
        "A quote of an earlier row never closes, or closes before other text. The lines behind it may belong to its value. This one has as many cells as the header and no broken quote, so it was taken as a row."
        "Look whether it is a row of its own, and correct the quote in the earlier row.";
    RowInCell "W011" "a cell over several lines holds what looks like a row"
        "A line inside of a quoted value has as many cells as a row, or several that look like those of a row. It may be a row whose beginning was lost because a quote before it is not closed."
        "If it is a row, close the quote before it; if not, nothing has to be done.";
    BareQuote "W012" "a double quote stands in a value that is not quoted"
        "The value does not begin with a double quote and holds one. It was taken as part of the value, as in 20\" screen; it may also be the rest of a quoted value that has lost its first quote."
        "Look whether the value is right; if all quotes of the file are part of values, say --quote none.";
    EncodedTwice "W013" "the text was encoded twice"
        "Some program took UTF-8 for another encoding and encoded it again, so that José became JosÃ©. The value is sent as it stands, unless the mapping says that it is to be mended."
        "Say repair = [\"double-utf8\"] for the field in the mapping, or export the file again in UTF-8.";
    LostLetters "W014" "letters were lost before the file was written"
        "The value holds the character U+FFFD, which a program writes for a letter that it could not read. The letter itself is not in the file any more."
        "Export the data again from its source, in UTF-8, or correct the value by hand.";
    Entities "W015" "the text holds HTML entities"
        "The value was written for a web page: &amp; stands for an ampersand, &eacute; for é. It is sent as it stands, unless the mapping says that it is to be mended."
        "Say repair = [\"entities\"] for the field in the mapping, or export the file again without HTML.";
    NoResult "E016" "the formula has no stored result"
        "The program that wrote the workbook put a formula into the cell and left its result to be computed later. So what the cell shows in a spreadsheet does not stand in the file. Formulas are not computed here, and such a cell is not an empty one."
        "Open the workbook in Excel or LibreOffice and save it again, so that its formulas are computed.";
    StandsTwice "E017" "the row stands twice in the sheet"
        "Two rows of the workbook have the same number, or two cells the same place. Programs that write workbooks by themselves make this mistake; spreadsheets keep one of the two and drop the other. Which one is meant can't be known."
        "Open the workbook in a spreadsheet, look at the row, and save it again; or export it again from its source.";
    MergedCell "W018" "empty in a merged cell; see --merged fill"
        "A cell is merged over several rows, and its value stands in the first of them. In the others the field is empty: a company that was written once for all its people, for example, reaches the first of them alone. What such a cell still holds itself, no spreadsheet shows: that is left out, too."
        "Say --merged fill, or merged = \"fill\" under [source] in the mapping: then the value counts for each of the rows.";
    PartOfRow "W019" "the row may be only a part of a row"
        "A line break inside of a value that is not in quotes, or whose first quote is lost, tears a row in two or more. This part has as many cells as the header, so it was taken as a row. What shows it is a row near it: one with a single cell, or one with a quote that closes what no quote opens."
        "Look at the row that is named. If the two are one row, put the value in double quotes; if not, correct that row.";
    ShiftedRow "W020" "more or fewer cells than the rows around it"
        "The row has empty cells beyond the header, or lacks those that the rows around it have. A delimiter inside of a value that is not in quotes makes such a row, and moves the values behind it into the next columns."
        "Look whether each value stands in its column; put a value that holds the delimiter in double quotes.";
    Misread "W021" "the text reads better in another encoding"
        "A word holds signs that no name has (Jos‚), and the same bytes are a good word in another encoding (José in cp850). Its row was probably written by another program than the others. The value is sent as it stands."
        "Correct the cell, or export its row again in UTF-8; where all rows read better so, say --encoding.";
    NotData "E020" "the row repeats the header, or is a line of dashes"
        "Programs that print tables write a line of dashes under the header, and the header again on each page. Such a row is no customer."
        "Leave the row out; export the table without rules and page headers.";
    FurtherPage "W022" "the file is one page of several"
        "The file holds the answer of an API, and its last answer says that there is a further page. The customers of that page are not in the file, so a part of them is missing. The warning stands at the last row."
        "Ask the API for all pages and import them, too. Nothing has to be done where each page is in a file of its own.";
    UnreadEscape "W023" "a backslash may be an escape"
        "Databases write a line break inside of a value as \\n, a tab as \\t and a backslash as \\\\ (mysql -B, COPY of PostgreSQL, INTO OUTFILE). All backslashes at the top of the file may be meant so, but nothing shows it for certain, so the value was taken as it stands."
        "Say --escape '\\', or escape = '\\' under [source], if backslashes of this file are escapes; say --escape none if they are text.";
    ObjectForValue "W024" "an object stands where other records have a value"
        "The mapping takes a member that is a text, a number or a truth value in other records of the file. In this one it is an object, of which each member is a column of its own, so nothing is taken. The field is not emptied either."
        "Name the member of the object in the mapping, too: FIELD = { first = [\"note\", \"note.text\"] }.";
    Required "E101" "a required field is empty"
        "The mapping says that this field is required, and neither a column nor a default gives a value."
        "Fill in the cell, or give the field a default in the mapping.";
    Lookup "E102" "the value is not in the look-up table"
        "The mapping translates the values of this column by a table, and this value does not stand in it."
        "Add the value to the lookup in the mapping, or correct the cell.";
    Pattern "E103" "the value does not match the pattern"
        "The mapping states a regular expression for this field, and the value does not match it."
        "Correct the cell, or the pattern in the mapping.";
    Template "E104" "the template could not be computed"
        "The template of this field failed on this row."
        "Correct the template in the mapping, or the cell that it uses.";
    Enumeration "E105" "the value is not one of those allowed"
        "The mapping lists the values that this field may have."
        "Correct the cell, or add the value to the list in the mapping.";
    RowRule "E107" "a rule of the mapping rejects the row"
        "The mapping has a [[when]] rule that rejects rows for which its condition holds. Its note stands in the message."
        "Correct the row or leave it out, or change the rule in the mapping.";
    ControlCharacter "W106" "control characters were taken out"
        "The value held characters that can't be seen (other than line breaks and tabs). They were left out."
        "Nothing has to be done; check the value in the help desk where it matters.";
    LeftOut "W107" "more values than the field takes"
        "The cell holds several values, the mapping takes the first one, and no other field takes the others."
        "Give the others a field of their own in the mapping (take = \"others\"), or leave them out of the cell.";
    EmptyWord "W108" "the value may be a program's word for an empty cell"
        "Programs write None, nan, (null), undefined and the like where a cell has no value. The value is sent as it stands, because it may be meant."
        "Add the word to the list `null` under [source] in the mapping where it means empty.";
    FractionLeft "W109" "a whole number arrived as a decimal"
        "A program took a postcode or a phone number for a number and wrote it with .0 behind it (1067.0). Zeros in front may be lost as well, so nothing is taken off unless the mapping says so."
        "Say repair = [\"float\"] for the field in the mapping, or export the column as text.";
    SplitAddress "W110" "the parts of several addresses can't be told apart"
        "The cells of an address hold several values, and not all of them the same number: which street belongs to which city can't be known, so the parts that may belong to another address are left out."
        "Fill in the address by hand in the help desk, or in the source so that each cell holds one value.";
    CardPart "W111" "a part of the card is not taken"
        "Pictures, sounds, keys and properties for which there is no column are not taken. That is said of the first card that has them, and holds for all. Of each card it is said where a second name, company or title is not taken, or a line that is no property: such a line may be the rest of the one before it, and a value has lost its end then."
        "Look at the parts that are named, and add what is wanted in the help desk. Where a value goes on in the next line, put a blank before that line, or export the card again.";
    Email "E201" "not an e-mail address"
        "The value is not one e-mail address of the form name@domain.tld. Addresses are never repaired by guessing, because mail to a wrong address reaches a stranger."
        "Correct the address; where a cell holds several, keep one.";
    CountryUnknown "E202" "not a country"
        "The value is neither an ISO 3166-1 code (two letters, three letters or three digits) nor a name that is known. The help desk stores the two-letter code."
        "Write the country as its two-letter ISO code, for example DE.";
    CountryAmbiguous "E203" "more than one country is meant"
        "The value names several countries (Korea, Congo, Virgin Islands...). A wrong country is worse than none, so none is chosen."
        "Write the two-letter ISO code of the country that is meant.";
    CountryWithdrawn "E204" "a code or country that is no longer, or not, in ISO 3166-1"
        "The value is a withdrawn code (YU, AN, SU...), a user-assigned one (XK), or the name of a country that no longer exists. The help desk accepts only codes in force."
        "Write the two-letter ISO code of the country in which the customer lives today.";
    Language "E205" "not a language of the help desk"
        "The help desk knows the languages en, it, es and fr only."
        "Write one of en, it, es, fr, or give the field a default and on_invalid = \"default\" in the mapping.";
    Date "E206" "not a date in the stated formats"
        "The value does not match any of the formats that the mapping states, or the day does not exist (31 February)."
        "Correct the date, or add its format to the mapping.";
    DateAmbiguous "E207" "the date can be read in two ways"
        "Two of the formats that the mapping states read different days from this value. Day and month are never guessed."
        "State one order of day and month in the mapping, or write the date as YYYY-MM-DD.";
    Boolean "E208" "neither yes nor no"
        "The value is none of those that mean yes or no."
        "Write yes or no, or list your words in the mapping (true_values, false_values).";
    Integer "E209" "not a whole number"
        "The value is not a whole number."
        "Correct the cell.";
    Decimal "E210" "not a decimal number"
        "The value is not a number, or its separators can be read in two ways (1,234)."
        "Write the number with a point before the decimals and nothing between the thousands.";
    Url "E211" "not a web address"
        "The value is not an http or https address."
        "Write the whole address, for example https://example.org/.";
    Phone "E212" "not a phone number"
        "The value is not one phone number that the plan of its country has. Nothing is added or left out to make it one, because a wrong number reaches a stranger."
        "Correct the number; to keep what is typed, say on_invalid = \"keep\" or as = \"text\" in the mapping.";
    PhonePlace "E213" "the phone number's country is not known"
        "A number without a country code means another line in each country, and the row has no country."
        "Write it with + and the code of its country, fill in the country, or state the region in the mapping (region = \"IT\").";
    PhoneReadings "W214" "the phone number may be another person's in another country"
        "A number without a country code is read as it is dialled in its row's country, but only where no other reading is likely. This one is also a number of the mapping's region or of the country of most rows, or lacks the 0 (or 8, or 06) in front that its country writes, or is no mobile number in a field for mobiles. It was kept as it is written, because a wrong number reaches a stranger."
        "Write it with + and the code of its country, or correct the row's country.";
    Postcode "W215" "the postcode can be none of its country"
        "A postcode of the row's country has another form. Where digits are missing in front, a spreadsheet has probably taken the leading zeros; where letters are missing behind, only the first part of the code was kept. It was sent as it is written."
        "Correct the postcode, or the row's country; keep the column as text in the spreadsheet.";
    Photo "E216" "the photo's file can't be taken"
        "The cell names the file of a photo, which must lie in the folder of the source, or in the one that the mapping states: a regular file of at most 5 MB that is a JPEG, PNG, GIF or WebP image by its first bytes. Neither the path nor a link may lead out of that folder. It is read once more when it is sent, and never sent if it is no longer the photo that was planned."
        "Put the image into the folder, correct the cell, or say on_invalid = \"empty\" in the mapping to import the customer without a photo.";
    Json "E217" "not a JSON object"
        "The field holds an object, and the cell is none. What it holds is never shown, because it may be the customer's credentials."
        "Write a JSON object such as {\"id\": \"7\"}, or leave the cell empty.";
    PhotoStays "W218" "a photo does not come back"
        "A restore brings a photo back only where the backup has it whole, and an undo can't put the photo back that a customer had before, because no run keeps it. Everything else of the customer is written."
        "Upload the photo in the help desk by hand, or restore it from another backup.";
    NameMissing "E301" "the customer has no name"
        "The help desk requires a name for a new customer."
        "Fill in the name, or map another column (the e-mail address, the company) as a fallback. If the customer should be there already, look at the match key: by a wrong one nobody is found. With --mode update such a row is skipped.";
    EmailMissing "W302" "the customer has no e-mail address"
        "The help desk's own form asks for an address. A customer without one can be imported, but can't be reached by mail or matched by it."
        "Fill in the address where it is known.";
    BirthDateOdd "W303" "the birth date is unlikely"
        "The birth date lies in the future, or before 1900."
        "Check the year.";
    CustomFieldUnknown "E304" "the account has no such custom field"
        "The mapping sends a custom field that is not among those that the help desk defines. It may be refused, or be kept where nobody sees it."
        "Correct the name under [custom_fields] in the mapping (`deskferry customer fields` prints those that there are), or make the field in the help desk first. --fields none leaves the check out.";
    CustomFieldValue "E305" "not a value of the custom field"
        "The custom field has a list of values in the help desk, and this value does not stand in it. Upper and lower case count."
        "Correct the cell, translate it with a lookup in the mapping, or add the value to the list in the help desk.";
    CustomFieldLink "E306" "the value does not go with that of its parent field"
        "What this custom field may hold depends on the value of another one, its parent, and these two do not go together. Where the row does not give the parent, the customer's own counts."
        "Correct one of the two, or map both.";
    CustomFieldRequired "E307" "a required custom field is empty"
        "The help desk requires this custom field: a new customer needs a value for it, and it can't be emptied."
        "Fill in the cell, or give the field a default under [custom_fields] in the mapping. With --mode update no customer is inserted, and only emptying it is refused.";
    NoKey "E401" "the row has no match key"
        "All values of the match key are empty, so nobody can say whether this customer is already there. It is not inserted, because that could double it."
        "Fill in the key, or say on_no_key = \"insert\" under [match] in the mapping. With --mode update nobody is inserted; --mode upsert inserts such a row where on_no_key = \"insert\" says so.";
    DuplicateInSource "E402" "the same customer stands in an earlier row"
        "Two rows have the same match key. The first one counts."
        "Keep one of the rows, or say on_duplicate = \"first\", \"last\" or \"merge\" under [match] in the mapping.";
    SeveralMatches "E403" "several customers of the help desk match"
        "More than one customer of the account has this match key, and which one is meant can't be known."
        "Merge the customers in the help desk, or use --on-multiple first or last.";
    MergedAway "E404" "the row is merged with one that did not arrive"
        "Several rows are one customer (on_duplicate = \"merge\"), and the row that carries it was rejected, or its write failed. So nothing of this row arrived either."
        "Correct the row that is named, and import the rejects file: both are in it, and are merged again.";
    MergeConflict "W405" "rows of one customer have different values"
        "Several rows are merged to one customer, and a field has another value in each of them. One of them counts, as `merge` of the field in the mapping says; the other is not written."
        "Nothing has to be done where the mapping says what is meant: merge = \"fill\" (the first value, as without it), \"last\", \"first\" or \"join\".";
    Refused "E501" "the help desk refused the customer"
        "The server answered that it does not accept this customer. What it said stands in the message."
        "Correct what the server names, and import the rejects file.";
    Failed "E502" "the write failed"
        "The server could not be reached or answered with faults until the attempts were used up. Nothing was written for this row."
        "Import the rejects file again when the service is well.";
    Unknown "E503" "nobody knows whether the customer was written"
        "The connection broke or the server failed after the customer had been sent. It may be there or not; sending it again could double it, so it was not sent again."
        "Look the customer up in the help desk; import the row again only when it is not there.";
    Stale "E504" "the customer has changed since the plan"
        "A field that would be written has changed in the help desk between planning and writing. The newer value was not overwritten. In an undo: a field is no longer as the run wrote it, or the customer has fields or tickets that the run did not write, so it is left as it is."
        "Look at the customer in the help desk. To write a row of an import all the same, run the import again: it plans anew. A row of an undo stays as it is: change or delete the customer by hand; where only fields or tickets were added, undo --even-changed deletes it.";
    Gone "E505" "the customer has been deleted since the plan"
        "The customer matched when the run was planned, and was no longer there when it was to be written."
        "Run the import again: it plans anew. In an undo nothing has to be done: there is nothing left to put back.";
    NotInserted "E506" "the help desk answered with another customer"
        "The help desk has an idea of its own of who is a duplicate. It answered the insert with the id of a customer who was there before, or the customer with the id that it answered is not as it was sent. So nothing was inserted for this row, and an undo does not touch that customer; the help desk may have written the row's values into it."
        "Compare the row with that customer in the help desk. To have the row written into it, match by what the two have in common ([match] keys in the mapping), and import the rejects file.";
    Doubled "W507" "another customer has the same key"
        "The row was inserted, and somebody else made a customer with the same match key in the same moment, before it could be seen. Both are in the help desk now."
        "Look at both in the help desk, keep one, and delete or merge the other.";
}

impl Code {
    /// The code as printed: `E201`.
    pub fn id(self) -> &'static str {
        self.spec().id
    }

    /// True for a code that is never more than a warning.
    pub fn only_warns(self) -> bool {
        self.id().starts_with('W')
    }

    /// Finds a code by its id, in any case.
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
    fn ids_are_unique_and_found_again() {
        for code in Code::ALL {
            assert_eq!(Code::parse(&code.id().to_lowercase()), Some(*code));
        }
    }
}
