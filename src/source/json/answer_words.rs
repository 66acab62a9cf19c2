//! Words that distinguish an API response from a customer, as letters and digits in lower case.

/// Members about a response and its pages.
pub(super) const PAGING: &str = "\
    additionaldata afterlink aggregations apiversion aftercursor afterurl beforecursor beforeurl code context count currentpage \
    cursor cursors done elapsed empty endcursor endofstream endtime etag exportedat extensions facets filter filters \
    first firstpage firstpageurl from generatedat hasmore hasnext hasnextpage hasprev hasprevious href included info \
    kind last lastpage lastpageurl limit link links maxscore message meta metadata more next nextcursor nextlink \
    nextoffset nextpage nextpagetoken nextpageurl nextquery nextrecordsurl nextsynctoken nexttoken nexturl number \
    numberofelements object odatacontext odatacount odatanextlink offset ok order page pageable pagecount pageinfo \
    pages pagesize pagination paging pagingmetadata path perpage prev previous previouscursor previouslink \
    previouspage previousquery prevlink prevpage prevpageurl query ratelimit recordsperpage requestid \
    responsemetadata resultcount resultspage self shards size skip sort schemas searchcriteria startat startcursor startindex timeoffset vidoffset itemsperpage relatedobjects sortorder orderby pagetoken status statuscode \
    success synctoken timedout timestamp to took top total totalcount totalelements totalhits totalitems totalpages \
    totalrecords totalresults totalsize type url version warnings";

/// Members that only a response has, never a customer.
pub(super) const SURE_PAGING: &str = "\
    success ok jsonrpc additionaldata searchcriteria totalcount totalresults totalrecords totalsize totalitems totalpages \
    totalhits itemsperpage perpage pagesize pagecount page pagination paging pageinfo cursor nextcursor nextlink nextoffset nextpage \
    nextpagetoken nextpageurl nextrecordsurl nexttoken hasmore hasnext hasnextpage hasmorepages morerecords odatacontext \
    vidoffset schemas offset limit done";

/// Members about an error.
pub(super) const ERRORS: &str = "\
    error errors errorcode errordescription errormessage exception fault detail message reason";

/// Members that accompany an error.
pub(super) const BESIDE_ERRORS: &str = "\
    description details documentationurl help instance moreinfo title traceid correlationid category domain \
    errorinfo hint";

/// Members that a person has, but not a response.
pub(super) const PERSON: &str = "\
    name fullname displayname firstname lastname surname givenname familyname email emailaddress mail phone \
    phonenumber mobile telephone birthday birthdate company companyname address city nome cognome nombre apellidos \
    nom prenom vorname nachname telefono telefon";

/// Members that people have and hardly anything else.
pub(super) const SURE_PERSON: &str = "\
    email emailaddress mail firstname lastname surname givenname familyname fullname displayname phone phonenumber mobile \
    telephone birthday birthdate cognome apellidos prenom vorname nachname telefono telefon";

/// Names of lists of customers.
pub(super) const LISTS: &str = "\
    users customers contacts people persons records data results items members clients leads subscribers entries \
    value values rows list hits edges nodes connections accounts companies audience profiles response result content \
    objects elements collection resources employees guests visitors buyers patients students clienti contatti \
    clientes contactos kunden kontakte";

/// Names of lists inside a customer.
pub(super) const OWN_LISTS: &str = "\
    addresses address emails emailaddresses phones phonenumbers orders notes customfields fields tags attributes \
    metafields properties identities websites urls socialprofiles tickets subscriptions organizations groups photos \
    events";

/// Members that name the next page.
pub(super) const NEXT: &str = "\
    next nextcursor nextlink nextoffset nextpage nextpagetoken nextpageurl nextquery nextrecordsurl nexttoken nexturl \
    odatanextlink";

/// Members that are `true` if there is another page.
pub(super) const FURTHER: &str = "\
    hasmore hasmoreitems hasnext hasnextpage hasmorepages more moreavailable moreitemsincollection morerecords";

/// Members that are `false` if there is another page.
pub(super) const ENDED: &str = "done endofstream islast islastpage last lastpage isfinished";

/// Members with the number of the page.
pub(super) const CURRENT_PAGE: &str = "page currentpage number pageno pagenumber pageindex";

/// Members with the number of the page, counted from 0.
pub(super) const FROM_ZERO: &str = "number pageindex";

/// Members with the number of pages.
pub(super) const PAGES: &str = "totalpages pagecount pages lastpage numpages numberofpages pagestotal";

/// Members that only an error has.
pub(super) const SURE_ERRORS: &str = "error errors errorcode errordescription errormessage exception fault";

/// Additional members of an error, rare in customers.
pub(super) const ERROR_PARTS: &str = "classname stack stacktrace debug debugid logid exception errorcode";

/// Other members that an error may have.
pub(super) const IN_ERRORS: &str = "data name jsonrpc success";

/// Members with the status or number of an error.
pub(super) const STATUSES: &str = "status statuscode code httpcode httpstatus httpstatuscode errorcode";

/// Members with the text of an error, the best first.
pub(super) const ERROR_TEXTS: &str = "\
    errordescription errormessage message detail description faultstring error errors title reason fault exception \
    errorcode code status";

/// Letters and digits in lower case.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// True if the list has the name.
pub(super) fn is_word(list: &str, name: &str) -> bool {
    let name = fold(name);
    list.split_whitespace().any(|word| word == name)
}
