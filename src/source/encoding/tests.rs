//! Names of many languages in many encodings: an encoding that is chosen without a question must be right.

use encoding_rs::Encoding;
use proptest::prelude::*;

use super::*;

/// Real names of each language, and the encodings in which programs write it.
const NAMES: [(&str, &str, &str); 21] = [
    (
        "it",
        "windows-1252 iso-8859-15 cp850 cp437 macintosh windows-1254 iso-8859-3",
        "Nicolò Rossi|Forlì|Cantù|Niccolò Cefalù|Città di Castello|Mondovì|D’Angelo|José Nicolò|Salò|È finito|Perché no|Università",
    ),
    (
        "fr",
        "windows-1252 iso-8859-15 cp850 cp437 macintosh windows-1254 windows-1258 iso-8859-16",
        "Hélène Lefèvre|Orléans|Thérèse Bénêt|François Côté|Zoé Châtelet|Benoît Naïm|Loïc|Noël Forêt|Sœur Cœur|Besançon|Élise|Jérôme|Frêche|Irène|Maître Ça|Nîmes|Le Hâvre",
    ),
    (
        "de",
        "windows-1252 windows-1250 iso-8859-15 iso-8859-2 cp850 cp437 cp852 macintosh windows-1257 iso-8859-3",
        "Jürgen Müller|Köln|Jörg Köhler|Straße 5|Weiß|Groß|Käthe Jäger|München|Böhm|Österreicher|Übelacker|Schröder|Fuß|Häuser|Ägypten|Füßli",
    ),
    (
        "es",
        "windows-1252 iso-8859-15 cp850 cp437 macintosh windows-1254",
        "José Núñez|Málaga|María García|Iñigo Peláez|Ángel Martínez|Díaz|Raúl Ibáñez|Cádiz|Íñiguez|Güell|Muñoz|Óscar|¿Qué?|Tomás|Bogotá|Rocío",
    ),
    (
        "pt",
        "windows-1252 iso-8859-15 cp850 macintosh",
        "João Gonçalves|São Paulo|Conceição|Magalhães|Inês|Simões|Antônio|Luís|Gonçalo Assunção|Camões|Irmã|Évora|Mãe|Três",
    ),
    (
        "da",
        "windows-1252 iso-8859-15 cp850 macintosh iso-8859-10",
        "Søren Østergård|Bjørn|Ærø|Århus|Kåre Næss|Jørgensen|Åse|Håkon|Bøe|Tromsø|Sæther",
    ),
    (
        "sv",
        "windows-1252 iso-8859-15 cp850 cp437 macintosh windows-1257 iso-8859-4",
        "Åsa Öberg|Göteborg|Björn Sjöström|Mäkelä|Jääskeläinen|Malmö|Östersund|Växjö|Linnéa|Hämäläinen|Håkan",
    ),
    (
        "is",
        "windows-1252 iso-8859-15 macintosh iso-8859-10",
        "Guðrún Þórðardóttir|Reykjavík|Jón Sigurðsson|Ísafjörður|Þór|Björk Guðmundsdóttir|Ýmir|Sæmundur",
    ),
    (
        "pl",
        "windows-1250 iso-8859-2 cp852 iso-8859-16 windows-1257 iso-8859-13",
        "Łukasz Wiśniewski|Gdańsk|Wałęsa|Dębski|Zięba|Poznań|Toruń|Kraków|Święcicki|Ślusarczyk|Kaźmierczak|Różański|Kraśnik|Żak|Paweł|Wójcik|Jóźwiak|Łódź",
    ),
    (
        "cs",
        "windows-1250 iso-8859-2 cp852",
        "Dvořák|Novotný|Jiří Černý|Němec|Plzeň|Růžička|Šárka|Martinů|Zdeněk|Beneš|Tomáš|Soňa|Luděk|Šimečková|Kučera Ondřej|Řehoř|Laďka|Přerov|Janků|Vlček|Horáková|Nováková",
    ),
    (
        "hu",
        "windows-1250 iso-8859-2 cp852",
        "Erdős|Szűcs|Győr|Pető|Fűzfa|Kőszeg|Nagy Ágnes|László|Bálint|Müller Ernő|Jenő",
    ),
    (
        "hr",
        "windows-1250 iso-8859-2 cp852 iso-8859-16",
        "Kovačević|Đorđe|Šimić|Brčko|Ćosić|Žarko|Krško|Novaković|Niš|Čačak",
    ),
    ("ro", "iso-8859-16", "Ștefan|Băsescu|Brașov|Țiriac|Constanța|Mureș|Iași|Crăciun|Înălțare"),
    (
        "tr",
        "windows-1254 iso-8859-3",
        "Ayşe Yılmaz|Şahin|Doğan|Kadıköy|Işık|İzmir|Çelik|Özgür|Gökçe|Beşiktaş|Eskişehir|Yıldız|Muğla",
    ),
    (
        "lt",
        "windows-1257 iso-8859-13 iso-8859-4",
        "Šiauliai|Žukauskas|Čėpla|Panevėžys|Jonaitytė|Gintarė|Ąžuolas|Kęstutis|Marijampolė|Bērziņš|Rīga|Ķegums",
    ),
    (
        "ru",
        "windows-1251 koi8-r ibm866 iso-8859-5 x-mac-cyrillic",
        "Иванов|Москва|Пётр Сидоров|Ян|Юлия|Екатеринбург|Сергей|Ольга Жук|Щербаков|Ия",
    ),
    ("el", "windows-1253 iso-8859-7", "Γιώργος|Αθήνα|Παπαδόπουλος|Ελένη|Θεσσαλονίκη|Άννα|Ιωάννης|Χανιά"),
    ("zh", "gbk gb18030", "李娜|王伟|北京|刘芳磊|张敏|上海|赵超艳|广州|陈静|深圳|杨洋|吴|周杰|黄丽"),
    ("tw", "big5", "陳美玲|林志明|臺北|高雄|黃淑芬|張家豪|許|新竹|劉德華|蔡依林"),
    (
        "ja",
        "shift_jis euc-jp",
        "中村太郎|横浜|渡辺陽子|東京|佐藤|鈴木恵|サトウ|たなか|株式会社ソニー|札幌|表参道|能登|山田花子|テスト|加藤",
    ),
    ("ko", "euc-kr", "김민준|서울|이수진|박지훈|부산|최유진|정|대전|강남구|한국"),
];

/// A text in an encoding; `None` if it can't be encoded.
fn encoded(text: &str, name: &str) -> Option<Vec<u8>> {
    let encoding = TextEncoding::named(name).unwrap();
    if let Some(standard) = Encoding::for_label(name.as_bytes()) {
        let (bytes, _, lost) = standard.encode(text);
        return (!lost).then(|| bytes.into_owned());
    }
    let letters = encoding.letters().unwrap();
    let byte = |letter: char| {
        if letter.is_ascii() {
            Some(letter as u8)
        } else {
            letters.iter().position(|own| *own == letter).map(|at| at as u8 + 0x80)
        }
    };
    text.chars().map(byte).collect()
}

/// Each language with each of its encodings, and the names that can be encoded.
fn cases() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let mut cases = Vec::new();
    for (language, encodings, names) in NAMES {
        for encoding in encodings.split(' ') {
            let names: Vec<&str> =
                names.split('|').filter(|name| encoded(name, encoding).is_some()).collect();
            cases.push((language, encoding, names));
        }
    }
    cases
}

/// The decoded text; `None` if the encoding is a question.
fn taken(bytes: &[u8]) -> Option<String> {
    match decide(bytes, true) {
        EncodingDecision::Utf8 => Some(String::from_utf8_lossy(bytes).into_owned()),
        EncodingDecision::Western(_) => Some(TextEncoding::WINDOWS_1252.decode_lossy(bytes)),
        EncodingDecision::Unsure(_) => None,
    }
}

fn table(names: &[&str]) -> String {
    let rows = names.iter().enumerate().map(|(at, name)| format!("{at},{name},a{at}@example.org\n"));
    format!("Id,Name,Email\n{}", rows.collect::<String>())
}

#[test]
fn a_single_name_is_never_decoded_wrongly() {
    let mut wrong = Vec::new();
    for (language, encoding, names) in cases() {
        for name in names {
            let text = table(&[name]);
            let bytes = encoded(&text, encoding).unwrap();
            if let Some(read) = taken(&bytes).filter(|read| *read != text) {
                wrong.push(format!("{language} {encoding}: {text:?} read as {read:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]
    #[test]
    fn encodings_chosen_without_a_question_are_right(
        case in prop::sample::select(cases()),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
    ) {
        let (language, encoding, names) = case;
        let picked: Vec<&str> = picks.iter().map(|pick| *pick.get(&names)).collect();
        let text = table(&picked);
        let bytes = encoded(&text, encoding).unwrap();
        if let Some(read) = taken(&bytes) {
            prop_assert_eq!(read, text, "{} {}", language, encoding);
        }
    }
}

#[test]
fn windows_1252_files_are_decoded_without_a_question() {
    for (language, encoding, names) in
        cases().into_iter().filter(|(_, encoding, _)| *encoding == "windows-1252")
    {
        let text = table(&names);
        let bytes = encoded(&text, encoding).unwrap();
        assert_eq!(taken(&bytes), Some(text), "{language}");
    }
}

#[test]
fn the_right_encoding_is_among_the_suggestions() {
    let mut missing = Vec::new();
    for (language, encoding, names) in cases() {
        let text = table(&names);
        let bytes = encoded(&text, encoding).unwrap();
        let EncodingDecision::Unsure(EncodingQuestion { readings, .. }) = decide(&bytes, true) else {
            continue;
        };
        let right = |reading: &EncodingReading| {
            let encoding = TextEncoding::named(&reading.encoding).unwrap();
            encoding.decode(&bytes).is_some_and(|read| read == text)
        };
        if !readings.iter().any(right) {
            let names: Vec<_> = readings.iter().map(|reading| reading.encoding.as_str()).collect();
            missing.push(format!("{language} {encoding}: {names:?}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Tests lists of names outside the project, in the folder `DESKFERRY_NAMES`: one file per language (`de_DE.txt`),
/// one name per line. Reports how many files were decoded correctly, asked about, and decoded wrongly.
#[test]
#[ignore = "it needs lists of names"]
fn decode_external_name_lists() {
    let folder = std::path::PathBuf::from(std::env::var_os("DESKFERRY_NAMES").unwrap());
    let mut random = 7_u64;
    let mut wrong = 0;
    let mut tried = 0;
    let mut next = move || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize
    };
    for (locales, encodings) in LOCALES {
        for (locale, encoding) in
            locales.split(' ').flat_map(|one| encodings.split(' ').map(move |it| (one, it)))
        {
            let Ok(list) = std::fs::read_to_string(folder.join(format!("{locale}.txt"))) else { continue };
            let names: Vec<&str> = list.lines().filter(|name| encoded(name, encoding).is_some()).collect();
            if names.len() < 20 {
                continue;
            }
            let mut line = format!("{locale} {encoding:<14}");
            for count in [1, 2, 5, 20, 100] {
                let mut right = 0;
                let mut asked = 0;
                let mut bad = 0;
                for _ in 0..300 / (1 + count / 10) {
                    let picked: Vec<&str> = (0..count).map(|_| names[next() % names.len()]).collect();
                    let text = table(&picked);
                    match taken(&encoded(&text, encoding).unwrap()) {
                        None => asked += 1,
                        Some(read) if read == text => right += 1,
                        Some(read) => {
                            bad += 1;
                            println!("WRONG {locale} {encoding} {text:?} {read:?}");
                        }
                    }
                }
                tried += right + asked + bad;
                wrong += bad;
                line += &format!("  {count}: {right} right {asked} asked {bad} wrong");
            }
            println!("{line}");
        }
    }
    println!("{tried} files, {wrong} wrong");
}

/// Locales and the encodings in which programs write their languages.
const LOCALES: [(&str, &str); 17] = [
    (
        "it_IT fr_FR de_DE es_ES pt_BR pt_PT de_AT es_MX fr_CH nl_NL",
        "windows-1252 iso-8859-15 cp850 cp437 macintosh windows-1254",
    ),
    ("sv_SE no_NO da_DK fi_FI is_IS", "windows-1252 iso-8859-15 cp850 macintosh iso-8859-10"),
    ("pl_PL", "windows-1250 iso-8859-2 cp852 iso-8859-16 windows-1257 iso-8859-13"),
    ("cs_CZ sk_SK hu_HU hr_HR sl_SI", "windows-1250 iso-8859-2 cp852"),
    ("ro_RO", "iso-8859-16"),
    ("tr_TR", "windows-1254 iso-8859-3"),
    ("lt_LT lv_LV et_EE", "windows-1257 iso-8859-13 iso-8859-4"),
    ("vi_VN", "windows-1258"),
    ("ru_RU uk_UA bg_BG", "windows-1251 koi8-u iso-8859-5 x-mac-cyrillic ibm866"),
    ("el_GR", "windows-1253 iso-8859-7"),
    ("he_IL", "windows-1255 iso-8859-8"),
    ("ar_SA", "windows-1256 iso-8859-6"),
    ("th_TH", "windows-874"),
    ("zh_CN", "gbk gb18030"),
    ("zh_TW", "big5"),
    ("ja_JP ko_KR", "shift_jis euc-jp euc-kr"),
    ("hy_AM ka_GE el_GR he_IL th_TH zh_CN zh_TW ja_JP ko_KR ru_RU de_DE fr_FR es_ES pl_PL cs_CZ", "utf-8"),
];
