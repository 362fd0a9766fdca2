//! Whether a visitor asks for a person who answers. Pure.
use super::rules::has_word_starting;
use crate::base::text;
use crate::knowledge::passages::sentences;

/// Folded words that name a person who answers; suffixes may follow.
const PERSON: &[&str] = &[
    "temsilci",
    "musteri hizmetleri",
    "operator",
    "yetkili",
    "insan",
    "gercek kisi",
    "gercek biri",
    "canli destek",
    "representative",
    "somebody real",
];
/// The same of English, where nothing may follow: `personel` and `agenda` are no persons.
const PERSON_WHOLE: &[&str] = &["agent", "an agent", "human", "person", "operator"];
/// Folded words that have those in them and name something else.
const NO_PERSON: &[&str] = &[
    "insan kaynaklari",
    "insan haklari",
    "insan bilimleri",
    "insan ve toplum",
    "ogrenci temsilci",
    "sinif temsilci",
    "bolum temsilci",
    "program temsilci",
    "temsilcilig",
    "temsilcilik",
    "operatorlu",
    "arastirma gorevli",
    "ogretim gorevli",
    "guvenlik gorevli",
];
/// Folded words beside a person in a text that asks for one by naming it.
const BESIDE: &[&str] = &[
    "bir",
    "biri",
    "birisi",
    "var",
    "mi",
    "yok",
    "mu",
    "canli",
    "gercek",
    "kisi",
    "musteri",
    "hizmetleri",
    "destek",
    "hemen",
    "ile",
    "merhaba",
    "selam",
    "alo",
    "a",
    "an",
    "the",
    "real",
    "live",
    "hello",
    "hi",
];
/// Folded words that ask for one.
const WISH: &[&str] = &[
    "bagla",
    "baglan",
    "gorus",
    "konus",
    "iste",
    "istiyor",
    "aktar",
    "ulas",
    "yonlendir",
    "talk",
    "speak",
    "connect",
    "want",
    "need",
    "transfer",
    "get me",
    "lutfen",
    "please",
];
/// Most words of a text that is a request for a person by naming one.
const ALONE: usize = 5;
/// Most words of a wish for a person; who says more tells what it is about.
const LONGEST_WISH: usize = 16;
/// Folded words for somebody, whoever it is: they ask for one only beside a request.
const SOMEBODY: &[&str] =
    &["biriyle", "birisiyle", "birine", "birisine", "kisiyle", "kisiye", "insanla", "insana"];
/// The same with any suffix; `görevlisi` is somebody else's (`araştırma görevlisi`).
const SOMEBODY_STARTING: &[&str] = &["gorevli", "yetkili", "temsilci", "operator"];
/// How many words a request may stand from whom it is about.
const NEAR: usize = 4;
/// Heads of what is said behind "to talk": that it is wished.
const WISHED: &[&str] = &["istiyor", "ister", "isti", "lazim", "gerek", "mumkun"];
/// Endings of what somebody is asked to do: `bağlayın`, `bağlar mısınız`.
const ASKED_TO: &[&str] = &[
    "",
    "yin",
    "yiniz",
    "in",
    "iniz",
    "ir",
    "r",
    "rmisin",
    "rmisiniz",
    "irmisiniz",
    "yabilir",
    "abilir",
    "ebilir",
    "un",
    "unuz",
    "ur",
    "sana",
    "sene",
    "sin",
];
/// Words of wishing in English.
const WISHES: &[&str] =
    &["want", "like", "can", "could", "may", "let", "need", "wish", "please", "prefer", "rather"];
/// Somebody in English.
const SOMEONE: &[&str] =
    &["someone", "somebody", "person", "human", "agent", "representative", "operator", "anyone", "people"];

/// Whether the visitor asks for a person: in one of the sentences one is named and wished for, or nothing else is said.
#[must_use]
pub fn asks(message: &str) -> bool {
    let sentences = sentences(message);
    let last = sentences.last().copied().unwrap_or_default();
    is_wish(message) || only_names(message) || only_names(last) || sentences.iter().any(|it| is_wish(it))
}

fn words(text: &str) -> Vec<String> {
    let folded = text::fold(text);
    folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// The words without what only looks like a person.
fn said(words: &[String]) -> String {
    NO_PERSON.iter().fold(words.join(" "), |said, it| said.replace(it, ""))
}

fn only_names(text: &str) -> bool {
    let words = words(text);
    let nothing_else = words.iter().all(|it| BESIDE.contains(&it.as_str()) || is_named(it));
    words.len() <= ALONE && nothing_else && is_named(&said(&words))
}

fn is_wish(text: &str) -> bool {
    let words = words(text);
    let said = said(&words);
    let wishes = || WISH.iter().any(|it| has_word_starting(&said, it));
    (words.len() <= LONGEST_WISH && is_named(&said) && wishes()) || {
        let said: Vec<&str> = said.split(' ').filter(|it| !it.is_empty()).collect();
        (0..said.len()).any(|at| {
            let from = said.get(at..).unwrap_or_default();
            asks_in_turkish(from) || asks_in_english(from, said.get(..at).unwrap_or_default())
        })
    }
}

/// "biriyle … görüşmek istiyorum", "görevliye bağlayın": somebody, and soon after it what is to be done.
fn asks_in_turkish(words: &[&str]) -> bool {
    let [first, rest @ ..] = words else { return false };
    let ile = rest.first().is_some_and(|it| *it == "ile");
    let somebody = SOMEBODY.contains(first)
        || (["biri", "birisi"].contains(first) && ile)
        || (SOMEBODY_STARTING.iter().any(|it| first.starts_with(it)) && !first.starts_with("gorevlisi"));
    somebody && (0..rest.len().min(NEAR)).any(|at| is_request(rest.get(at..).unwrap_or_default()))
}

/// Whether words begin with a request to be brought together with somebody.
fn is_request(words: &[&str]) -> bool {
    let [verb, rest @ ..] = words else { return false };
    let next = rest.first().copied().unwrap_or_default();
    let may =
        verb.contains("bilir") && (next.starts_with("mi") || next.starts_with("mu") || verb.ends_with("m"));
    let wished =
        verb.ends_with("mak") || verb.ends_with("mek") || verb.ends_with("mam") || verb.ends_with("mem");
    let wished = wished && WISHED.iter().any(|it| next.starts_with(it));
    let talks = ["gorus", "konus", "baglan", "ulas"].iter().any(|it| verb.starts_with(it));
    let brings = ["bagla", "gorustur", "aktar", "yonlendir"]
        .iter()
        .any(|it| verb.strip_prefix(it).is_some_and(|rest| ASKED_TO.contains(&rest)));
    brings || (talks && (may || wished)) || (verb.starts_with("bagla") && may)
}

/// "talk to someone", "connect me with a person", after words of wishing.
fn asks_in_english(words: &[&str], before: &[&str]) -> bool {
    let [verb, rest @ ..] = words else { return false };
    let rest = match (*verb, rest) {
        ("talk" | "speak" | "chat", ["to" | "with", rest @ ..])
            if before.iter().any(|it| WISHES.contains(it)) =>
        {
            rest
        }
        ("connect" | "transfer" | "put", ["me", rest @ ..]) => rest,
        _ => return false,
    };
    let mut near = rest.iter().take(NEAR).take_while(|it| !["about", "on", "who", "whether"].contains(it));
    near.any(|it| SOMEONE.contains(it))
}

fn is_named(folded: &str) -> bool {
    PERSON.iter().any(|it| has_word_starting(folded, it))
        || folded.split(' ').any(|word| PERSON_WHOLE.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_for_a_person_is_heard() {
        for wish in [
            "Temsilciye bağlanmak istiyorum",
            "temsilci",
            "beni bir yetkiliyle görüştürür müsünüz, lütfen",
            "CANLI DESTEK İSTİYORUM",
            "insanla konusmak istiyorum",
            "müşteri temsilcisi",
            "Canlı destek var mı?",
            "insan yok mu?",
            "I want to talk to a human",
            "agent please",
            "a real person",
            "Biriyle görüşmek istiyorum",
            "Görevliye bağlayın",
            "I want to talk to someone",
            "Bir yetkiliyle konuşabilir miyim",
            "biri ile konuşmam lazım",
            "Beni gerçek birine bağlar mısınız?",
            "Can I please speak with somebody from the office?",
            "Harç ödedim ama sisteme üç gündür yansımadı, bankayı da aradım, onlar da size sordu. Artık birisiyle \
             görüşmek istiyorum. Numaram kayıtlarınızda var.",
            "Geçen hafta başvurumu yaptım ama hâlâ bir sonuç gelmedi ve ne yapacağımı bilmiyorum bu yüzden bir \
             yetkiliyle en kısa sürede görüşmek istiyorum",
        ] {
            assert!(asks(wish), "{wish}");
        }
    }

    #[test]
    fn questions_about_people_are_questions() {
        for question in [
            "Öğrenci temsilcisi seçimleri ne zaman yapılıyor ve kimler aday olabilir?",
            "İnsan kaynakları bölümünün ders programı nerede?",
            "insan kaynakları",
            "Personel yemekhane saatleri",
            "Personel Daire Başkanlığı'na nasıl ulaşabilirim?",
            "Öğrenci temsilcisi olmak istiyorum",
            "Bilgisayar operatörlüğü bölümü",
            "Yetkili servis nerede",
            "personal information form please",
            "Harç ücreti ne kadar?",
            "Sınavda biriyle konuşmak yasak mı?",
            "Odamı başka biriyle değiştirmek istiyorum",
            "Yerime birine vekâlet vermek istiyorum",
            "Araştırma görevlisi ile görüşmek istiyorum",
            "Güvenlik görevlisi olmak istiyorum",
            "Who can I talk to about my dorm?",
            "Can someone tell me when the fee is due?",
            "How do I transfer my credits?",
            "",
        ] {
            assert!(!asks(question), "{question}");
        }
    }
}
