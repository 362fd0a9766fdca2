//! What words are held against: those of the passages, their numbers and their addresses. Pure.
use crate::assistant::types::Verdict;
use crate::base::text;
use crate::engine::turkish;
use std::collections::HashSet;

/// Letters by which two forms of a word are taken for one (`ödenir`, `ödeme`).
const ROOT: usize = 4;
/// Folded words that answers are made of, whatever they are about.
pub(super) const COMMON: &[&str] = &[
    "evet",
    "hayir",
    "merhaba",
    "elbette",
    "tabii",
    "lutfen",
    "ayrica",
    "bunun",
    "yani",
    "ancak",
    "gore",
    "gerekir",
    "gerek",
    "gerekmektedir",
    "gerekiyor",
    "yapabilirsiniz",
    "yapilir",
    "olabilir",
    "olmalidir",
    "mumkun",
    "mumkundur",
    "asagidaki",
    "adimlari",
    "izleyin",
    "sirasiyla",
    "oncelikle",
    "sonra",
    "ardindan",
    "bilgi",
    "konuda",
    "sorunuz",
    "isterseniz",
    "size",
    "sizin",
    "edebilirsiniz",
    "alabilirsiniz",
    "kullanabilirsiniz",
    "yalnizca",
    "sadece",
    "toplam",
    "kadar",
    "you",
    "your",
    "can",
    "must",
    "need",
    "should",
    "yes",
    "hello",
    "please",
    "also",
    "first",
    "then",
    "after",
    "before",
    "following",
    "steps",
    "this",
    "that",
    "these",
    "have",
    "with",
    "from",
    "will",
    "may",
    "only",
    "there",
    "they",
];
/// Small numbers and how they are written.
const NUMBER_WORDS: &[(&str, &[&str])] = &[
    ("1", &["bir", "one", "ilk", "first"]),
    ("2", &["iki", "two", "second"]),
    ("3", &["uc", "three", "third"]),
    ("4", &["dort", "dorduncu", "four", "fourth"]),
    ("5", &["bes", "five", "fifth"]),
    ("6", &["alti", "six", "sixth"]),
    ("7", &["yedi", "seven", "seventh"]),
    ("8", &["sekiz", "eight", "eighth"]),
    ("9", &["dokuz", "nine", "ninth"]),
    ("10", &["on", "ten", "tenth"]),
    ("12", &["oniki", "twelve", "twelfth"]),
    ("15", &["onbes", "fifteen", "fifteenth"]),
    ("20", &["yirmi", "twenty", "twentieth"]),
    ("30", &["otuz", "thirty", "thirtieth"]),
];

/// Folded words that a number is spelled with, and what each counts.
const SPELLED: &[(&str, u64)] = &[
    ("bir", 1),
    ("iki", 2),
    ("uc", 3),
    ("dort", 4),
    ("bes", 5),
    ("alti", 6),
    ("yedi", 7),
    ("sekiz", 8),
    ("dokuz", 9),
    ("on", 10),
    ("yirmi", 20),
    ("otuz", 30),
    ("kirk", 40),
    ("elli", 50),
    ("altmis", 60),
    ("yetmis", 70),
    ("seksen", 80),
    ("doksan", 90),
    ("yuz", 100),
    ("bin", 1_000),
    ("milyon", 1_000_000),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
];
/// Large ones that mean something else as well, where no other number and nothing that is counted follows; a small one
/// alone is often said in passing ("iki soru sordu").
const OFTEN_NO_NUMBER: &[&str] = &["yuz", "bin", "kirk"];
/// From this on a number alone is said on purpose.
const LARGE: u64 = 20;
/// The words for this and more are other words as well.
const HUNDRED: u64 = 100;
/// Heads of folded words for what is counted …
const COUNTED: &[&str] =
    &["gun", "hafta", "yil", "saat", "dakika", "lira", "kredi", "taksit", "kisi", "puan", "yariyil"];
/// … and whole ones.
const COUNTED_WHOLE: &[&str] = &["ay", "ayda", "aylik", "ayin", "is", "tl"];
/// What follows a number that tells which one, or takes one of several: `ikinci`, `üçü`.
const NUMBER_ENDINGS: &[&str] = &[
    "inci", "nci", "uncu", "ncu", "si", "u", "i", "e", "te", "de", "ten", "den", "er", "ser", "a", "ya",
    "ye", "yi", "da", "ta", "dan", "tan", "ar", "sar", "li", "lu", "lik", "luk",
];
/// The ones that only a number has: with the others a short one is another word (`onu`, `yüzde`, `biri`, `ucu`).
const ORDINAL_ENDINGS: &[&str] = &["inci", "nci", "uncu", "ncu"];
/// Those short ones.
const SHORT_NUMBERS: &[&str] = &["on", "yuz", "bin", "kirk", "one", "ten"];
/// Folds to a number and is none.
const LIKE_TEN: &str = "ön";

/// Letters of the longest ending of an address that there is, and of those that are usual.
const LONGEST_ENDING: usize = 24;
const USUAL_ENDING: usize = 6;
/// Short forms that a word may follow with nothing between: `vb.belgeler`, `Dr.Mustafa`.
const SHORT_FORMS: &[&str] = &[
    "vb", "vs", "bkz", "no", "tel", "mah", "cad", "sok", "orn", "dr", "prof", "av", "yrd", "uzm", "op", "sn",
    "mr", "mrs",
];

/// What words are held against.
#[derive(Debug)]
pub(super) struct Known {
    words: HashSet<String>,
    /// Whole folded words: a number is not known by how its word begins (`sekiz`, `şekilde`).
    whole: HashSet<String>,
    /// All passages, lower case, without white space: addresses and numbers are looked for in it.
    dense: String,
    numbers: HashSet<String>,
}

impl Known {
    pub(super) fn of(text: &str) -> Known {
        let all = turkish::words(text);
        let words = all.iter().map(|it| key(&it.folded)).collect();
        let whole = all.into_iter().map(number_form).collect();
        let dense = text::lower(text).chars().filter(|it| !it.is_whitespace()).collect();
        let spelled = spelled(text).into_iter().filter(|it| !it.is_often_none).map(|it| it.value);
        let in_words = spelled.chain(ordinals(text));
        let numbers = numbers(text).into_iter().chain(in_words.map(|it| it.to_string()));
        Known { words, whole, dense, numbers: numbers.collect() }
    }

    fn has_word(&self, folded: &str) -> bool {
        folded.chars().count() < 3 || COMMON.contains(&folded) || self.words.contains(&key(folded))
    }

    fn has_number(&self, number: &str) -> bool {
        let worded = NUMBER_WORDS.iter().filter(|it| it.0 == number).flat_map(|it| it.1);
        self.numbers.contains(number) || worded.copied().any(|it| self.whole.contains(it))
    }

    fn has_address(&self, word: &str) -> bool {
        let lower = text::lower(word);
        let bare = lower.trim_matches(|it: char| !it.is_alphanumeric() && it != '/');
        let bare = bare.split(['\'', '’']).next().unwrap_or(bare);
        let inner: Vec<&str> =
            bare.split(['(', ')', '<', '>', '[', ']', ',', ';']).filter(|it| is_address(it)).collect();
        match inner.as_slice() {
            [] => self.dense.contains(bare),
            all => all.iter().all(|it| self.dense.contains(it.trim_end_matches(['/', '.', ',']))),
        }
    }

    /// An address or a number in `words` that is not there.
    pub(super) fn foreign(&self, words: &str) -> Option<Verdict> {
        if words.split_whitespace().any(|it| is_address(it) && !self.has_address(it)) {
            return Some(Verdict::ForeignAddress);
        }
        let lines = words.lines().map(without_list_number);
        let foreign = lines.flat_map(numbers).any(|it| !self.has_number(&it))
            || spelled(words)
                .iter()
                .any(|it| it.is_surely_one && !self.numbers.contains(&it.value.to_string()));
        foreign.then_some(Verdict::ForeignNumber)
    }
}

/// A number written in words.
struct Spelled {
    value: u64,
    /// Whether its words cannot well mean anything else.
    is_surely_one: bool,
    /// Whether they mean something else as often.
    is_often_none: bool,
}

/// A word as numbers are looked for in it: folded, unless that makes one of it.
fn number_form(word: turkish::Word) -> String {
    if word.exact == LIKE_TEN { word.exact } else { word.folded }
}

/// Numbers that are written in words: `kırk beş`, `twenty one`.
fn spelled(text: &str) -> Vec<Spelled> {
    let all: Vec<String> = turkish::words(text).into_iter().map(number_form).collect();
    let value_of = |it: &String| SPELLED.iter().find(|one| one.0 == it).map(|one| one.1);
    let (mut out, mut rest) = (Vec::new(), all.as_slice());
    while let Some(first) = rest.iter().position(|it| value_of(it).is_some()) {
        let from = rest.get(first..).unwrap_or_default();
        let values: Vec<u64> = from.iter().map_while(value_of).collect();
        let (words, after) = from.split_at(values.len().min(from.len()));
        let counted = after.first().is_some_and(|it| {
            COUNTED_WHOLE.contains(&it.as_str()) || COUNTED.iter().any(|one| it.starts_with(one))
        });
        let is_surely_one = match words {
            [only] if only == "bir" || only == "one" => false,
            [only] if OFTEN_NO_NUMBER.contains(&only.as_str()) => counted,
            _ => words.len() > 1 || sum(&values) >= LARGE || counted,
        };
        // Forty has no other meaning once its passage says it; a hundred is a face as well.
        let is_often_none = !is_surely_one && sum(&values) >= HUNDRED;
        out.push(Spelled { value: sum(&values), is_surely_one, is_often_none });
        rest = after;
    }
    out
}

/// Numbers within words that tell which one: `üçüncü`.
fn ordinals(text: &str) -> impl Iterator<Item = u64> {
    turkish::words(text).into_iter().filter_map(|word| {
        let found = SPELLED.iter().find(|it| {
            let endings = if SHORT_NUMBERS.contains(&it.0) { ORDINAL_ENDINGS } else { NUMBER_ENDINGS };
            word.folded.strip_prefix(it.0).is_some_and(|rest| endings.contains(&rest))
        });
        found.map(|it| it.1)
    })
}

/// `iki yuz kirk bes` is 245: what is larger than a word before it multiplies that.
fn sum(values: &[u64]) -> u64 {
    let (mut whole, mut open) = (0_u64, 0_u64);
    for value in values {
        match value {
            100 => open = open.max(1).saturating_mul(100),
            1_000.. => {
                whole = whole.saturating_add(open.max(1).saturating_mul(*value));
                open = 0;
            }
            _ => open = open.saturating_add(*value),
        }
    }
    whole.saturating_add(open)
}

/// The part of a folded word that its forms share.
pub(super) fn key(folded: &str) -> String {
    folded.chars().take(ROOT).collect()
}

/// Runs of digits, without the signs that part thousands.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        match (c.is_ascii_digit(), out.last_mut()) {
            (true, Some(last)) if open => last.push(*c),
            (true, _) => {
                out.push(c.to_string());
                open = true;
            }
            // A point or comma between a digit and three more of them.
            (false, _) if open && matches!(c, '.' | ',') => {
                let next = chars.get(at + 1..at + 4).is_some_and(|it| it.iter().all(char::is_ascii_digit));
                open = next && !chars.get(at + 4).is_some_and(char::is_ascii_digit);
            }
            (false, _) => open = false,
        }
    }
    out
}

fn without_list_number(line: &str) -> &str {
    let trimmed = line.trim_start();
    let digits = trimmed.len() - trimmed.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    match trimmed.get(digits..) {
        Some(rest) if (1..=2).contains(&digits) && rest.starts_with(['.', ')']) => {
            rest.get(1..).unwrap_or_default()
        }
        _ => line,
    }
}

pub(super) fn content_words(text: &str) -> Vec<turkish::Word> {
    let is_word = |it: &turkish::Word| it.core.is_some() && it.folded.chars().any(char::is_alphabetic);
    turkish::words(text).into_iter().filter(is_word).collect()
}

pub(super) fn unknown_words(text: &str, known: &Known) -> Vec<turkish::Word> {
    content_words(text).into_iter().filter(|it| !known.has_word(&it.folded)).collect()
}

/// Whether a word is an address: of a page, or of mail, or a name such as `ornek.edu.tr`.
fn is_address(word: &str) -> bool {
    let lower = text::lower(word);
    let bare = lower.trim_matches(|it: char| !it.is_alphanumeric() && it != '/');
    bare.contains("://")
        || bare.starts_with("www.")
        || bare.contains('@')
        || word.split(|it: char| "()<>[]'’\"“”,;".contains(it)).any(is_host)
}

/// Whether it names a host, as it stands: `sahte.istanbul`, not `yapılır.Sonra` and not `Dr.Mustafa`.
fn is_host(word: &str) -> bool {
    let own = word.trim_matches(|it: char| !it.is_alphanumeric());
    let own = own.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let mut labels = own.rsplit('.');
    let (own_top, own_second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let (top, second) = (text::lower(own_top), text::lower(own_second));
    let letters = top.chars().count();
    let named = (2..=LONGEST_ENDING).contains(&letters)
        && top.chars().all(|it| it.is_ascii_alphabetic())
        && second.chars().count() >= 2
        && second.chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
    // A long ending may as well be the next sentence, or a name behind its title.
    let sentence = own_top.starts_with(char::is_uppercase) && !own_second.starts_with(char::is_uppercase);
    let short = SHORT_FORMS.contains(&second.as_str());
    named && (letters <= USUAL_ENDING || !(sentence || short))
}
