//! What a push says. Without previews it names no visitor and quotes nothing: a lock screen shows it to everybody.
use crate::base::Lang;
use crate::base::text;
use crate::notify::types::Kind;
use crate::notify::types::push::Facts;

/// Longest quotation, in characters.
const QUOTED: usize = 140;

/// Title and text for `kind`.
#[must_use]
pub fn letter(kind: Kind, facts: &Facts, lang: Lang, previews: bool) -> (String, String) {
    let (title, plain) = plain(kind, facts.number, lang);
    if !previews {
        return (title.to_owned(), plain);
    }
    let visitor = facts.visitor_name.clone().unwrap_or_else(|| match lang {
        Lang::Tr => format!("Ziyaretçi #{}", facts.visitor_number),
        Lang::En => format!("Visitor #{}", facts.visitor_number),
    });
    let quoted = text::shorten(facts.body.trim(), QUOTED);
    let actor = facts.actor.as_deref();
    match (kind, actor, lang) {
        (Kind::Message, ..) if !quoted.is_empty() => (visitor, quoted),
        (Kind::Message | Kind::Waiting | Kind::Offered | Kind::SnoozeOver, ..) => (visitor, title.to_owned()),
        (Kind::Assigned, Some(actor), Lang::Tr) => (visitor, format!("{actor} bu sohbeti size devretti")),
        (Kind::Assigned, Some(actor), Lang::En) => {
            (visitor, format!("{actor} handed this conversation to you"))
        }
        (Kind::Assigned, ..) => (visitor, title.to_owned()),
        (Kind::Mention, Some(actor), Lang::Tr) => (format!("{actor} sizi andı"), quoted),
        (Kind::Mention, Some(actor), Lang::En) => (format!("{actor} mentioned you"), quoted),
        (Kind::Whisper, Some(actor), Lang::Tr) => (format!("{actor} size fısıldadı"), quoted),
        (Kind::Whisper, Some(actor), Lang::En) => (format!("{actor} whispered to you"), quoted),
        (Kind::Mention | Kind::Whisper, None, _) => (title.to_owned(), quoted),
        (Kind::TicketMention, Some(actor), Lang::Tr) => (format!("{actor} bir talepte sizi andı"), quoted),
        (Kind::TicketMention, Some(actor), Lang::En) => {
            (format!("{actor} mentioned you in a ticket"), quoted)
        }
        (
            Kind::SlaNear
            | Kind::SlaBreached
            | Kind::SlaEscalated
            | Kind::TicketAssigned
            | Kind::TicketReplied
            | Kind::TicketBounced
            | Kind::TicketUnproven
            | Kind::TicketMention,
            ..,
        ) => (title.to_owned(), format!("#{} {}", facts.number, text::shorten(&facts.subject, QUOTED))),
        (Kind::BudgetNear | Kind::BudgetSpent, ..) => (title.to_owned(), plain),
        (Kind::Rated, ..) => {
            let rating = facts.rating.unwrap_or_default();
            let stars = match lang {
                Lang::Tr => format!("{visitor}: {rating} puan"),
                Lang::En => format!("{visitor}: rated {rating}"),
            };
            (stars, if quoted.is_empty() { plain } else { quoted })
        }
    }
}

fn plain(kind: Kind, number: i64, lang: Lang) -> (&'static str, String) {
    let (title, text) = match (lang, kind) {
        (Lang::Tr, Kind::Message) => ("Yeni mesaj", "Sizdeki bir sohbete yazıldı"),
        (Lang::Tr, Kind::Assigned) => ("Yeni sohbet", "Size bir sohbet atandı"),
        (Lang::Tr, Kind::SnoozeOver) => ("Ertelenen sohbet geri döndü", "Ertelediğiniz süre doldu"),
        (Lang::En, Kind::SnoozeOver) => ("A snoozed conversation is back", "Its time has come"),
        (Lang::Tr, Kind::Offered) => ("Size bir sohbet sunuluyor", "Almak için açın"),
        (Lang::Tr, Kind::Waiting) => ("Bir ziyaretçi bekliyor", "Kuyrukta yeni bir sohbet var"),
        (Lang::Tr, Kind::Mention) => ("Bir notta anıldınız", "Okumak için açın"),
        (Lang::Tr, Kind::Whisper) => ("Size fısıldandı", "Okumak için açın"),
        (Lang::Tr, Kind::Rated) => ("Yeni değerlendirme", "Bir sohbetiniz puanlandı"),
        (Lang::Tr, Kind::BudgetNear) => ("Yapay zekâ bütçesi bitmek üzere", "Kullanıma bakın"),
        (Lang::Tr, Kind::BudgetSpent) => ("Yapay zekâ bütçesi bitti", "Kullanıma bakın"),
        (Lang::Tr, Kind::SlaNear) => ("Bir talebin süresi dolmak üzere", "Talebi açın"),
        (Lang::Tr, Kind::SlaBreached) => ("Bir talebin süresi doldu", "Talebi açın"),
        (Lang::Tr, Kind::SlaEscalated) => ("Süresi dolan bir talep yükseltildi", "Talebi açın"),
        (Lang::Tr, Kind::TicketAssigned) => ("Yeni talep", "Size bir talep atandı"),
        (Lang::Tr, Kind::TicketReplied) => ("Bir talebe yazıldı", "Okumak için açın"),
        (Lang::Tr, Kind::TicketBounced) => ("Bir postanız ulaşmadı", "Talebi açın"),
        (Lang::En, Kind::TicketBounced) => ("A mail did not arrive", "Open the ticket"),
        (Lang::Tr, Kind::TicketUnproven) => ("Postayla yanıtınız iletilmedi", "Sizden geldiği kanıtlanamadı"),
        (Lang::En, Kind::TicketUnproven) => {
            ("Your answer by mail was not sent on", "Nothing proves that it was you")
        }
        (Lang::Tr, Kind::TicketMention) => ("Bir talep notunda anıldınız", "Okumak için açın"),
        (Lang::En, Kind::TicketAssigned) => ("New ticket", "A ticket was given to you"),
        (Lang::En, Kind::TicketReplied) => ("New words in a ticket", "Open it to read"),
        (Lang::En, Kind::TicketMention) => ("You were mentioned in a ticket", "Open it to read"),
        (Lang::En, Kind::SlaNear) => ("The time of a ticket is nearly up", "Open the ticket"),
        (Lang::En, Kind::SlaBreached) => ("The time of a ticket is up", "Open the ticket"),
        (Lang::En, Kind::SlaEscalated) => ("A ticket whose time is up was escalated", "Open the ticket"),
        (Lang::En, Kind::BudgetNear) => ("The AI budget is nearly spent", "Look at the usage"),
        (Lang::En, Kind::BudgetSpent) => ("The AI budget is spent", "Look at the usage"),
        (Lang::En, Kind::Message) => ("New message", "Somebody wrote in a conversation of yours"),
        (Lang::En, Kind::Assigned) => ("New conversation", "A conversation was given to you"),
        (Lang::En, Kind::Offered) => ("A conversation is offered to you", "Open it to take it"),
        (Lang::En, Kind::Waiting) => ("A visitor is waiting", "There is a new conversation in the queue"),
        (Lang::En, Kind::Mention) => ("You were mentioned in a note", "Open it to read"),
        (Lang::En, Kind::Whisper) => ("Somebody whispered to you", "Open it to read"),
        (Lang::En, Kind::Rated) => ("New rating", "A conversation of yours was rated"),
    };
    (title, format!("{text} (#{number})"))
}

/// What a trial says.
#[must_use]
pub fn trial(lang: Lang) -> (String, String) {
    let (title, text) = match lang {
        Lang::Tr => ("Deneme bildirimi", "Bu tarayıcıya bildirim gelebiliyor."),
        Lang::En => ("Test notification", "Notifications reach this browser."),
    };
    (title.to_owned(), text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKETS: [Kind; 8] = [
        Kind::SlaNear,
        Kind::SlaBreached,
        Kind::SlaEscalated,
        Kind::TicketAssigned,
        Kind::TicketReplied,
        Kind::TicketBounced,
        Kind::TicketUnproven,
        Kind::TicketMention,
    ];
    const KINDS: [Kind; 8] = [
        Kind::Message,
        Kind::SnoozeOver,
        Kind::Assigned,
        Kind::Offered,
        Kind::Waiting,
        Kind::Mention,
        Kind::Whisper,
        Kind::Rated,
    ];

    fn facts() -> Facts {
        Facts {
            number: 12,
            visitor_name: Some("Ayşe Yılmaz".to_owned()),
            visitor_number: 3,
            actor: Some("Elif Kaya".to_owned()),
            body: "T.C. kimlik numaram 10000000146 ".repeat(10),
            rating: Some(4),
            subject: "Ayşe Yılmaz'ın kimlik kartı".to_owned(),
        }
    }

    #[test]
    fn without_previews_nobody_is_named_and_nothing_quoted() {
        let all = KINDS.into_iter().chain(TICKETS);
        for (kind, lang) in all.flat_map(|it| [(it, Lang::Tr), (it, Lang::En)]) {
            let (title, body) = letter(kind, &facts(), lang, false);
            let said = format!("{title} {body}");
            assert!(["Ayşe", "Elif", "kimlik", "4"].iter().all(|it| !said.contains(it)), "{said}");
            assert!(body.contains("#12") && !title.is_empty());
        }
    }

    #[test]
    fn with_previews_it_says_who_and_what_in_short() {
        for (kind, lang) in KINDS.into_iter().flat_map(|it| [(it, Lang::Tr), (it, Lang::En)]) {
            let (title, body) = letter(kind, &facts(), lang, true);
            assert!(title.contains("Ayşe") || title.contains("Elif"), "{title}");
            assert!(!body.is_empty() && body.chars().count() <= QUOTED + 1, "{body}");
        }
        let nameless = Facts { visitor_name: None, body: String::new(), ..facts() };
        assert_eq!(letter(Kind::Message, &nameless, Lang::Tr, true).0, "Ziyaretçi #3");
        assert_eq!(letter(Kind::Rated, &facts(), Lang::En, true).0, "Ayşe Yılmaz: rated 4");
    }
}
