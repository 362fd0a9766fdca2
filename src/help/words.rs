//! What the pages of the help centre say by themselves, in both languages.
use super::markdown::Labels;
use crate::base::{At, Lang};
use jiff::tz::TimeZone;

/// Every text of the pages.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) help_centre: &'static str,
    pub(super) skip: &'static str,
    pub(super) search: &'static str,
    pub(super) search_hint: &'static str,
    pub(super) search_button: &'static str,
    pub(super) other_language: &'static str,
    pub(super) categories: &'static str,
    pub(super) popular: &'static str,
    pub(super) newest: &'static str,
    pub(super) no_articles: &'static str,
    pub(super) no_articles_text: &'static str,
    pub(super) without_category: &'static str,
    pub(super) where_you_are: &'static str,
    pub(super) contents: &'static str,
    pub(super) related: &'static str,
    pub(super) updated: &'static str,
    pub(super) helped: &'static str,
    pub(super) yes: &'static str,
    pub(super) no: &'static str,
    pub(super) thanks: &'static str,
    pub(super) change_mind: &'static str,
    pub(super) comment: &'static str,
    pub(super) comment_hint: &'static str,
    pub(super) send: &'static str,
    pub(super) comment_sent: &'static str,
    pub(super) comment_too_long: &'static str,
    pub(super) results: &'static str,
    pub(super) nothing_found: &'static str,
    pub(super) nothing_found_text: &'static str,
    pub(super) not_here: &'static str,
    pub(super) not_here_text: &'static str,
    pub(super) no_centre: &'static str,
    pub(super) no_centre_text: &'static str,
    pub(super) more_help: &'static str,
    pub(super) more_help_text: &'static str,
    pub(super) write_to_us: &'static str,
    pub(super) copy_link: &'static str,
    pub(super) copied: &'static str,
    pub(super) labels: Labels,
}

const TURKISH: Words = Words {
    help_centre: "Yardım Merkezi",
    skip: "İçeriğe geç",
    search: "Yardım merkezinde ara",
    search_hint: "Sorunuzu yazın",
    search_button: "Ara",
    other_language: "English",
    categories: "Konular",
    popular: "En çok okunanlar",
    newest: "Yeni eklenenler",
    no_articles: "Burada henüz makale yok",
    no_articles_text: "İlk makaleler yayımlandığında burada görünecek.",
    without_category: "Diğer konular",
    where_you_are: "Buradasınız",
    contents: "Bu sayfada",
    related: "İlgili makaleler",
    updated: "Güncellendi:",
    helped: "Bu makale yardımcı oldu mu?",
    yes: "Evet",
    no: "Hayır",
    thanks: "Teşekkürler, görüşünüz kaydedildi.",
    change_mind: "Görüşünüzü değiştirebilirsiniz:",
    comment: "Eklemek istediğiniz bir şey var mı?",
    comment_hint: "İsteğe bağlı, en fazla 1000 karakter. Kişisel bilgi yazmayın.",
    send: "Gönder",
    comment_sent: "Yorumunuz makalenin yazarlarına iletildi. Teşekkürler.",
    comment_too_long: "Yorum en fazla 1000 karakter olabilir; biraz kısaltın.",
    results: "Arama sonuçları",
    nothing_found: "Buna uyan bir makale bulamadık",
    nothing_found_text: "Daha kısa ya da başka sözcüklerle deneyin; yazım yanlışlarına ve eksik Türkçe harflere takılmayın.",
    not_here: "Bu sayfa burada değil",
    not_here_text: "Adres değişmiş ya da makale yayından kalkmış olabilir. Aradığınızı yazın, birlikte bulalım.",
    no_centre: "Bu adreste bir yardım merkezi yok",
    no_centre_text: "Adresi denetleyin ya da kurumun kendi sayfasından yeniden gelin.",
    more_help: "Aradığınızı bulamadınız mı?",
    more_help_text: "Sorunuzu bize yazın; çevrimiçi değilsek mesajınız bize ulaşır, size döneriz.",
    write_to_us: "Bize yazın",
    copy_link: "Bağlantıyı kopyala",
    copied: "Kopyalandı",
    labels: Labels { table: "Tablo", code: "Kod örneği" },
};

const ENGLISH: Words = Words {
    help_centre: "Help Centre",
    skip: "Skip to content",
    search: "Search the help centre",
    search_hint: "Type your question",
    search_button: "Search",
    other_language: "Türkçe",
    categories: "Topics",
    popular: "Most read",
    newest: "New articles",
    no_articles: "There are no articles here yet",
    no_articles_text: "The first ones will appear here once they are published.",
    without_category: "Other topics",
    where_you_are: "You are here",
    contents: "On this page",
    related: "Related articles",
    updated: "Updated:",
    helped: "Did this article help?",
    yes: "Yes",
    no: "No",
    thanks: "Thank you, we have noted your answer.",
    change_mind: "You can change your mind:",
    comment: "Is there anything you would like to add?",
    comment_hint: "Optional, at most 1,000 characters. Please leave out personal data.",
    send: "Send",
    comment_sent: "Your comment has reached the authors. Thank you.",
    comment_too_long: "A comment has at most 1,000 characters; please shorten it a little.",
    results: "Search results",
    nothing_found: "We found no article that fits",
    nothing_found_text: "Try shorter or other words; do not mind typing errors.",
    not_here: "This page is not here",
    not_here_text: "The address may have changed, or the article is no longer published. Type what you are looking for.",
    no_centre: "There is no help centre at this address",
    no_centre_text: "Check the address, or come again from the institution's own page.",
    more_help: "Did not find what you were looking for?",
    more_help_text: "Write to us; if we are not online, your message reaches us and we get back to you.",
    write_to_us: "Write to us",
    copy_link: "Copy the link",
    copied: "Copied",
    labels: Labels { table: "Table", code: "Code" },
};

const MONTHS: [(&str, &str); 12] = [
    ("Ocak", "January"),
    ("Şubat", "February"),
    ("Mart", "March"),
    ("Nisan", "April"),
    ("Mayıs", "May"),
    ("Haziran", "June"),
    ("Temmuz", "July"),
    ("Ağustos", "August"),
    ("Eylül", "September"),
    ("Ekim", "October"),
    ("Kasım", "November"),
    ("Aralık", "December"),
];

/// The texts in `lang`.
pub(super) fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Tr => &TURKISH,
        Lang::En => &ENGLISH,
    }
}

/// `15 Ocak 2026`, in the site's time zone.
pub(super) fn date(at: At, zone: &str, lang: Lang) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let date = at.0.to_zoned(zone).date();
    let month = usize::try_from(date.month() - 1).ok().and_then(|it| MONTHS.get(it));
    let month = month.map_or("", |(tr, en)| lang.pick(tr, en));
    format!("{} {month} {}", date.day(), date.year())
}

/// `3 makale`, `1 article`.
pub(super) fn articles(count: i64, lang: Lang) -> String {
    match lang {
        Lang::Tr => format!("{count} makale"),
        Lang::En if count == 1 => "1 article".to_owned(),
        Lang::En => format!("{count} articles"),
    }
}

/// `“iade” için 3 sonuç`.
pub(super) fn found(count: usize, text: &str, lang: Lang) -> String {
    match lang {
        Lang::Tr => format!("“{text}” için {count} sonuç"),
        Lang::En if count == 1 => format!("1 result for “{text}”"),
        Lang::En => format!("{count} results for “{text}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_one_of_the_site() {
        let at = At("2026-01-14T22:30:00Z".parse().unwrap());
        assert_eq!(date(at, "Europe/Istanbul", Lang::Tr), "15 Ocak 2026");
        assert_eq!(date(at, "UTC", Lang::En), "14 January 2026");
    }
}
