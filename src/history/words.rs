//! What a transcript says by itself, in both languages.
use crate::base::{Lang, Priority};
use crate::conversations::types::{AuthorKind, MessageView, SystemNotice};

/// Who wrote a message.
pub(super) fn author(message: &MessageView, lang: Lang) -> String {
    let nameless = match message.author.kind {
        AuthorKind::Visitor => lang.pick("Ziyaretçi", "Visitor"),
        AuthorKind::Agent => lang.pick("Temsilci", "Agent"),
        AuthorKind::Assistant => lang.pick("Yapay zekâ asistanı", "AI assistant"),
        AuthorKind::System => "AsistTR",
    };
    message.author.name.clone().unwrap_or_else(|| nameless.to_owned())
}

/// What happened, as a sentence.
pub(super) fn notice(it: &SystemNotice, lang: Lang) -> String {
    let name = it.params.get("name").and_then(|it| it.as_str()).unwrap_or_default();
    let by = it.params.get("by").and_then(|it| it.as_str()).unwrap_or_default();
    match (it.code.as_str(), by) {
        ("agent_joined", _) => lang.pick("{name} sohbete katıldı", "{name} joined the conversation"),
        ("transferred", _) => lang.pick("Sohbet {name} kişisine aktarıldı", "Transferred to {name}"),
        ("agent_left", _) => lang.pick("Sohbet kuyruğa alındı", "Back in the queue"),
        ("closed_idle", _) => {
            lang.pick("Ziyaretçi yazmadığı için sohbet kapandı", "Closed because the visitor had gone quiet")
        }
        ("idle", _) => lang.pick(
            "Ziyaretçiye hâlâ orada mı diye soruldu",
            "The visitor was asked whether they are still there",
        ),
        ("closed", "visitor") => lang.pick("Ziyaretçi sohbeti bitirdi", "The visitor ended the conversation"),
        ("closed", _) => lang.pick("Sohbet kapatıldı", "The conversation was closed"),
        ("reopened", _) => lang.pick("Sohbet yeniden açıldı", "The conversation was opened again"),
        ("assistant_resumed", _) => lang.pick("Asistana devredildi", "Handed to the assistant"),
        ("assistant_stopped", _) => lang.pick("Asistan durduruldu", "The assistant was stopped"),
        ("queue_closed", _) => {
            lang.pick("Kapanış saatinde kuyruk sona erdi", "The queue ended at closing time")
        }
        ("queue_left", _) => lang.pick("Ziyaretçi kuyruktan çıktı", "The visitor left the queue"),
        ("agent_lost", _) => lang.pick("{name} bağlantısını kaybetti", "{name} lost the connection"),
        ("priority_changed", _) => return priority_changed(it, lang),
        ("handed_over", _) => lang.pick("Bir temsilci istendi", "A person was asked for"),
        (other, _) => other,
    }
    .replace("{name}", name)
}

/// Who said how urgent it is; only agents read that.
fn priority_changed(it: &SystemNotice, lang: Lang) -> String {
    let word = it.params.get("priority").and_then(|it| it.as_str()).and_then(Priority::of);
    let word = priority(word.unwrap_or_default(), lang);
    let name = it.params.get("name").and_then(|it| it.as_str());
    let name = name.unwrap_or(lang.pick("Yapay zekâ asistanı", "The AI assistant"));
    lang.pick("{name} önceliği değiştirdi: {priority}", "{name} set the priority: {priority}")
        .replace("{name}", name)
        .replace("{priority}", word)
}

/// How urgent it is.
pub(super) fn priority(it: Priority, lang: Lang) -> &'static str {
    match it {
        Priority::Low => lang.pick("Düşük", "Low"),
        Priority::Normal => lang.pick("Normal", "Normal"),
        Priority::High => lang.pick("Yüksek", "High"),
        Priority::Urgent => lang.pick("Acil", "Urgent"),
    }
}

/// Words of the document itself.
pub(super) struct Labels {
    pub(super) title: &'static str,
    pub(super) visitor: &'static str,
    pub(super) begun: &'static str,
    pub(super) closed: &'static str,
    pub(super) agent: &'static str,
    pub(super) subject: &'static str,
    pub(super) priority: &'static str,
    pub(super) note: &'static str,
    pub(super) deleted: &'static str,
    pub(super) file: &'static str,
}

pub(super) fn labels(lang: Lang) -> Labels {
    Labels {
        title: lang.pick("Sohbet dökümü", "Transcript"),
        visitor: lang.pick("Ziyaretçi", "Visitor"),
        begun: lang.pick("Başladı", "Begun"),
        closed: lang.pick("Kapandı", "Closed"),
        agent: lang.pick("Temsilci", "Agent"),
        subject: lang.pick("Konu", "Subject"),
        priority: lang.pick("Öncelik", "Priority"),
        note: lang.pick("dahili not", "internal note"),
        deleted: lang.pick("Bu mesaj silindi.", "This message was deleted."),
        file: lang.pick("Dosya", "File"),
    }
}
