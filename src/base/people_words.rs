//! The words of codes that people, signing in and mail have: what `words.rs` is for everything else.

/// `(code, Turkish, English)`, sorted by code.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("bad_credentials", "E-posta ya da parola yanlış.", "The e-mail or the password is wrong."),
    ("email_invalid", "Geçerli bir e-posta adresi yazın.", "Enter a valid e-mail address."),
    ("email_taken", "Bu e-posta adresi zaten kayıtlı.", "This e-mail address is in use already."),
    (
        "last_admin",
        "Sitenin son yöneticisi devre dışı bırakılamaz ya da rolü düşürülemez.",
        "The last admin of a site can neither be deactivated nor lose the role.",
    ),
    (
        "mail_address",
        "Adreslerden biri postaya yazılamıyor.",
        "One of the addresses cannot be written in a mail.",
    ),
    (
        "mail_certificate",
        "Sunucunun sertifikasına güvenilmiyor: süresi geçmiş, başka bir ad için verilmiş ya da veren tanınmıyor. Kurumunuzun sertifikasını ekleyebilirsiniz.",
        "The server's certificate is not trusted: it has expired, is for another name, or its issuer is unknown. You can add your institution's certificate.",
    ),
    (
        "mail_content",
        "Sunucu postanın içeriğini kabul etmedi.",
        "The server did not accept what the mail says.",
    ),
    (
        "mail_host_invalid",
        "Sunucu adı posta.ornek.edu.tr gibi olmalı.",
        "The server's name must look like mail.example.edu.",
    ),
    (
        "mail_host_unknown",
        "Bu adda bir sunucu bulunamadı. Adı denetleyin.",
        "There is no server of this name. Check the name.",
    ),
    (
        "mail_no_sign_in",
        "Sunucu bu bağlantıda parola kabul etmiyor. Kullanıcıyı boş bırakın ya da bağlantı güvenliğini değiştirin.",
        "The server takes no password over this connection. Leave the user empty, or change the security.",
    ),
    (
        "mail_no_starttls",
        "Sunucu bu bağlantı noktasında STARTTLS sunmuyor. TLS ile 465 numaralı bağlantı noktasını deneyin.",
        "The server offers no STARTTLS at this port. Try TLS at port 465.",
    ),
    (
        "mail_not_configured",
        "Posta gönderimi ayarlanmamış. Yönetici, Ayarlar → E-posta altında bir sunucu girmeli.",
        "Sending mail is not set up. An admin has to enter a server under Settings → E-mail.",
    ),
    (
        "mail_not_failed",
        "Bu posta yeniden denenecek durumda değil.",
        "This mail is not one that can be tried again.",
    ),
    ("mail_not_waiting", "Bu posta artık beklemiyor.", "This mail does not wait any more."),
    (
        "mail_own_certificate",
        "Sertifika okunamadı. PEM biçiminde olmalı: -----BEGIN CERTIFICATE----- ile başlar.",
        "The certificate cannot be read. It must be PEM: it begins with -----BEGIN CERTIFICATE-----.",
    ),
    (
        "mail_password_missing",
        "Parolayı yazın. Sunucu ya da kullanıcı değiştiğinde yeniden yazılması gerekir.",
        "Enter the password. It is needed again when server or user change.",
    ),
    (
        "mail_place_missing",
        "{{{name}}} yer tutucusu olmadan bu posta bir işe yaramaz.",
        "This mail is of no use without the placeholder {{{name}}}.",
    ),
    ("mail_place_unknown", "Bilinmeyen yer tutucu: {{{name}}}.", "Unknown placeholder: {{{name}}}."),
    (
        "mail_plain_password",
        "Parola şifresiz bağlantıda açıkta gider. TLS ya da STARTTLS seçin.",
        "Without encryption the password travels in the open. Choose TLS or STARTTLS.",
    ),
    (
        "mail_recipient",
        "Sunucu bu alıcıya posta kabul etmedi.",
        "The server did not accept mail for this recipient.",
    ),
    (
        "mail_sender",
        "Sunucu bu gönderen adresinden posta kabul etmedi.",
        "The server did not accept mail from this sender address.",
    ),
    (
        "mail_server",
        "Sunucu beklenmeyen bir yanıt verdi ya da bağlantı koptu.",
        "The server answered unexpectedly, or the connection was lost.",
    ),
    ("mail_sign_in", "Kullanıcı adı ya da parola yanlış.", "The user name or the password is wrong."),
    (
        "mail_timeout",
        "Sunucu zamanında yanıt vermedi. Adı, bağlantı noktasını ve güvenlik duvarını denetleyin.",
        "The server did not answer in time. Check name, port and firewall.",
    ),
    (
        "mail_tls",
        "Güvenli bağlantı kurulamadı. Bağlantı noktasının seçilen güvenliğe uyduğunu denetleyin (TLS 465, STARTTLS 587).",
        "No secure connection could be made. Check that the port fits the chosen security (TLS 465, STARTTLS 587).",
    ),
    (
        "mail_unreachable",
        "Sunucuya bu bağlantı noktasından ulaşılamadı. Bağlantı noktasını ve güvenlik duvarını denetleyin.",
        "The server cannot be reached at this port. Check port and firewall.",
    ),
    (
        "password_common",
        "Bu parola çok yaygın; başka bir tane seçin.",
        "This password is too common; choose another.",
    ),
    (
        "password_link_invalid",
        "Bağlantının süresi dolmuş ya da daha önce kullanılmış. Yeni bir bağlantı isteyin.",
        "The link has expired or was used already. Ask for a new one.",
    ),
    (
        "password_too_short",
        "Parola en az {limit} karakter olmalı.",
        "The password needs at least {limit} characters.",
    ),
    ("password_wrong", "Şimdiki parola yanlış.", "The present password is wrong."),
    (
        "refresh_reused",
        "Oturumunuz güvenlik için kapatıldı. Yeniden giriş yapın.",
        "Your session was ended for safety. Sign in again.",
    ),
    ("role_forbids", "Bu işlem için yetkiniz yok.", "Your role does not allow this."),
    (
        "second_factor_missing",
        "Bu site iki adımlı giriş istiyor. Devam etmek için önce onu kurun.",
        "This site asks for two-step sign-in. Set it up first to go on.",
    ),
    (
        "second_factor_needed",
        "Doğrulama uygulamanızdaki kodu girin.",
        "Enter the code of your authenticator app.",
    ),
    ("second_factor_off", "İki adımlı giriş kurulmamış.", "Two-step sign-in is not set up."),
    ("second_factor_on", "İki adımlı giriş zaten açık.", "Two-step sign-in is on already."),
    (
        "second_factor_wrong",
        "Kod yanlış, süresi geçmiş ya da daha önce kullanılmış. Yeni bir kod deneyin.",
        "The code is wrong, expired or was used already. Try a new code.",
    ),
    ("setup_done", "Kurulum zaten yapılmış. Giriş yapın.", "The set-up is done already. Sign in."),
    (
        "setup_token_invalid",
        "Kurulum bağlantısı geçersiz. Sunucunun yazdığı bağlantıyı açın.",
        "The set-up link is not valid. Open the link that the server printed.",
    ),
    ("token_expired", "Oturumun süresi doldu.", "The session has expired."),
    (
        "token_invalid",
        "Oturum geçerli değil. Yeniden giriş yapın.",
        "The session is not valid. Sign in again.",
    ),
    ("token_missing", "Giriş yapın.", "Sign in first."),
    (
        "too_many_attempts",
        "Çok fazla yanlış deneme yapıldı. Bir süre sonra yeniden deneyin.",
        "Too many failed tries. Try again later.",
    ),
    (
        "too_many_mails",
        "Kısa sürede çok fazla posta istendi. Bir süre sonra yeniden deneyin.",
        "Too many mails were asked for in a short time. Try again after a while.",
    ),
];
