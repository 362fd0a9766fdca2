//! The words of every error code, in both languages. `{limit}` is the limit that was passed.
use super::{
    Error, FieldError, Lang, form_words, knowledge_words, mail_words, model_words, people_words, ticket_words,
};

/// `(code, Turkish, English)`, sorted by code.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "address_invalid",
        "https:// ya da http:// ile başlayan bir adres yazın.",
        "Enter an address that starts with https:// or http://.",
    ),
    (
        "address_unknown",
        "Bu ziyaretçinin adresi bilinmiyor; ziyaretçiyi engelleyin.",
        "The address of this visitor is not known; ban the visitor.",
    ),
    (
        "agent_full",
        "Bu temsilcinin boş yeri yok; aynı anda alabildiği kadar sohbeti var.",
        "This agent has no room: as many conversations as they take at once.",
    ),
    (
        "agent_not_taking",
        "Bu temsilci şu anda yeni sohbet almıyor.",
        "This agent takes no new conversations at the moment.",
    ),
    ("agent_offline", "Bu temsilci çevrimdışı.", "This agent is offline."),
    ("assignee_unknown", "Bu kişi bu sitede temsilci değil.", "This person is not an agent of this site."),
    (
        "attachment_unknown",
        "Eklenen dosya bulunamadı; yeniden yükleyin.",
        "The attached file was not found; upload it again.",
    ),
    (
        "bad_cursor",
        "Sayfa imleci okunamadı; listeyi baştan yükleyin.",
        "The page cursor is unreadable; load the list anew.",
    ),
    ("bad_id", "Kimlik okunamadı.", "The id is unreadable."),
    ("bad_json", "İstek gövdesi okunamadı.", "The request body is unreadable."),
    ("bad_query", "Adres satırındaki bir değer okunamadı.", "A value in the address is unreadable."),
    ("banned_already", "Bu ziyaretçi zaten engelli.", "This visitor is banned already."),
    ("body_too_large", "İstek çok büyük.", "The request is too large."),
    (
        "chat_closed",
        "Şu anda çalışma saatleri dışındayız; mesajınızı formla bırakabilirsiniz.",
        "We are closed at the moment; you can leave your message by the form.",
    ),
    (
        "chat_off",
        "Acil durum nedeniyle canlı sohbet şu anda kapalı.",
        "Because of an emergency, live chat is switched off at the moment.",
    ),
    ("color_invalid", "Renk #1a2b3c biçiminde olmalı.", "The colour must look like #1a2b3c."),
    ("conversation_closed", "Bu sohbet kapandı.", "This conversation is closed."),
    ("conversation_open", "Bu sohbet zaten açık.", "This conversation is open already."),
    ("date_invalid", "Tarih 2027-03-01 biçiminde olmalı.", "The date must look like 2027-03-01."),
    (
        "date_too_far",
        "Düzeltilen tarih hesaplanandan en fazla 60 gün uzak olabilir.",
        "A corrected date can be at most 60 days away from the computed one.",
    ),
    (
        "dates_overlap",
        "Bu günler bir başka özel günle çakışıyor.",
        "These days overlap with other special days.",
    ),
    (
        "days_empty",
        "En az bir gün için saat girin ya da “her zaman açık”ı seçin.",
        "Enter hours for at least one day, or choose “always open”.",
    ),
    (
        "default_rule_last",
        "Son kural koşulsuz olmalı: öbür kuralların hiçbiri uymadığında o geçerli olur. Ondan önceki her kuralın bir koşulu olmalı.",
        "The last rule must have no conditions: it counts when none of the others fits. Every rule before it needs a condition.",
    ),
    (
        "demo_needs_new_folder",
        "Deneme verisi yalnızca yeni bir veri klasörüne doldurulur; --data-dir ile başka bir klasör gösterin.",
        "The demo fills a new data folder only; name another one with --data-dir.",
    ),
    (
        "department_cannot_take",
        "Bu departmanda sohbeti şu anda alabilecek başka kimse yok.",
        "Nobody else in this department can take it at the moment.",
    ),
    (
        "disk_full",
        "Sunucunun diskinde yer azaldı; dosya alınamıyor. Mesajınızı dosyasız gönderebilirsiniz.",
        "The server's disk is nearly full, so no file can be taken. Your message can go without it.",
    ),
    (
        "edit_window_over",
        "Mesaj yalnızca ilk 5 dakika içinde değiştirilebilir.",
        "A message can be changed only within its first 5 minutes.",
    ),
    ("emoji_invalid", "Tek bir emoji gönderin.", "Send a single emoji."),
    (
        "events_gone",
        "İstenen olaylar artık saklanmıyor. Her şeyi yeniden yükleyin ve oradan devam edin.",
        "The events asked for are not kept any more. Load everything anew and go on from there.",
    ),
    ("field_missing", "Bu alan gerekli.", "This field is required."),
    ("field_too_long", "En fazla {limit} karakter olabilir.", "At most {limit} characters."),
    ("file_missing", "İstekte dosya yok.", "There is no file in the request."),
    ("file_not_there", "Bu yolda okunabilen bir dosya yok.", "There is no readable file at this path."),
    ("file_too_large", "Dosya en fazla 10 MB olabilir.", "Files can be up to 10 MB."),
    (
        "file_type_not_allowed",
        "Bu dosya türü kabul edilmiyor. Resim, PDF, metin ya da makrosuz ofis belgesi gönderin.",
        "This kind of file is not accepted. Send an image, a PDF, text, or an office document without macros.",
    ),
    (
        "files_full",
        "Şu anda yeni dosya alınamıyor. Biraz sonra yeniden deneyin; mesajınızı dosyasız gönderebilirsiniz.",
        "No more files can be taken at the moment. Try again later; your message can go without the file.",
    ),
    (
        "files_waiting",
        "Yüklediğiniz birçok dosya henüz gönderilmedi. Önce onları gönderin ya da daha sonra yeniden deneyin.",
        "Many files that you uploaded have not been sent yet. Send those first, or try again later.",
    ),
    ("frame_too_large", "İleti çok büyük.", "The frame is too large."),
    (
        "group_unknown",
        "Seçilen departman, ekip ya da yetenek bu sitede yok; silinmiş olabilir.",
        "The chosen department, team or skill is not on this site; it may have been removed.",
    ),
    (
        "idempotency_key_invalid",
        "Tekrar anahtarı 1 ile 200 arasında düz karakterden oluşmalı.",
        "The idempotency key needs 1 to 200 plain characters.",
    ),
    (
        "idempotency_key_reused",
        "Bu tekrar anahtarı başka bir istekle kullanılmış.",
        "This idempotency key was used with another request.",
    ),
    ("image_too_large", "Resmin boyutları çok büyük.", "The image's dimensions are too large."),
    (
        "internal",
        "Bizim tarafımızda bir sorun oldu. Biraz sonra yeniden deneyin.",
        "Something went wrong on our side. Try again in a moment.",
    ),
    ("invalid_fields", "Bazı alanlar düzeltilmeli.", "Some fields need correction."),
    (
        "macro_close_last",
        "Sohbeti kapatmak son adım olmalı.",
        "Closing the conversation must be the last action.",
    ),
    ("malformed", "Gönderilen veri beklenen biçimde değil.", "The data does not have the expected shape."),
    ("message_empty", "Mesaj boş olamaz.", "A message cannot be empty."),
    (
        "message_too_long",
        "Mesaj en fazla {limit} karakter olabilir.",
        "A message has at most {limit} characters.",
    ),
    ("method_not_allowed", "Bu adres bu yöntemi desteklemiyor.", "This address does not support the method."),
    ("name_taken", "Bu ad zaten kullanılıyor.", "This name is in use already."),
    (
        "no_data",
        "Bu klasörde AsistTR verisi yok; klasörü --data-dir ile belirtin.",
        "There is no AsistTR data in this folder; name the folder with --data-dir.",
    ),
    (
        "not_author",
        "Yalnızca kendi mesajınızı değiştirebilirsiniz.",
        "Only your own messages can be changed.",
    ),
    ("not_found", "Bulunamadı.", "Not found."),
    (
        "offer_over",
        "Bu sohbet artık size sunulmuyor; başkası almış ya da süre dolmuş olabilir.",
        "This conversation is not offered to you any more: somebody took it, or the time ran out.",
    ),
    (
        "origin_invalid",
        "Adres https://www.ornek.edu.tr biçiminde olmalı.",
        "The address must look like https://www.example.edu.",
    ),
    (
        "origin_not_allowed",
        "Bu adres sitenin izin verilen kökenleri arasında değil.",
        "This origin is not among those that the site allows.",
    ),
    (
        "overloaded",
        "Sunucu şu anda çok yoğun. Biraz sonra yeniden deneyin.",
        "The server is very busy. Try again in a moment.",
    ),
    ("phone_invalid", "Geçerli bir telefon numarası yazın.", "Enter a valid phone number."),
    (
        "place_unknown",
        "Bilinmeyen bir yer tutucu var. Kullanılabilenler: {{ziyaretci.ad}}, {{temsilci.ad}}, {{site.ad}}.",
        "There is an unknown placeholder. These can be used: {{ziyaretci.ad}}, {{temsilci.ad}}, {{site.ad}}.",
    ),
    (
        "preview_needs_consent",
        "Yazılanı göstermek için aydınlatma metni açık olmalı; ziyaretçi bunu orada okur.",
        "Showing what is typed needs the privacy notice: that is where visitors read of it.",
    ),
    (
        "push_endpoint_invalid",
        "Bu tarayıcının bildirim servisi kullanılamıyor: adresi https ile başlamalı ve internette olmalı.",
        "The push service of this browser cannot be used: its address must start with https and be on the internet.",
    ),
    (
        "push_keys_invalid",
        "Tarayıcının bildirim anahtarları okunamadı; bildirimleri kapatıp yeniden açın.",
        "The browser's notification keys are unreadable; switch notifications off and on again.",
    ),
    (
        "query_without_words",
        "Aramada sözcük yok; en az bir harf ya da rakam yazın.",
        "There is no word to search for; type at least a letter or a digit.",
    ),
    (
        "quiet_days_missing",
        "Sessiz saatler için en az bir gün seçin.",
        "Choose at least one day for the quiet hours.",
    ),
    ("rate_limited", "Çok sık denediniz. Biraz bekleyin.", "Too many tries. Wait a little."),
    ("rating_invalid", "Puan 1 ile 5 arasında olmalı.", "The rating must be between 1 and 5."),
    (
        "reopen_window_over",
        "Sohbet kapandıktan sonra 24 saat içinde yeniden açılabilir.",
        "A conversation can be reopened within 24 hours of its close.",
    ),
    ("reply_unknown", "Yanıtlanan mesaj bulunamadı.", "The message that is answered was not found."),
    (
        "requests_off",
        "Acil durum nedeniyle form şu anda kapalı.",
        "Because of an emergency, the form is switched off at the moment.",
    ),
    (
        "shortcut_invalid",
        "Kısayol yalnızca harf, rakam, tire, alt çizgi ve noktadan oluşabilir.",
        "A shortcut has only letters, digits, hyphens, underscores and dots.",
    ),
    ("shortcut_taken", "Bu kısayol kullanılıyor.", "This shortcut is in use."),
    (
        "shutting_down",
        "Sunucu kapanıyor. Birazdan yeniden deneyin.",
        "The server is shutting down. Try again shortly.",
    ),
    (
        "signature_invalid",
        "Bağlantının süresi dolmuş. Sayfayı yenileyin.",
        "The link has expired. Reload the page.",
    ),
    (
        "site_required",
        "Hangi sitede çalıştığınızı belirtin (X-Site-ID).",
        "Say which site you act on (X-Site-ID).",
    ),
    ("site_unknown", "Site anahtarı tanınmıyor.", "The site key is unknown."),
    (
        "slug_invalid",
        "Yalnızca küçük harf, rakam ve tire kullanın.",
        "Use only lower-case letters, digits and hyphens.",
    ),
    (
        "snooze_invalid",
        "Gelecekte, en geç bir yıl sonra olan bir zaman seçin.",
        "Choose a time in the future, at most a year away.",
    ),
    (
        "span_invalid",
        "Bitiş saati başlangıçtan sonra olmalı. Gece yarısını aşan saatleri iki güne bölün.",
        "The end must be later than the start. Split hours that pass midnight over two days.",
    ),
    ("spans_overlap", "Bu günün saat aralıkları çakışıyor.", "The hours of this day overlap."),
    (
        "stale_version",
        "Siz düzenlerken başkası değiştirdi. Son hâline bakıp yeniden deneyin.",
        "Somebody changed it while you were editing. Look at the present state and try again.",
    ),
    ("state_unknown", "Bilinmeyen durum.", "Unknown state."),
    ("tag_taken", "Bu adda bir etiket zaten var.", "There is a tag of this name already."),
    (
        "team_cannot_take",
        "Bu ekipte sohbeti şu anda alabilecek başka kimse yok.",
        "Nobody else in this team can take it at the moment.",
    ),
    ("time_over", "Bu zaman geçmişte kalmış.", "This time is in the past."),
    (
        "time_zone_unknown",
        "Bu saat dilimi bilinmiyor; örneğin Europe/Istanbul yazın.",
        "This time zone is not known; write Europe/Istanbul, for example.",
    ),
    ("too_many", "En fazla {limit} tane olabilir.", "At most {limit}."),
    (
        "too_many_attachments",
        "Bir mesaja en fazla {limit} dosya eklenebilir.",
        "A message takes at most {limit} files.",
    ),
    (
        "transfer_target",
        "Bir temsilci, bir ekip ya da bir departman seçin.",
        "Choose an agent, a team or a department.",
    ),
    ("transfer_to_same", "Bu sohbet zaten onda.", "They have this conversation already."),
    ("unknown_event", "Bilinmeyen olay.", "Unknown event."),
    ("url_invalid", "https:// ile başlayan bir adres yazın.", "Enter an address that starts with https://."),
    ("value_invalid", "Bu değer geçerli değil.", "This value is not valid."),
    ("visitor_banned", "Bu siteye mesaj gönderemezsiniz.", "You cannot send messages to this site."),
    (
        "visitor_has_chat",
        "Bu ziyaretçinin zaten açık bir sohbeti var.",
        "This visitor has an open conversation already.",
    ),
    (
        "visitor_is_banned",
        "Bu ziyaretçi engelli; önce engeli kaldırın.",
        "This visitor is banned; lift the ban first.",
    ),
    (
        "whisper_to_nobody",
        "Bu sohbet kimsede değil; fısıldanacak kimse yok.",
        "Nobody has this conversation, so there is nobody to whisper to.",
    ),
];

/// The sentence for `code`, in `lang`; the code itself when nobody has worded it (a test forbids that).
#[must_use]
pub fn of_code(code: &str, lang: Lang) -> String {
    match WORDS
        .iter()
        .chain(form_words::WORDS)
        .chain(knowledge_words::WORDS)
        .chain(mail_words::WORDS)
        .chain(model_words::WORDS)
        .chain(people_words::WORDS)
        .chain(ticket_words::WORDS)
        .find(|it| it.0 == code)
    {
        Some((_, tr, en)) => lang.pick(tr, en).to_owned(),
        None => code.to_owned(),
    }
}

/// The sentence for one unacceptable field.
#[must_use]
pub fn of_field(field: &FieldError, lang: Lang) -> String {
    let words = of_code(field.code, lang);
    let words = match field.limit {
        Some(limit) => words.replace("{limit}", &limit.to_string()),
        None => words,
    };
    match &field.name {
        Some(name) => words.replace("{name}", name),
        None => words,
    }
}

/// The sentence for `error`.
#[must_use]
pub fn of_error(error: &Error, lang: Lang) -> String {
    match error {
        Error::Invalid(fields) => match fields.as_slice() {
            [only] => of_field(only, lang),
            _ => of_code("invalid_fields", lang),
        },
        // What it is about has a name.
        Error::ConflictOver(code, more) => match more.get("name").and_then(|it| it.as_str()) {
            Some(name) => of_code(code, lang).replace("{name}", name),
            None => of_code(code, lang),
        },
        other => of_code(other.code(), lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        for table in [
            WORDS,
            form_words::WORDS,
            knowledge_words::WORDS,
            mail_words::WORDS,
            model_words::WORDS,
            people_words::WORDS,
            ticket_words::WORDS,
        ] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0), "keep the table in order");
        }
    }

    #[test]
    fn a_limit_is_named() {
        let error = Error::beyond("body", "message_too_long", 8000);
        assert_eq!(of_error(&error, Lang::Tr), "Mesaj en fazla 8000 karakter olabilir.");
    }
}
