//! The words of error codes about tickets, in both languages.

/// `(code, Turkish, English)`, sorted by code.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    (
        "changed_meanwhile",
        "Tam bu sırada başkası değiştirdi; yeniden deneyin.",
        "Somebody changed it at this very moment; try again.",
    ),
    (
        "ticket_category_depth",
        "Kategoriler iki düzeydir: üst kategori en üst düzeyde olmalı, altında kategori bulunan da taşınamaz.",
        "Categories have two levels: the one above must be at the top, and one that has others below cannot move.",
    ),
    (
        "ticket_category_has_children",
        "Bu kategorinin alt kategorileri var; önce onları silin ya da taşıyın.",
        "There are categories below this one; remove or move them first.",
    ),
    (
        "ticket_category_unknown",
        "Seçilen kategori bu sitede yok; silinmiş olabilir.",
        "The chosen category is not on this site; it may have been removed.",
    ),
    ("ticket_closed", "Bu talep kapatılmış.", "This ticket is closed."),
    (
        "ticket_code_invalid",
        "Takip kodunda bir yanlışlık var; harfleri ve rakamları denetleyin.",
        "There is a mistake in the tracking code; check its letters and digits.",
    ),
    (
        "ticket_locked",
        "Bu talebi şu anda başka bir temsilci düzenliyor.",
        "Another agent is working on this ticket at the moment.",
    ),
    (
        "ticket_merged",
        "Bu talep başka bir taleple birleştirilmiş.",
        "This ticket has been merged into another one.",
    ),
    ("ticket_same", "Bir talep kendisiyle ilişkilendirilemez.", "A ticket cannot be joined to itself."),
    (
        "ticket_split_first",
        "Talebin ilk mesajı ayrılamaz; bir yanıt seçin.",
        "The first message of a ticket cannot be split off; choose a reply.",
    ),
    (
        "ticket_split_note",
        "Bir not ayrı bir talep olamaz; talep sahibi onu görürdü.",
        "A note cannot become a ticket of its own; its requester would see it.",
    ),
    ("ticket_unknown", "Bu numarada bir talep yok.", "There is no ticket with this number."),
    (
        "transition_not_allowed",
        "Talep bu durumdan istenen duruma geçemez.",
        "The ticket cannot go from its status to this one.",
    ),
    ("visitor_unknown", "Bu ziyaretçi bulunamadı.", "This visitor was not found."),
];
