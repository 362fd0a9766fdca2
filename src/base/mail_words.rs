//! The words of codes that incoming mail has: what `words.rs` is for everything else.

/// `(code, Turkish, English)`, sorted by code.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("inbox_taken", "Bu adres zaten eklenmiş.", "This address has been added already."),
    ("mail_address_plus", "Adresi + olmadan yazın.", "Write the address without a +."),
    (
        "mail_auto_reply",
        "Bir talebe ait olmayan otomatik yanıt.",
        "An automatic answer that belongs to no ticket.",
    ),
    (
        "mail_bounce_unknown",
        "Bir talebe ait olmayan teslim edilemedi bildirimi.",
        "A report of failed delivery that belongs to no ticket.",
    ),
    (
        "mail_failed",
        "Posta işlenirken bizim tarafımızda bir sorun oldu. Yeniden deneyin.",
        "Something went wrong on our side while the mail was dealt with. Try again.",
    ),
    (
        "mail_folder",
        "Sunucuda böyle bir klasör yok ya da açılamıyor. Klasörün adını denetleyin.",
        "There is no such folder on the server, or it cannot be opened. Check the folder's name.",
    ),
    (
        "mail_folder_same",
        "Gelen, gönderilen ve işlenen postaların klasörleri ayrı olmalı.",
        "Incoming mail, sent mail and mail that was dealt with need different folders.",
    ),
    (
        "mail_inbox_gone",
        "Bu postanın geldiği adres kaldırılmış.",
        "The address that this mail came to has been removed.",
    ),
    (
        "mail_no_mark",
        "Sunucu postaların okundu olarak işaretlenmesine izin vermiyor. O ayarı kapatın ya da kutudaki yetkiyi genişletin.",
        "The server does not let mails be marked as read. Turn that setting off, or allow more in that mailbox.",
    ),
    (
        "mail_no_move",
        "Bu sunucu postaları başka klasöre taşıyamıyor. Taşıma klasörünü boş bırakın.",
        "This server cannot move mails to another folder. Leave that folder empty.",
    ),
    ("mail_no_sender", "Postanın göndereni okunamıyor.", "The mail does not say who sent it."),
    (
        "mail_not_given",
        "Sunucu bu postayı birçok denemede vermedi. Posta klasöründe duruyor; oradan okuyun.",
        "The server did not give this mail in several tries. It is still in its folder; read it there.",
    ),
    ("mail_not_ours", "Bir talebe ait değil.", "It belongs to no ticket."),
    ("mail_not_quarantined", "Bu posta artık karantinada değil.", "This mail is not in quarantine any more."),
    ("mail_own", "Kendi gönderdiğimiz posta.", "A mail that we sent ourselves."),
    (
        "mail_own_loop",
        "Başka bir AsistTR kurulumunun otomatik postası.",
        "An automatic mail of another AsistTR.",
    ),
    (
        "mail_private",
        "Bu sunucu kurum ağının içinde. Kurulum yöneticisi adresi ayar dosyasındaki outgoing.private_addresses listesine eklemeli ya da hesabı kendisi girmeli.",
        "This server is inside your network. Whoever runs the installation has to add it to outgoing.private_addresses in the settings file, or enter the account.",
    ),
    (
        "mail_raw_gone",
        "Bu postanın aslı saklanmadığı için yeniden denenemez.",
        "This mail is not kept as it came, so it cannot be tried again.",
    ),
    (
        "mail_token",
        "Erişim anahtarı alınamadı. İstemci kimliğini, gizli anahtarı ve yenileme anahtarını denetleyin; gerekirse yeniden izin verin.",
        "No access token was given. Check the client's id and secret and the refresh token; give consent anew if needed.",
    ),
    (
        "mail_token_url",
        "Anahtar adresi https:// ile başlamalı.",
        "The token address must begin with https://.",
    ),
    (
        "mail_too_large",
        "Posta 25 MB sınırından büyük olduğu için alınmadı.",
        "The mail is larger than the limit of 25 MB and was not fetched.",
    ),
    (
        "mail_too_many",
        "Bir saat içinde hiç yanıt verilmemiş adreslere çok fazla onay postası istendi; bu gönderilmedi. Gerekliyse yeniden gönderin.",
        "Too many confirmations to addresses that nobody has ever answered were asked for within an hour; this one was not sent. Send it again where it is needed.",
    ),
    ("mail_unreadable", "Posta okunamadı; biçimi bozuk.", "The mail cannot be read; its format is broken."),
    (
        "mail_waits",
        "Otomatik postalar bir kişiye ve yanıt verilmemiş adreslere saatte sınırlı sayıda gider; bu posta sırasını bekliyor.",
        "Only so many automatic mails an hour go to one person, and to addresses that nobody has answered; this one waits for its turn.",
    ),
];
