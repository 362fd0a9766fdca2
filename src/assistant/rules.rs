//! Pure decisions of the assistant.
use crate::base::{Lang, text};

/// Folded words that name a person who answers.
const PERSON: &[&str] = &[
    "temsilci",
    "musteri hizmetleri",
    "operator",
    "yetkili",
    "insan",
    "gercek kisi",
    "canli destek",
    "agent",
    "human",
    "person",
    "representative",
    "somebody real",
];
/// Folded words that ask for one.
const WISH: &[&str] = &[
    "bagla",
    "baglan",
    "gorus",
    "konus",
    "iste",
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
/// Texts that are a request for a person by themselves.
const ALONE: usize = 3;

/// Whether the visitor asks for a person: one is named and wished for, or nothing else is said.
#[must_use]
pub fn asks_for_person(message: &str) -> bool {
    let folded = text::fold(message);
    let names = PERSON.iter().any(|it| has_word_starting(&folded, it));
    let wishes = WISH.iter().any(|it| has_word_starting(&folded, it));
    let short = folded.split_whitespace().count() <= ALONE;
    names && (wishes || short) && folded.split_whitespace().count() <= 16
}

/// Whether a word (or several) of `folded` starts with `start`: suffixes may follow.
fn has_word_starting(folded: &str, start: &str) -> bool {
    folded
        .match_indices(start)
        .any(|(at, _)| folded.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric)))
}

/// What the assistant says when no passage is good enough.
#[must_use]
pub fn no_answer(lang: Lang) -> &'static str {
    lang.pick(
        "Bu konuda bilgi tabanında güvenilir bir yanıt bulamadım, yanlış bilgi vermek istemem. \
         Sorunuzu başka sözcüklerle yazabilir ya da bir temsilciye bağlanabilirsiniz.",
        "I could not find a reliable answer to this in the knowledge base, and I do not want to guess. \
         You can put it in other words, or be connected to a person.",
    )
}

/// What the assistant says when it has no answer and nobody else can be asked either.
#[must_use]
pub fn no_answer_alone(lang: Lang) -> &'static str {
    lang.pick(
        "Bu konuda bilgi tabanında güvenilir bir yanıt bulamadım, yanlış bilgi vermek istemem. \
         Şu anda bağlanabileceğiniz bir temsilci yok; sorunuzu başka sözcüklerle yazabilirsiniz.",
        "I could not find a reliable answer to this in the knowledge base, and I do not want to guess. \
         Nobody else can be reached at the moment; you can put your question in other words.",
    )
}

/// What the assistant says when a person is asked for and none can be reached.
#[must_use]
pub fn nobody_to_ask(lang: Lang) -> &'static str {
    lang.pick(
        "Şu anda sizi bir temsilciye bağlayamıyorum. Sorunuzu bana yazabilirsiniz; bildiğim kadarıyla yanıtlarım.",
        "I cannot connect you to a person at the moment. You can ask me; I will answer as well as I can.",
    )
}

/// Pieces of an answer, in order, as they are shown one after the other: whole words with the space behind them.
pub fn pieces(answer: &str) -> impl Iterator<Item = &str> {
    answer.split_inclusive(char::is_whitespace)
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
            "I want to talk to a human",
            "agent please",
        ] {
            assert!(asks_for_person(wish), "{wish}");
        }
    }

    #[test]
    fn questions_about_people_are_questions() {
        for question in [
            "Öğrenci temsilcisi seçimleri ne zaman yapılıyor ve kimler aday olabilir?",
            "İnsan kaynakları bölümünün ders programı nerede?",
            "Harç ücreti ne kadar?",
            "",
        ] {
            assert!(!asks_for_person(question), "{question}");
        }
    }

    #[test]
    fn the_pieces_are_the_answer() {
        let answer = "Bir iki.\n\n- üç  dört";
        assert_eq!(pieces(answer).collect::<String>(), answer);
    }
}
