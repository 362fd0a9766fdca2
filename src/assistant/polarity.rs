//! Whether a sentence denies what a text says, or says what it denies: `ödenir` beside `ödenmez`, `mümkün` beside
//! `mümkün değil`, `is refundable` beside `is not refundable`. Pure, and by the forms of words alone: who needs more than
//! a flipped word to lie gets through.
use crate::base::{Lang, text};
use std::collections::HashSet;

/// Folded words that deny the one before them.
const AFTER: &[&str] = &["degil", "degildir", "degilse", "degilken", "yok", "yoktur", "yoksa"];
/// The same of English, for the one after them.
const BEFORE: &[&str] = &["not", "no", "never", "cannot", "without", "nor", "neither"];
/// English words between those and what is denied.
const BETWEEN: &[&str] = &[
    "the", "an", "any", "be", "been", "yet", "always", "have", "has", "had", "do", "does", "did", "to", "a",
];
/// Verbs that say nothing without the word before them, by the heads of their forms.
const HELPERS: &[(&str, &str)] = &[
    ("edil", "edil"),
    ("eder", "et"),
    ("edeb", "et"),
    ("edem", "et"),
    ("ediy", "et"),
    ("edec", "et"),
    ("eden", "et"),
    ("etme", "et"),
    ("etti", "et"),
    ("etmi", "et"),
    ("yapil", "yapil"),
    ("veril", "veril"),
    ("bulun", "bulun"),
    ("alin", "alin"),
    ("olun", "olun"),
    ("olur", "ol"),
    ("olab", "ol"),
    ("olam", "ol"),
    ("oldu", "ol"),
    ("olac", "ol"),
    ("olma", "ol"),
    ("olmu", "ol"),
    ("oluy", "ol"),
    ("olan", "ol"),
];
/// Words that only look as if they denied something.
const NO_DENIAL: &[&str] = &["namaz", "yilmaz", "komedi", "gomuyor", "sonmez", "korkmaz"];
/// Letters that two forms of a word share; shorter roots share all of theirs.
const ROOT: usize = 4;
/// Shortest root, in letters.
const LEAST: usize = 3;

/// A word of a text, and whether it is denied there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Claim {
    /// Its head, as long as is known; with the word before it, where it says nothing alone.
    root: String,
    denied: bool,
}

/// What a text says and denies.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    all: Vec<Claim>,
    lang: Lang,
}

impl Claims {
    /// Of a text in a language.
    #[must_use]
    pub fn of(text: &str, lang: Lang) -> Claims {
        Claims { all: claims(text, lang), lang }
    }

    /// How many words of a sentence the text has only the other way round.
    #[must_use]
    pub fn flipped_in(&self, sentence: &str) -> usize {
        let flipped = |said: &Claim| {
            let mut same = self.all.iter().filter(|it| same_root(&it.root, &said.root)).peekable();
            same.peek().is_some() && same.all(|it| it.denied != said.denied)
        };
        let said = claims(sentence, self.lang);
        // A word said twice is one.
        let heads = said.iter().filter(|it| flipped(it)).map(|it| it.root.chars().take(ROOT).collect());
        heads.collect::<HashSet<String>>().len()
    }

    /// Whether a sentence says the contrary. Two flipped words make up for each other: who does not pay cannot enrol,
    /// who enrols has paid.
    #[must_use]
    pub fn contradicted_by(&self, sentence: &str) -> bool {
        self.flipped_in(sentence) % 2 == 1
    }
}

fn same_root(one: &str, other: &str) -> bool {
    if one.contains(' ') || other.contains(' ') {
        return one == other;
    }
    let head = |it: &str, letters: usize| it.chars().take(letters).collect::<String>();
    let letters = one.chars().count().min(other.chars().count()).min(ROOT);
    letters >= LEAST && head(one, letters) == head(other, letters)
}

fn claims(written: &str, lang: Lang) -> Vec<Claim> {
    let folded = text::fold(written).replace('’', "'").replace("n't", " not");
    let words: Vec<&str> =
        folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    match lang {
        Lang::Tr => turkish(&words),
        Lang::En => english(&words),
    }
}

fn turkish(words: &[&str]) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    let mut before = "";
    for word in words {
        if AFTER.contains(word) {
            if let Some(last) = out.last_mut() {
                last.denied = !last.denied;
            }
            continue;
        }
        let denied = denied_stem(word);
        let stem = denied.unwrap_or(word);
        let helper = HELPERS.iter().find(|it| word.starts_with(it.0)).map(|it| it.1);
        let root = match helper {
            Some(helper) => format!("{} {helper}", before.chars().take(ROOT).collect::<String>()),
            None => stem.to_owned(),
        };
        if helper.is_some() || stem.chars().count() >= LEAST && stem.chars().all(char::is_alphabetic) {
            out.push(Claim { root, denied: denied.is_some() });
        }
        before = word;
    }
    out
}

fn english(words: &[&str]) -> Vec<Claim> {
    let (mut out, mut denied) = (Vec::new(), false);
    for (at, word) in words.iter().enumerate() {
        if BEFORE.contains(word) {
            denied = words.get(at + 1) != Some(&"only");
        } else if !BETWEEN.contains(word) && word.chars().count() >= LEAST {
            out.push(Claim { root: (*word).to_owned(), denied });
            denied = false;
        }
    }
    out
}

/// What is left of a Turkish verb without the suffix that denies it and all behind that; `None` for words without it.
fn denied_stem(word: &str) -> Option<&str> {
    if NO_DENIAL.iter().any(|it| word.starts_with(it)) || word.starts_with("tamam") {
        return None;
    }
    let found = word.char_indices().skip(2).find(|(at, letter)| {
        *letter == 'm'
            && word.get(*at..).is_some_and(|rest| denies(rest, word.get(..*at).unwrap_or_default()))
    });
    let stem = word.get(..found?.0)?;
    // `yapa-maz`, `gele-mez`: the vowel of being able.
    let short =
        stem.strip_suffix(['a', 'e']).filter(|it| stem.chars().count() == 4 && it.chars().count() >= LEAST);
    Some(short.unwrap_or(stem))
}

/// Whether a folded verb goes on with the suffix that denies it.
fn denies(rest: &str, stem: &str) -> bool {
    let begins = |all: &[&str]| all.iter().any(|it| rest.starts_with(it));
    let is = |all: &[&str]| all.contains(&rest);
    let after_z = rest.strip_prefix("mez").or_else(|| rest.strip_prefix("maz"));
    let ends = ["di", "mi", "se", "sa", "le", "la", "si", "ke", "li", "dan", "den", "dir"];
    let noun = rest.starts_with("medir") || rest.starts_with("madir"); // `ödemedir`: it is a payment
    let without = is(&["madan", "meden"]) && HELPERS.iter().any(|it| it.1 == stem);
    after_z.is_some_and(|it| it.is_empty() || ends.iter().any(|end| it.starts_with(end)))
        || begins(&["miyor", "muyor", "meyec", "mayac", "meyen", "mayan", "memis", "mamis", "meme", "mama"])
        || begins(&["maksizin", "meksizin", "mayinca", "meyince", "mayip", "meyip", "mayabil", "meyebil"])
        || (begins(&["medi", "madi"]) && !noun)
        || is(&["mayin", "meyin", "mayiniz", "meyiniz", "masin", "mesin", "masinlar", "mesinler"])
        || without
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn contradicts(passage: &str, lang: Lang, sentence: &str) -> bool {
        Claims::of(passage, lang).contradicted_by(sentence)
    }

    #[test]
    fn a_denied_verb_is_known_with_its_stem() {
        for (word, stem) in [
            ("odenmez", Some("oden")),
            ("yapilamaz", Some("yapila")),
            ("gelemez", Some("gel")),
            ("odenmiyor", Some("oden")),
            ("yatirmayan", Some("yatir")),
            ("kabul", None),
            ("odeme", None),
            ("odemedir", None),
            ("odemesi", None),
            ("tamamlandi", None),
            ("mezun", None),
            ("namazdan", None),
            ("gecmemeli", Some("gec")),
            ("basvurmayin", Some("basvur")),
        ] {
            assert_eq!(denied_stem(word), stem, "{word}");
        }
    }

    #[test]
    fn what_turns_a_passage_round_is_seen() {
        for (passage, sentence) in [
            ("Ödenen ücret iade edilmez.", "Ödenen ücret iade edilir."),
            ("Harç taksitle ödenebilir.", "Harç taksitle ödenemez."),
            ("Ders bırakmak ancak kurul kararıyla mümkündür.", "Ders bırakmak mümkün değildir."),
            ("Bu sınav için ön koşul yoktur.", "Bu sınav için ön koşul vardır ve koşul aranır."),
            ("Misafir öğrenciler yurtta kalamaz.", "Misafir öğrenciler yurtta kalabilir."),
            ("Onay olmadan kayıt yapılmaz.", "Onay olmadan kayıt yapılır."),
            ("Belge teslim etmek zorunludur.", "Belge teslim etmek zorunlu değil."),
        ] {
            assert!(contradicts(passage, Lang::Tr, sentence), "{passage} / {sentence}");
        }
        for (passage, sentence) in [
            ("Fees are not refundable after October.", "Fees are refundable after October."),
            ("You can pay by card.", "You can't pay by card."),
            ("Guests are allowed in the dormitory.", "Guests are never allowed in the dormitory."),
        ] {
            assert!(contradicts(passage, Lang::En, sentence), "{passage} / {sentence}");
        }
    }

    #[test]
    fn what_says_the_same_in_other_words_passes() {
        for (passage, sentence) in [
            ("Ödenen ücret iade edilmez.", "Ödenen ücretin iadesi yapılmamaktadır, iade edilmez."),
            (
                "Ücretini yatırmayan öğrenciler kaydını yenileyemez.",
                "Kaydınızı yenilemek için ücretinizi yatırmanız gerekir.",
            ),
            ("Danışman onayı olmadan kayıt tamamlanmış sayılmaz.", "Kayıt, danışman onayı olmadan sayılmaz."),
            ("Harç iki taksitte ödenir.", "Harcınızı iki taksitte ödersiniz."),
            ("Taksit yapılmaz. Kartla ödeme yapılır.", "Kartla ödeme yapılır."),
            ("Başvuru eylülde yapılır.", "Başvurunuzu eylülde yapabilirsiniz."),
        ] {
            assert!(!contradicts(passage, Lang::Tr, sentence), "{passage} / {sentence}");
        }
        assert!(!contradicts("Fees are not refundable.", Lang::En, "The fee is not refundable."));
        assert!(!contradicts("Pay by card or cash.", Lang::En, "You can pay not only by card."));
    }
}
