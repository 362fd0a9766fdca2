//! The words of every error code, in both languages. `{limit}` is the limit that was passed.
use super::{Error, FieldError, Lang, knowledge_words, people_words};

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
    (
        "ai_address_forbidden",
        "Bu adres kurum ağının içinde; sorulabilmesi için sunucunun ayar dosyasında outgoing.private_addresses listesine eklenmeli.",
        "This address is inside your network; to be asked, it must be added to outgoing.private_addresses in the server's settings file.",
    ),
    (
        "ai_address_invalid",
        "Adres okunamadı. https://api.ornek.com biçiminde, soru işareti ve parola olmadan yazın.",
        "The address cannot be read. Write it like https://api.example.com, without a question mark or password.",
    ),
    (
        "ai_broken_off",
        "Sağlayıcı yanıtın ortasında kesildi.",
        "The provider broke off in the middle of its answer.",
    ),
    (
        "ai_down",
        "Sağlayıcının sunucusunda şu anda bir sorun var; biraz sonra yeniden deneyin.",
        "The provider's server has trouble at the moment; try again shortly.",
    ),
    (
        "ai_empty",
        "Sağlayıcı boş yanıt verdi. “En uzun yanıt” değerini artırın ya da başka bir model seçin.",
        "The provider gave an empty answer. Raise “Longest answer” or choose another model.",
    ),
    (
        "ai_filtered",
        "Sağlayıcı bu soruya içerik kuralları nedeniyle yanıt vermedi.",
        "The provider did not answer this because of its content rules.",
    ),
    (
        "ai_https_needed",
        "Kurum dışındaki bir sunucuya yalnızca https:// ile bağlanılır. Sunucu size aitse “Kurumun kendi sunucusu”nu açın.",
        "A server outside the institution is only asked over https://. If it is yours, switch on “The institution's own server”.",
    ),
    (
        "ai_key_needed",
        "Adres değişti; güvenlik için anahtarı yeniden girin.",
        "The address has changed; for safety, enter the key again.",
    ),
    (
        "ai_key_refused",
        "Sağlayıcı anahtarı kabul etmedi. Anahtarı denetleyip yeniden girin.",
        "The provider refused the key. Check it and enter it again.",
    ),
    (
        "ai_key_unreadable",
        "Anahtar yalnızca harf, rakam ve işaretlerden oluşur; boşluk ya da Türkçe harf olamaz.",
        "A key has plain letters, digits and signs only, without spaces.",
    ),
    (
        "ai_name_unknown",
        "Bu adresin sunucusu bulunamadı (DNS). Adresin yazımını denetleyin.",
        "The server of this address was not found (DNS). Check the spelling of the address.",
    ),
    (
        "ai_no_credit",
        "Sağlayıcı hesabınızda kullanım hakkı ya da bakiye kalmamış.",
        "Your account with the provider has no credit left.",
    ),
    (
        "ai_no_memory",
        "Yerel model boş belleğe sığmıyor.",
        "The local model does not fit into the free memory.",
    ),
    ("ai_no_model", "Bu sunucuda kurulu bir yerel model yok.", "No local model is installed on this server."),
    (
        "ai_not_there",
        "Sunucu yanıt veriyor ama bu adreste bir yapay zekâ hizmeti yok. Adresin sonunu (örneğin /v1) denetleyin.",
        "The server answers, but there is no AI service under this address. Check its end (such as /v1).",
    ),
    ("ai_price_twice", "Aynı modelin iki fiyatı var.", "A model has two prices."),
    (
        "ai_range",
        "Başlangıç bitişten önce olmalı; en uzun aralık bir yıldır.",
        "The start must be before the end; the longest range is a year.",
    ),
    (
        "ai_redirected",
        "Adres başka bir yere yönlendiriyor. Yönlendirdiği adresi doğrudan yazın.",
        "The address redirects to another place. Write that address itself.",
    ),
    (
        "ai_rejected",
        "Sağlayıcı isteği kabul etmedi. Model adını ve sağlayıcı türünü denetleyin.",
        "The provider did not accept the request. Check the model's name and the kind of provider.",
    ),
    ("ai_timed_out", "Sağlayıcı zamanında yanıt vermedi.", "The provider did not answer in time."),
    (
        "ai_tls",
        "Güvenli bağlantı kurulamadı: sunucunun sertifikası geçersiz ya da adres https değil.",
        "No safe connection: the server's certificate is not valid, or the address does not speak https.",
    ),
    ("ai_too_long", "Metin bu model için çok uzun.", "The text is too long for this model."),
    (
        "ai_too_many",
        "Sağlayıcı çok sık sorulduğunu söylüyor; biraz bekleyin ya da kotanızı yükseltin.",
        "The provider says that it is asked too often; wait a little or raise your quota.",
    ),
    ("ai_unknown_model", "Sağlayıcıda bu adda bir model yok.", "The provider has no model of this name."),
    (
        "ai_unreachable",
        "Bu adreste bağlantıyı kabul eden bir sunucu yok. Sunucunun çalıştığını ve bağlantı noktasını denetleyin.",
        "Nothing accepts connections at this address. Check that the server runs, and the port.",
    ),
    (
        "ai_unreadable",
        "Sunucu beklenen biçimde yanıt vermiyor. Sağlayıcı türünü ve adresi denetleyin.",
        "The server does not answer in the expected format. Check the kind of provider and the address.",
    ),
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
    ("download_running", "Bu model zaten indiriliyor.", "This model is being downloaded already."),
    (
        "edit_window_over",
        "Mesaj yalnızca ilk 5 dakika içinde değiştirilebilir.",
        "A message can be changed only within its first 5 minutes.",
    ),
    ("emoji_invalid", "Tek bir emoji gönderin.", "Send a single emoji."),
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
    (
        "model_busy",
        "Model şu anda çok meşgul; biraz sonra yeniden deneyin.",
        "The model is too busy at the moment; try again in a while.",
    ),
    (
        "model_failed",
        "Model yanıt veremedi; nedeni sunucu günlüğünde yazıyor.",
        "The model could not answer; the server's log says why.",
    ),
    (
        "model_file_name",
        "Dosya adı yalnızca harf (Türkçe harfler hariç), rakam ve . _ - + içermeli, .gguf ile bitmeli.",
        "The file's name may have only letters a to z, digits and . _ - +, and must end with .gguf.",
    ),
    ("model_installed", "Bu adla bir model zaten kurulu.", "A model with this name is installed already."),
    (
        "model_no_memory",
        "Seçili model boş belleğe sığmıyor; daha küçük bir model seçin.",
        "The chosen model does not fit into the free memory; choose a smaller one.",
    ),
    ("model_none", "Yanıt verecek bir model seçilmemiş.", "No model is chosen to answer."),
    (
        "model_not_here",
        "Bu sunucuda yerel model çalıştırılamıyor: program modelsiz derlenmiş ya da işlemci eski.",
        "Local models cannot run on this server: the program was built without them, or the processor is too old.",
    ),
    ("model_unknown", "Bu adla bir model yok.", "There is no model of this name."),
    (
        "model_wrong_use",
        "Bu model bu iş için değil: biri yanıt verir, biri arama için vektör üretir.",
        "This model is not for this purpose: one kind answers, the other makes vectors for the search.",
    ),
    ("name_taken", "Bu ad zaten kullanılıyor.", "This name is in use already."),
    (
        "no_data",
        "Bu klasörde AsistTR verisi yok; klasörü --data-dir ile belirtin.",
        "There is no AsistTR data in this folder; name the folder with --data-dir.",
    ),
    (
        "not_a_model",
        "Bu dosya kullanılabilir bir GGUF modeli değil.",
        "This file is not a usable GGUF model.",
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
        "Köken https://ornek.edu.tr biçiminde olmalı.",
        "The origin must look like https://example.edu.",
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
    (
        "words_failed",
        "Dil modeli şu anda yanıt veremedi; biraz sonra yeniden deneyin.",
        "The language model could not answer; try again in a moment.",
    ),
    (
        "words_no_memory",
        "Dil modeli boş belleğe sığmıyor. Yönetici daha küçük bir model seçebilir.",
        "The language model does not fit into the free memory. An admin can choose a smaller one.",
    ),
    (
        "words_no_model",
        "Bu iş için bir dil modeli gerekir ve henüz yok. Yönetici Ayarlar'dan ekleyebilir.",
        "This needs a language model, and there is none yet. An admin can add one in the settings.",
    ),
    ("words_over_budget", "Sitenin yapay zekâ bütçesi doldu.", "The site's budget for AI is spent."),
    (
        "words_timed_out",
        "Dil modeli zamanında yanıt vermedi; yeniden deneyin.",
        "The language model did not answer in time; try again.",
    ),
];

/// The sentence for `code`, in `lang`; the code itself when nobody has worded it (a test forbids that).
#[must_use]
pub fn of_code(code: &str, lang: Lang) -> String {
    match WORDS.iter().chain(knowledge_words::WORDS).chain(people_words::WORDS).find(|it| it.0 == code) {
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
        other => of_code(other.code(), lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        for table in [WORDS, knowledge_words::WORDS, people_words::WORDS] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0), "keep the table in order");
        }
    }

    #[test]
    fn a_limit_is_named() {
        let error = Error::beyond("body", "message_too_long", 8000);
        assert_eq!(of_error(&error, Lang::Tr), "Mesaj en fazla 8000 karakter olabilir.");
    }
}
