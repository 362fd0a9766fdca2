//! Stems of folded Turkish words: suffixes are taken off from the end, one after the other, until none fits.
//!
//! Suffixes are the small ones that longer ones are made of (`-ımızdan` is `-ım -ız -dan`), and they are taken in any
//! order. That takes more off than a grammar would, but always the same: what counts for a search is not that a stem is
//! a word, but that all forms of a word come down to one stem. It works on folded letters, where vowels have lost their
//! harmony, so text typed without diacritics has the same stems. Words that look as if they had a suffix (`danışman`,
//! `kurum`) stop the way down where they appear.

use std::cmp::Ordering;
use std::sync::LazyLock;

/// What must stand before a suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Any,
    Vowel,
    Consonant,
    /// After these a suffix begins with `t` instead of `d`.
    Voiceless,
    /// `-iz` makes a plural of `-im` and `-in`.
    MOrN,
    /// The aorist of a passive verb.
    LOrN,
    /// `-ki` follows a place: `evdeki`.
    Place,
}
use Before::{Any, Consonant, LOrN, MOrN, Place, Voiceless, Vowel};

/// Suffix, what stands before it, and how many letters are left at least; the longer ones first.
#[rustfmt::skip]
const SUFFIXES: &[(&str, Before, usize)] = &[
    ("lerin", Any, 3), ("larin", Any, 3), ("acak", Any, 2), ("ecek", Any, 2), ("acag", Any, 2),
    ("eceg", Any, 2), ("abil", Any, 2), ("ebil", Any, 2), ("iyor", Any, 2), ("uyor", Any, 2),
    ("lar", Any, 3), ("ler", Any, 3), ("dan", Any, 3), ("den", Any, 3), ("tan", Voiceless, 3),
    ("ten", Voiceless, 3), ("mak", Any, 2), ("mek", Any, 2), ("maz", Any, 3), ("mez", Any, 3),
    ("mis", Any, 3), ("mus", Any, 3), ("dir", Any, 4), ("dur", Any, 4), ("tir", Voiceless, 4),
    ("tur", Voiceless, 4), ("lik", Any, 4), ("luk", Any, 4), ("lig", Any, 4), ("lug", Any, 4),
    ("yor", Vowel, 3), ("da", Any, 3), ("de", Any, 3), ("ta", Voiceless, 3), ("te", Voiceless, 3),
    ("la", Consonant, 4), ("le", Consonant, 4), ("im", Consonant, 3), ("um", Consonant, 3),
    ("in", Consonant, 3), ("un", Consonant, 3), ("iz", MOrN, 3), ("uz", MOrN, 3), ("ma", Any, 3),
    ("me", Any, 3), ("ir", LOrN, 3), ("ur", LOrN, 3), ("ki", Place, 3), ("a", Consonant, 3),
    ("e", Consonant, 3), ("i", Consonant, 3), ("u", Consonant, 3), ("m", Vowel, 3), ("n", Vowel, 3),
    ("y", Vowel, 3), ("s", Vowel, 3),
];

/// Words that end as if they had a suffix, sorted.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "abone", "adim", "adres", "akim", "alan", "alinti", "alis", "alisveris", "altin", "anayasa", "arkadas",
    "asistan", "ates", "avlu", "aydin", "bagis", "baglanti", "bakis", "banka", "baris", "bilim", "bolum",
    "burs", "butun", "calis", "ceviz", "ceyiz", "cikis", "cisim", "danisman", "dava", "degis", "deniz",
    "deprem", "ders", "divan", "domuz", "donem", "donusum", "duman", "durum", "ekim", "ekmek", "ekran",
    "eleman", "elma", "esas", "fidan", "finans", "firma", "gecis", "gelis", "giris", "gorus", "gunduz",
    "gunes", "hacim", "harita", "hastane", "havale", "hekim", "iade", "iflas", "ihale", "ihtisas", "iklim",
    "insan", "isim", "islem", "kabul", "kadin", "kalem", "kampus", "kaptan", "kardes", "karta", "kazan",
    "kesim", "kesinti", "kisim", "kiyas", "kiz", "kontenjan", "konum", "konus", "kumas", "kupon", "kurs",
    "kurum", "liman", "lisans", "maas", "mahkeme", "memur", "mesele", "metin", "meydan", "miras", "muayene",
    "musteri", "oda", "odun", "ofis", "ogretmen", "okul", "orman", "otobus", "oturum", "para", "plan",
    "program", "resim", "restoran", "roman", "sabun", "satis", "savas", "sene", "servis", "sistem", "taksim",
    "tarih", "telefon", "temas", "temiz", "toplanti", "transkript", "tutun", "uzman", "uzun", "vatan",
    "verim", "virus", "yakin", "yarim", "yasam", "yavas", "yazim", "yemek", "yildiz", "yonetmen", "zaman",
];

/// Words that lose a vowel before a suffix (`kaydı` of `kayıt`), sorted.
#[rustfmt::skip]
const SHORTENED: &[(&str, &str)] = &[
    ("agz", "agiz"), ("akl", "akil"), ("aln", "alin"), ("asl", "asil"), ("ayp", "ayip"), ("azm", "azim"),
    ("bahs", "bahis"), ("beyn", "beyin"), ("boyn", "boyun"), ("burn", "burun"), ("cism", "cisim"),
    ("devr", "devir"), ("emr", "emir"), ("fikr", "fikir"), ("gogs", "gogus"), ("gonl", "gonul"),
    ("hacm", "hacim"), ("haps", "hapis"), ("hism", "hisim"), ("hukm", "hukum"), ("ilm", "ilim"),
    ("ism", "isim"), ("izn", "izin"), ("karn", "karin"), ("kayb", "kayip"), ("kayp", "kayip"),
    ("kayt", "kayit"), ("kesf", "kesif"), ("kism", "kisim"), ("koyn", "koyun"), ("metn", "metin"),
    ("nakl", "nakil"), ("nakt", "nakit"), ("nehr", "nehir"), ("nesl", "nesil"), ("ogl", "ogul"),
    ("omr", "omur"), ("omz", "omuz"), ("resm", "resim"), ("sabr", "sabir"), ("sehr", "sehir"),
    ("sekl", "sekil"), ("seyr", "seyir"), ("sinf", "sinif"), ("tavr", "tavir"), ("vakt", "vakit"),
    ("vasf", "vasif"), ("zehr", "zehir"), ("zihn", "zihin"),
];

/// A row of [`SUFFIXES`].
type Suffix = (&'static str, Before, usize);

/// Those that end in each letter, in the same order: few of them have to be tried.
static BY_LAST: LazyLock<[Vec<Suffix>; 26]> = LazyLock::new(|| {
    std::array::from_fn(|letter| {
        let ends = |it: &&Suffix| it.0.bytes().last().and_then(place).is_some_and(|it| it == letter);
        SUFFIXES.iter().filter(ends).copied().collect()
    })
});

/// Place of a letter in the alphabet, from `a`.
fn place(letter: u8) -> Option<usize> {
    letter.is_ascii_lowercase().then(|| usize::from(letter - b'a'))
}

/// The stem of a folded word in lower case; never empty, unless the word is.
#[must_use]
pub fn stem(folded: &str) -> String {
    let mut left = folded;
    while let Some(less) = taken_off(left) {
        left = less;
    }
    let hard = hardened(left);
    shortened(hard).map_or_else(|| [hard.0, hard.1].concat(), str::to_owned)
}

/// The word without its last suffix; `None` when there is none, or the word is whole.
fn taken_off(word: &str) -> Option<&str> {
    let suffixes = word.bytes().last().and_then(place).and_then(|it| BY_LAST.get(it))?;
    if is_whole(word) {
        return None;
    }
    let mut longest = None;
    for left in suffixes.iter().filter_map(|it| without(word, it)) {
        if is_whole(left) {
            return Some(left);
        }
        longest = longest.or(Some(left));
    }
    longest
}

fn is_whole(word: &str) -> bool {
    let hard = hardened(word);
    WHOLE.binary_search_by(|it| compare(it, hard)).is_ok() || shortened(hard).is_some()
}

fn shortened(hard: (&str, &str)) -> Option<&'static str> {
    let at = SHORTENED.binary_search_by(|it| compare(it.0, hard)).ok()?;
    SHORTENED.get(at).map(|it| it.1)
}

/// What is left without the suffix, where that may stand there.
fn without<'w>(word: &'w str, (suffix, before, least): &Suffix) -> Option<&'w str> {
    let left = word.strip_suffix(suffix)?;
    let last = left.chars().next_back()?;
    let vowel = matches!(last, 'a' | 'e' | 'i' | 'o' | 'u');
    let fits = match before {
        Any => true,
        Vowel => vowel,
        Consonant => !vowel,
        Voiceless => "fstkchp".contains(last),
        MOrN => matches!(last, 'm' | 'n'),
        LOrN => matches!(last, 'l' | 'n'),
        Place => ["da", "de", "ta", "te"].iter().any(|it| left.ends_with(it)),
    };
    (fits && left.chars().count() >= *least).then_some(left)
}

/// A word in two pieces, with its last consonant as it is without a suffix (`kitab` → `kita`, `p`); short words keep
/// theirs.
fn hardened(word: &str) -> (&str, &str) {
    let soft = [("b", "p"), ("d", "t"), ("g", "k")];
    let found = soft.iter().find_map(|(soft, hard)| Some((word.strip_suffix(soft)?, *hard)));
    found.filter(|it| it.0.len() > 1).unwrap_or((word, ""))
}

/// How a word of a list stands to a hardened one.
fn compare(listed: &str, (beginning, last): (&str, &str)) -> Ordering {
    let (head, tail) = listed.as_bytes().split_at(listed.len().min(beginning.len()));
    head.cmp(beginning.as_bytes()).then_with(|| tail.cmp(last.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::fold;
    use proptest::prelude::*;

    /// Everyday nouns that no list of this file was made for.
    const NOUNS: &[&str] = &[
        "pencere",
        "masa",
        "sandalye",
        "defter",
        "çanta",
        "bardak",
        "tabak",
        "çiçek",
        "ağız",
        "burun",
        "gemi",
        "liste",
        "köprü",
        "müze",
        "sergi",
        "tiyatro",
        "bilim",
        "gazete",
        "dergi",
        "yazar",
        "şair",
        "roman",
        "hikâye",
        "şarkı",
        "soru",
        "cevap",
        "konu",
        "örnek",
        "sebep",
        "durak",
        "yolcu",
        "şoför",
        "bisiklet",
        "motor",
        "lastik",
        "fren",
        "kasap",
        "manav",
        "market",
        "pazar",
        "elma",
        "armut",
        "üzüm",
        "kiraz",
        "domates",
        "biber",
        "patates",
        "soğan",
        "kağıt",
        "kalem",
        "silgi",
        "cetvel",
        "tahta",
        "sınıf",
        "okul",
        "öğretmen",
        "müdür",
        "bekçi",
        "duvar",
        "çatı",
    ];

    /// Forms of a noun, with vowel harmony and softened consonants, as a reader would write them.
    fn forms(noun: &str) -> Vec<String> {
        let vowel = |it: char| "aıoueiöü".contains(it);
        let last = noun.chars().rev().find(|it| vowel(*it)).unwrap();
        let (a, back) = if "aıou".contains(last) { ("a", true) } else { ("e", false) };
        let i = match last {
            'a' | 'ı' => "ı",
            'o' | 'u' => "u",
            'ö' | 'ü' => "ü",
            _ => "i",
        };
        let ends_open = vowel(noun.chars().next_back().unwrap());
        let d = if noun.ends_with(['f', 's', 't', 'k', 'ç', 'ş', 'h', 'p']) { "t" } else { "d" };
        let syllables = noun.chars().filter(|it| vowel(*it)).count();
        let soft = match noun.chars().next_back() {
            Some('p') if syllables > 1 => format!("{}b", &noun[..noun.len() - 1]),
            Some('k') if syllables > 1 => format!("{}ğ", &noun[..noun.len() - 1]),
            _ => noun.to_owned(),
        };
        let (mine, its) = if ends_open {
            (format!("{noun}m"), format!("{noun}s{i}"))
        } else {
            (format!("{soft}{i}m"), format!("{soft}{i}"))
        };
        let many = format!("{noun}l{a}r");
        let j = if back { "ı" } else { "i" };
        vec![
            format!("{noun}{d}{a}"),
            format!("{noun}{d}{a}n"),
            format!("{noun}{d}{a}ki"),
            format!("{mine}{i}"),
            format!("{mine}d{a}n"),
            format!("{mine}{i}z{a}"),
            format!("{its}n{i}"),
            format!("{its}nd{a}n"),
            format!("{many}{j}m{j}z{j}"),
            format!("{many}{j}nd{a}"),
            format!("{many}{j}n{j}z{j}n"),
            format!("{many}l{a}"),
            mine,
            its,
            many,
        ]
    }

    #[test]
    fn the_forms_of_a_word_have_one_stem() {
        let (mut all, mut apart) = (0, Vec::new());
        for noun in NOUNS {
            for form in forms(noun) {
                all += 1;
                if stem(&fold(&form)) != stem(&fold(noun)) {
                    apart.push(form);
                }
            }
        }
        // No rules without a dictionary get all of them right.
        assert!(apart.len() * 100 <= all * 4, "{} of {all}: {apart:?}", apart.len());
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in
            [("kayıt", "kayıp"), ("ders", "derz"), ("kurum", "kurul"), ("sınav", "sınır"), ("burs", "bura")]
        {
            assert_ne!(stem(&fold(one)), stem(&fold(other)), "{one} {other}");
        }
    }

    #[test]
    fn verbs_lose_their_tenses() {
        for (one, other) in [
            ("ödeniyor", "ödenir"),
            ("ödeyeceğim", "ödemek"),
            ("değiştirebiliyor", "değiştirme"),
            ("başvurumuzu", "başvuracağım"),
            ("kaydımı", "kayıtlarımız"),
            ("seçmem", "seçimi"),
        ] {
            assert_eq!(stem(&fold(one)), stem(&fold(other)), "{one} {other}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        assert!(WHOLE.is_sorted() && SHORTENED.is_sorted());
    }

    proptest! {
        #[test]
        fn a_stem_is_short_and_stays_what_it_is(word in "[a-z0-9çşğüöı]{0,30}|\\PC{0,12}") {
            let stem = stem(&word);
            prop_assert!(stem.is_empty() == word.is_empty());
            prop_assert!(stem.chars().count() <= word.chars().count() + 1, "a vowel comes back at most");
        }

        #[test]
        fn a_case_more_changes_nothing(word in "[bcdfgklmnprstvz][aeiou][bcdfgklmprstvz]{1,2}", case in "(dan|lar|lardan|im|imiz)") {
            let longer = format!("{word}{case}");
            // "verim" is a word of its own, and so is what "bilimiz" begins with.
            prop_assume!(!(1..=case.len()).any(|it| longer.get(..word.len() + it).is_some_and(is_whole)));
            prop_assert_eq!(stem(&longer), stem(&word));
        }
    }
}
