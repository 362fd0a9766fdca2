//! Pure decisions of the assistant.
use crate::base::{Lang, text};

/// Most words of what is said for politeness only.
const POLITE: usize = 6;
/// Folded words of greetings.
const GREETINGS: &[&str] = &[
    "merhaba",
    "merhabalar",
    "selam",
    "selamlar",
    "selamun",
    "aleykum",
    "gunaydin",
    "iyi",
    "gunler",
    "aksamlar",
    "geceler",
    "kolay",
    "gelsin",
    "calismalar",
    "alo",
    "hello",
    "hi",
    "hey",
    "good",
    "morning",
    "evening",
    "afternoon",
    "there",
    "hocam",
    "orada",
    "misiniz",
    "kimse",
    "var",
    "mi",
    "slm",
    "mrb",
];
/// Words that make a greeting one; the others only stand beside them.
const GREETS: &[&str] = &[
    "merhaba",
    "merhabalar",
    "selam",
    "selamlar",
    "selamun",
    "gunaydin",
    "gunler",
    "aksamlar",
    "geceler",
    "kolay",
    "calismalar",
    "alo",
    "hello",
    "hi",
    "hey",
    "morning",
    "evening",
    "afternoon",
    "slm",
    "mrb",
];
/// Folded words of thanks.
const THANKS: &[&str] = &[
    "tesekkur",
    "tesekkurler",
    "tesekkurederim",
    "ederim",
    "ederiz",
    "cok",
    "sagol",
    "sagolun",
    "sag",
    "ol",
    "olun",
    "eyvallah",
    "rica",
    "super",
    "harika",
    "tamam",
    "tamamdir",
    "anladim",
    "oldu",
    "peki",
    "ok",
    "okay",
    "thanks",
    "thank",
    "you",
    "great",
    "perfect",
    "got",
    "it",
    "very",
    "much",
    "elinize",
    "saglik",
    "iyi",
    "gunler",
    "aksamlar",
    "gorusuruz",
    "bye",
    "hosca",
    "kal",
    "kalin",
    "hoscakalin",
    "yardiminiz",
    "icin",
    "for",
    "your",
    "help",
    "evet",
    "yes",
];
/// Words that make thanks of it.
const THANKING: &[&str] = &[
    "tesekkur",
    "tesekkurler",
    "tesekkurederim",
    "sagol",
    "sagolun",
    "sag",
    "eyvallah",
    "super",
    "harika",
    "tamam",
    "tamamdir",
    "anladim",
    "thanks",
    "thank",
    "great",
    "perfect",
    "got",
    "ok",
    "okay",
    "gorusuruz",
    "bye",
    "hosca",
    "hoscakalin",
    "elinize",
    "peki",
    "oldu",
    "rica",
];
/// Folded answers to "did this help?".
const YES: &[&str] = &[
    "evet",
    "yes",
    "oldu",
    "evet oldu",
    "evet tesekkurler",
    "evet tesekkur ederim",
    "evet yardimci oldu",
    "yardimci oldu",
    "ise yaradi",
    "evet ise yaradi",
    "cozuldu",
    "evet cozuldu",
    "yes it did",
    "yes thanks",
    "yes thank you",
    "it helped",
    "that helped",
    "evet sagolun",
    "evet sagol",
];
/// The same for no.
const NO: &[&str] = &[
    "hayir",
    "no",
    "yok",
    "olmadi",
    "hayir olmadi",
    "yardimci olmadi",
    "hayir yardimci olmadi",
    "ise yaramadi",
    "hayir ise yaramadi",
    "cozulmedi",
    "hayir cozulmedi",
    "maalesef",
    "no it did not",
    "no it didn t",
    "it did not help",
    "that did not help",
    "not really",
    "pek degil",
    "aradigim bu degil",
    "aradigim bu degildi",
    "yanlis",
    "yanlis yanit",
];

/// What is said without asking anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallTalk {
    /// Hello.
    Greeting,
    /// Thanks, or a word that takes note.
    Thanks,
    /// Yes, this helped.
    Yes,
    /// No, it did not.
    No,
}

/// What a message is, when it asks for nothing.
#[must_use]
pub fn small_talk(message: &str) -> Option<SmallTalk> {
    let folded = text::fold(message);
    let words: Vec<&str> =
        folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let whole = words.join(" ");
    let of = |all: &[&str], one: &[&str]| {
        words.iter().all(|it| all.contains(it)) && words.iter().any(|it| one.contains(it))
    };
    if YES.contains(&whole.as_str()) {
        Some(SmallTalk::Yes)
    } else if NO.contains(&whole.as_str()) {
        Some(SmallTalk::No)
    } else if words.is_empty() || words.len() > POLITE {
        None
    } else if of(GREETINGS, GREETS) {
        Some(SmallTalk::Greeting)
    } else if of(THANKS, THANKING) {
        Some(SmallTalk::Thanks)
    } else {
        None
    }
}

/// Whether a message asks for nothing.
#[must_use]
pub fn is_small_talk(message: &str) -> bool {
    small_talk(message).is_some()
}

/// Whether a word (or several) of `folded` starts with `start`: suffixes may follow.
#[must_use]
pub fn has_word_starting(folded: &str, start: &str) -> bool {
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

/// What the assistant says when it has no answer, nobody else can be asked, and no form can be left either.
#[must_use]
pub fn no_answer_at_all(lang: Lang) -> &'static str {
    lang.pick(
        "Bu konuda bilgi tabanında güvenilir bir yanıt bulamadım, yanlış bilgi vermek istemem. \
         Şu anda bağlanabileceğiniz bir temsilci yok; sorunuzu başka sözcüklerle yazabilirsiniz.",
        "I could not find a reliable answer to this in the knowledge base, and I do not want to guess. \
         Nobody else can be reached at the moment; you can put your question in other words.",
    )
}

/// What the assistant says when it has no answer and nobody else can be asked either; the form is there.
#[must_use]
pub fn no_answer_alone(lang: Lang) -> &'static str {
    lang.pick(
        "Bu konuda bilgi tabanında güvenilir bir yanıt bulamadım, yanlış bilgi vermek istemem. \
         Şu anda bağlanabileceğiniz bir temsilci yok. Sorunuzu başka sözcüklerle yazabilir ya da size dönmemiz için \
         e-posta adresinizi bırakabilirsiniz.",
        "I could not find a reliable answer to this in the knowledge base, and I do not want to guess. \
         Nobody else can be reached at the moment. You can put your question in other words, or leave your e-mail \
         address so that we come back to you.",
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

/// What the assistant says when it may answer no more and nobody else can be reached; `form`: a form can be left.
#[must_use]
pub fn silenced(lang: Lang, form: bool) -> &'static str {
    if form {
        lang.pick(
            "Şu anda yanıt veremiyorum ve bağlanabileceğiniz bir temsilci yok. Sorunuzu formla bırakırsanız size \
             döneriz.",
            "I cannot answer at the moment, and nobody else can be reached. Leave your question with the form, and we \
             will come back to you.",
        )
    } else {
        lang.pick(
            "Şu anda yanıt veremiyorum ve bağlanabileceğiniz bir temsilci yok. Lütfen daha sonra yeniden deneyin.",
            "I cannot answer at the moment, and nobody else can be reached. Please try again later.",
        )
    }
}

/// What the assistant says to files without a word; `alone`: no person can be reached now.
#[must_use]
pub fn cannot_read(lang: Lang, alone: bool) -> &'static str {
    if alone {
        lang.pick(
            "Gönderdiğiniz dosyayı okuyamıyorum. Ne sormak istediğinizi yazarsanız yanıtlamaya çalışırım.",
            "I cannot read the file that you sent. Tell me in words what you would like to know, and I will try to \
             answer.",
        )
    } else {
        lang.pick(
            "Gönderdiğiniz dosyayı okuyamıyorum. Ne sormak istediğinizi yazabilir ya da bir temsilciye \
             bağlanabilirsiniz.",
            "I cannot read the file that you sent. You can tell me in words what you would like to know, or be \
             connected to a person.",
        )
    }
}

/// What the assistant says before articles that come near.
#[must_use]
pub fn articles(lang: Lang) -> &'static str {
    lang.pick(
        "Bu sorunun kesin yanıtını bilgi tabanında bulamadım. Bunlar yardımcı olabilir:",
        "I could not find the exact answer in the knowledge base. These may help:",
    )
}

/// What the assistant says to what asks for nothing; `alone`: no person can be reached now.
#[must_use]
pub fn reply(talk: SmallTalk, lang: Lang, alone: bool) -> &'static str {
    match talk {
        SmallTalk::Greeting => {
            lang.pick("Merhaba! Size nasıl yardımcı olabilirim?", "Hello! How can I help you?")
        }
        SmallTalk::Thanks => lang.pick(
            "Rica ederim. Başka bir sorunuz olursa buradayım.",
            "You are welcome. I am here if you have another question.",
        ),
        SmallTalk::Yes => lang.pick(
            "Yardımcı olabildiğime sevindim. Başka bir sorunuz olursa buradayım.",
            "I am glad that helped. I am here if you have another question.",
        ),
        SmallTalk::No if alone => lang.pick(
            "Yardımcı olamadığım için üzgünüm. Sorunuzu biraz daha ayrıntılı yazabilirsiniz.",
            "I am sorry that this did not help. You can tell me a little more.",
        ),
        SmallTalk::No => lang.pick(
            "Yardımcı olamadığım için üzgünüm. Sorunuzu biraz daha ayrıntılı yazabilir ya da bir temsilciye \
             bağlanabilirsiniz.",
            "I am sorry that this did not help. You can tell me a little more, or be connected to a person.",
        ),
    }
}

/// Pieces of an answer, in order, as they are shown one after the other: whole words with the space behind them.
pub fn pieces(answer: &str) -> impl Iterator<Item = &str> {
    answer.split_inclusive(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_for_nothing_is_known() {
        for (said, is) in [
            ("Merhaba", Some(SmallTalk::Greeting)),
            ("İyi günler hocam", Some(SmallTalk::Greeting)),
            ("teşekkürler", Some(SmallTalk::Thanks)),
            ("Tamam, çok teşekkür ederim!", Some(SmallTalk::Thanks)),
            ("Evet", Some(SmallTalk::Yes)),
            ("hayır, olmadı", Some(SmallTalk::No)),
            ("Merhaba, harç ne zaman?", None),
            ("Hayır, ben yaz okulunu soruyorum", None),
            ("var mı", None),
            ("", None),
        ] {
            assert_eq!(small_talk(said), is, "{said}");
        }
    }

    #[test]
    fn the_pieces_are_the_answer() {
        let answer = "Bir iki.\n\n- üç  dört";
        assert_eq!(pieces(answer).collect::<String>(), answer);
    }
}
