//! Mails as programs write them, and as nobody should.
use super::*;
use proptest::prelude::*;

fn mail(head: &str, body: &str) -> Received {
    let head = head.trim().replace('\n', "\r\n");
    read(format!("{head}\r\n\r\n{}", body.replace('\n', "\r\n")).as_bytes()).unwrap()
}

fn bytes(head: &str, body: &[u8]) -> Received {
    read(&[head.trim().replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", body].concat()).unwrap()
}

#[test]
fn old_turkish_alphabets_are_read_also_where_nobody_named_them() {
    let words = b"\xdeifremi unuttum, \xf6\xf0renci numaram\xfd da. \xddyi g\xfcnler";
    let right = "Şifremi unuttum, öğrenci numaramı da. İyi günler";
    for head in [
        "From: a@b.tr\nContent-Type: text/plain; charset=windows-1254\nContent-Transfer-Encoding: 8bit",
        "From: a@b.tr\nContent-Type: text/plain; charset=iso-8859-9",
        "From: a@b.tr\nContent-Type: text/plain",
        "From: a@b.tr",
        "From: a@b.tr\nContent-Type: text/plain; charset=utf-8",
    ] {
        assert_eq!(bytes(head, words).text, right, "{head}");
    }
    let coded = mail(
        "From: a@b.tr\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable",
        "=DEifre",
    );
    assert_eq!(coded.text, "Şifre");
    let subject = read(b"From: a@b.tr\r\nSubject: \xddmza s\xf6z\xfc\r\n\r\nx").unwrap().subject;
    assert_eq!(subject, "İmza sözü");
    assert_eq!(mail("From: a@b.tr\nSubject: =?iso-8859-9?Q?=DDmza_s=F6z=FC?=", "x").subject, "İmza sözü");
    assert_eq!(mail("From: =?windows-1254?B?3mFmYWsgxw==?= <s@b.tr>", "x").from.unwrap().name, "Şafak Ç");
}

#[test]
fn names_of_people_and_files_are_read_in_old_alphabets_too() {
    let raw = b"From: \"\xdeafak \xd6z, \xddK\" <s@b.tr>\r\nCc: \xc7a\xf0r\xfd <c@b.tr>, d@b.tr\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf; name=\"\xf6\xf0renci.pdf\"\r\n\
        Content-Disposition: attachment; filename=\"\xf6\xf0renci \xfd\xfe\xfd.pdf\"\r\n\r\n%PDF-1\r\n--b--\r\n";
    let found = read(raw).unwrap();
    let of = |name: &str, address: &str| Person { name: name.to_owned(), address: address.to_owned() };
    assert_eq!(found.from, Some(of("Şafak Öz, İK", "s@b.tr")));
    assert_eq!(found.copied, [of("Çağrı", "c@b.tr"), of("", "d@b.tr")]);
    assert_eq!(found.files[0].name, "öğrenci ışı.pdf");
}

#[test]
fn a_letter_that_was_cut_in_two_does_not_spoil_the_subject() {
    let cut = "From: =?utf-8?Q?Ay=C5?= =?utf-8?Q?=9Fe?= <a@b.tr>\nSubject: =?utf-8?B?xQ==?=\n =?utf-8?B?nmlmcmU=?= [#12]";
    let found = mail(cut, "x");
    assert_eq!((found.subject.as_str(), found.from.unwrap().name.as_str()), ("Şifre [#12]", "Ayşe"));
    let broken = mail("From: a@b.tr\nSubject: =?utf-8?Q?=C5_x?=", "x").subject;
    assert_eq!(broken, "\u{fffd} x", "what cannot be mended is no raw word");
}

#[test]
fn html_becomes_words_and_nothing_else() {
    let html = "<html><head><title>x</title><style>p{}</style></head><body><p>Merhaba,&nbsp;<b>Elif</b></p>\
        <div style='display: none'>gizli</div><script>alert(1)</script><ul><li>bir<li>iki</ul>\
        <p>Bkz. <a href='https://ornek.edu.tr/kayit'>kayıt sayfası</a><br>Ayşe<img src='https://izle.tr/a.gif'>\
        <img alt='Ekran' src='cid:1'></p><blockquote><p>Önceki</p></blockquote></body></html>";
    let found = mail("From: a@b.tr\nContent-Type: text/html; charset=utf-8", html);
    let right = "Merhaba, Elif\n\n- bir\n- iki\n\nBkz. kayıt sayfası (https://ornek.edu.tr/kayit)\nAyşe [Ekran]\n\n> Önceki";
    assert_eq!(found.text, right);
}

const NESTED: &str = "--o
Content-Type: multipart/related; boundary=r

--r
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=utf-8

Düz metin
--a
Content-Type: text/html; charset=utf-8

<p>Süslü metin</p><img src='cid:logo@x'>
--a--
--r
Content-Type: image/png; name=logo.png
Content-ID: <logo@x>
Content-Disposition: inline; filename=logo.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--r--
--o
Content-Type: application/ms-tnef; name=winmail.dat
Content-Disposition: attachment; filename=winmail.dat
Content-Transfer-Encoding: base64

eJ8+IgQ=
--o
Content-Type: application/pdf
Content-Disposition: attachment; filename*=UTF-8''%C3%B6dev.pdf
Content-Transfer-Encoding: base64

JVBERi0x
--o
Content-Type: message/rfc822

From: c@d.tr
Subject: İç
Message-ID: <ic@d.tr>

İçerik
--o--
";

#[test]
fn parts_within_parts_are_told_apart() {
    let found = mail("From: a@b.tr\nContent-Type: multipart/mixed; boundary=o", NESTED);
    assert_eq!(found.text, "Düz metin");
    let names: Vec<(&str, bool)> = found.files.iter().map(|it| (it.name.as_str(), it.inline)).collect();
    assert_eq!(names, [("logo.png", true), ("winmail.dat", false), ("ödev.pdf", false), ("İç.eml", false)]);
    assert_eq!(found.files[2].bytes, b"%PDF-1");
}

#[test]
fn a_mail_within_a_mail_is_a_file_as_it_came() {
    let inner = "From: c@d.tr\nSubject: =?utf-8?Q?=C4=B0=C3=A7?=\nContent-Type: message/rfc822\n\nSubject: en iç\n\nx";
    let body = format!("--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n");
    let found = mail("From: a@b.tr\nContent-Type: multipart/mixed; boundary=o", &body);
    assert_eq!(found.files.len(), 1);
    assert_eq!(found.files[0].name, "İç.eml");
    assert_eq!(String::from_utf8_lossy(&found.files[0].bytes), inner.replace('\n', "\r\n"));
}

#[test]
fn however_deep_mails_lie_within_mails_the_reader_lives() {
    use base64::Engine as _;
    let levels = 300_000;
    let plain = "Content-Type: message/rfc822\n\n".repeat(levels);
    let digests: String = (0..20_000)
        .map(|it| format!("Content-Type: multipart/(x)digest; boundary=b{it}\n\n--b{it}\n\n"))
        .collect();
    let encoded = base64::engine::general_purpose::STANDARD.encode(&plain);
    let part = |kind: &str, more: &str, body: &str| {
        format!(
            "From: a@b.tr\nContent-Type: multipart/report; report-type=delivery-status; boundary=o\n\n\
             --o\nContent-Type: {kind}\n{more}\n{body}\n--o--\n"
        )
    };
    for raw in [
        format!("From: a@b.tr\n{plain}son"),
        format!("From: a@b.tr\n{digests}son"),
        part("message/rfc822", "", &plain),
        part("message/global", "", &plain),
        part("text/rfc822-headers", "", &plain),
        part("message/rfc822", "Content-Transfer-Encoding: base64\n", &encoded),
        part("message/rfc822", "Content-Transfer-Encoding: quoted-printable\n", &plain),
        part("Message / \"rfc822\"", "Content-Transfer-Encoding: base64\n", &encoded),
    ] {
        // A thread of the usual size: the one of the tests may have another.
        let reader = std::thread::Builder::new().stack_size(512 * 1024);
        let found = reader.spawn(move || read(raw.as_bytes())).unwrap().join().unwrap();
        assert_eq!(found.unwrap().from.unwrap().address, "a@b.tr");
    }
}

#[test]
fn only_pictures_belong_to_the_text_and_what_is_too_much_is_named() {
    let part = |it: usize, kind: &str, more: &str| {
        format!("--b\nContent-Type: {kind}; name=\"d{it}\"\n{more}\nicerik\n")
    };
    let mut body = [
        part(0, "image/png", "Content-ID: <a@b>\n"),
        part(1, "image/png", "Content-ID: <a@b>\nContent-Disposition: attachment; filename=\"ek.png\"\n"),
        part(2, "application/pdf", "Content-ID: <c@b>\nContent-Disposition: inline; filename=\"imza.pdf\"\n"),
    ]
    .concat();
    body.extend((3..53).map(|it| part(it, "application/pdf", "Content-Disposition: attachment\n")));
    let found = mail("From: a@b.tr\nContent-Type: multipart/mixed; boundary=b", &format!("{body}--b--\n"));
    let inline: Vec<bool> = found.files.iter().take(3).map(|it| it.inline).collect();
    assert_eq!(inline, [true, false, false]);
    assert_eq!((found.files.len(), found.left_out), (50, vec!["d50".into(), "d51".into(), "d52".into()]));
}

#[test]
fn what_a_mail_answers_is_read() {
    let found = mail(
        "Message-ID: <3@c>\nIn-Reply-To: <2@b>\nReferences: <1@a>\n <2@b>\nFrom: \"Ayşe\" <AYSE@Ornek.edu.tr>\n\
         To: Destek <destek+t12.abc@ornek.edu.tr>, x@y.tr\nCc: z@y.tr\nDelivered-To: destek@ornek.edu.tr\n\
         Reply-To: <cevap@ornek.edu.tr>\nX-AsistTR-Ticket: 12.abc\nDate: Thu, 15 Jan 2026 12:00:00 +0300",
        "x",
    );
    assert_eq!(found.message_id.as_deref(), Some("3@c"));
    assert_eq!(
        (found.in_reply_to, found.references),
        (vec!["2@b".to_owned()], vec!["1@a".to_owned(), "2@b".to_owned()])
    );
    assert_eq!(
        found.from.unwrap(),
        Person { name: "Ayşe".to_owned(), address: "ayse@ornek.edu.tr".to_owned() }
    );
    let to: Vec<&str> = found.to.iter().map(|it| it.address.as_str()).collect();
    assert_eq!(to, ["destek+t12.abc@ornek.edu.tr", "x@y.tr", "z@y.tr", "destek@ornek.edu.tr"]);
    assert_eq!(found.own, [("x-asisttr-ticket".to_owned(), "12.abc".to_owned())]);
    assert_eq!(found.reply_to.unwrap().address, "cevap@ornek.edu.tr");
    assert_eq!(found.date.unwrap().to_string(), "2026-01-15T09:00:00Z");
    assert_eq!((found.automatic, found.is_auto_reply), (None, false));
}

#[test]
fn machines_are_known_by_what_they_say_of_themselves() {
    let why = |head: &str| mail(&format!("From: a@b.tr\n{head}"), "x").automatic;
    assert_eq!(why("Auto-Submitted: auto-replied (vacation)"), Some("auto_submitted"));
    assert_eq!(why("Auto-Submitted: no"), None);
    assert_eq!(why("Precedence: bulk"), Some("bulk"));
    assert_eq!(why("Precedence: first-class"), None);
    assert_eq!(why("List-Id: Duyuru <duyuru.ornek.edu.tr>"), Some("list"));
    assert_eq!(why("List-Unsubscribe: <mailto:cik@b.tr>"), Some("list"));
    assert_eq!(why("Return-Path: <>"), Some("null_return_path"));
    assert_eq!(why("Return-Path: <a@b.tr>"), None);
    assert_eq!(why("X-AsistTR-Loop: 1"), Some("own_loop"));
    assert_eq!(why("X-Auto-Response-Suppress: All"), Some("suppressed"));
    assert!(mail("From: a@b.tr\nAuto-Submitted: auto-replied", "x").is_auto_reply);
    assert!(mail("From: a@b.tr\nX-Priority: 1 (Highest)", "x").important);
}

const REPORT: &str = "--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.posta.tr

Final-Recipient: rfc822; Yok@posta.tr
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User
 unknown
--b
Content-Type: text/rfc822-headers

Message-ID: <mektup@ornek.edu.tr>
Subject: Talebiniz
--b--
";

#[test]
fn a_report_says_to_whom_and_why_and_about_which_mail() {
    let head = "From: MAILER-DAEMON@posta.tr\nReturn-Path: <>\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=b";
    let found = mail(head, REPORT);
    let bounce = found.bounce.unwrap();
    assert_eq!((bounce.recipient.as_str(), bounce.status.as_str()), ("yok@posta.tr", "5.1.1"));
    assert_eq!((bounce.said.as_str(), bounce.is_delay), ("550 5.1.1 User unknown", false));
    assert_eq!(bounce.mails, ["mektup@ornek.edu.tr"]);
    let renamed = REPORT.replace("Subject: Talebiniz", "X-AsistTR-Ticket: t7-abc\nReply-To: destek+t7-abc@ornek.edu.tr\nIn-Reply-To: <2@b>\nReferences: <1@a> <2@b>");
    let all = ["mektup@ornek.edu.tr", "t7-abc", "destek+t7-abc@ornek.edu.tr", "2@b", "2@b", "1@a"];
    assert_eq!(mail(head, &renamed).bounce.unwrap().mails, all);
    let whole = renamed.replace("text/rfc822-headers", "message/rfc822");
    assert_eq!(mail(head, &whole).bounce.unwrap().mails, all);
    assert_eq!(found.automatic, Some("bounce"));
    assert!(found.files.is_empty(), "{:?}", found.files);
    let old = mail(
        "From: postmaster@posta.tr\nSubject: failure notice",
        "To <yok@posta.tr>\nMessage-ID: <7@ornek.edu.tr>",
    );
    assert_eq!(old.bounce.unwrap().mails, ["yok@posta.tr", "7@ornek.edu.tr"]);
}

#[test]
fn lines_that_were_broken_to_be_sent_are_one_again() {
    let head = "From: a@b.tr\nContent-Type: text/plain; charset=utf-8; format=flowed";
    assert_eq!(
        mail(head, "Bu satır \nbirdir.\n\n> alıntı \n> satırı\nson").text,
        "Bu satır birdir.\n\n> alıntı\n> satırı\nson"
    );
}

fn parts(text: &str) -> (String, String) {
    let it = fold(text);
    (it.said, it.rest.unwrap_or_default())
}

#[test]
fn what_programs_repeat_is_folded() {
    let quote = "> Önceki\n> mesaj";
    for intro in [
        "On Thu, Jan 15, 2026 at 12:00 PM Destek <destek@ornek.edu.tr> wrote:",
        "15 Oca 2026 Per 12:00 tarihinde Destek <destek@ornek.edu.tr> şunu yazdı:",
        "Destek <destek@ornek.edu.tr>, 15 Oca 2026 Per, 12:00\ntarihinde şunu yazdı:",
        "On 15.01.2026 12:00, Örnek Üniversitesi Destek\n<destek@ornek.edu.tr> wrote:",
    ] {
        let text = format!("Teşekkürler.\n\n{intro}\n{quote}");
        assert_eq!(parts(&text), ("Teşekkürler.".to_owned(), format!("{intro}\n{quote}")), "{intro}");
    }
    for block in [
        "-----Original Message-----\nFrom: Destek\nSent: 15\nTo: Ayşe\nmetin",
        "-----Özgün İleti-----\nKimden: Destek",
        "________________________________\nKimden: Destek <d@o.tr>\nGönderildi: 15 Ocak\nKime: Ayşe\nKonu: x\n\nmetin",
        "From: Destek <d@o.tr>\nSent: Thursday\nTo: Ayşe\nSubject: x\n\nmetin",
        "-- \nAyşe Kaya\nÖğrenci İşleri",
        "iPhone’umdan gönderildi\n\n> Önceki",
        "Android için Outlook'u edinin\n________________________________\nFrom: D\nSent: x\nTo: y",
    ] {
        assert_eq!(parts(&format!("Olur.\n\n{block}")), ("Olur.".to_owned(), block.to_owned()), "{block}");
    }
}

#[test]
fn answers_below_and_between_quotations_stay_readable() {
    let below = "On 15 Jan 2026, Destek wrote:\n> Numaranız nedir?\n\n12345\n\n-- \nAyşe";
    assert_eq!(parts(below).0, "12345");
    assert_eq!(parts(below).1, "On 15 Jan 2026, Destek wrote:\n> Numaranız nedir?\n\n-- \nAyşe");
    let between = "Merhaba,\nOn 15 Jan 2026, Destek wrote:\n> Adınız?\nAyşe\n> Numaranız?\n12345";
    assert_eq!(parts(between), (between.to_owned(), String::new()));
    assert_eq!(
        parts("Konu şu: Kimden: yazılı belge istedim."),
        ("Konu şu: Kimden: yazılı belge istedim.".to_owned(), String::new())
    );
    assert_eq!(parts("> yalnız alıntı"), ("> yalnız alıntı".to_owned(), String::new()));
}

/// Everything that can be seen, in order of letters.
fn letters(text: &str) -> Vec<char> {
    let mut all: Vec<char> = text.chars().filter(|it| !it.is_whitespace()).collect();
    all.sort_unstable();
    all
}

proptest! {
    #[test]
    fn no_bytes_are_too_strange(raw in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&raw);
    }

    #[test]
    fn no_mail_is_too_broken(cuts in proptest::collection::vec((0_usize..1200, any::<u8>()), 0..12), end in 0_usize..1400) {
        for (head, body) in [("multipart/mixed; boundary=o", NESTED), ("multipart/report; report-type=delivery-status; boundary=b", REPORT)] {
            let mut raw = format!("From: a@b.tr\r\nSubject: =?utf-8?Q?=C5=9E?=\r\nContent-Type: {head}\r\n\r\n{body}").into_bytes();
            for (place, byte) in &cuts {
                if let Some(it) = raw.get_mut(*place) {
                    *it = *byte;
                }
            }
            raw.truncate(end);
            if let Some(found) = read(&raw) {
                let _ = fold(&found.text);
            }
        }
    }

    #[test]
    fn html_of_any_kind_is_read(html in "(<[/]?(p|div|table|td|blockquote|a href='x'|script|br|pre|li|img alt='q')>|[a-zşİ<>&; \n]{0,6}){0,60}") {
        let found = html::text(&html);
        prop_assert!(!found.contains("<script"));
    }

    #[test]
    fn folding_loses_nothing(text in "(>|-- |--|On 1 wrote:|From:|Sent:|To:|iPhone’umdan gönderildi|-----Original Message-----|[a-zşı ]{0,5}|\n){0,40}") {
        let it = fold(&text);
        let both = format!("{}{}", it.said, it.rest.unwrap_or_default());
        prop_assert_eq!(letters(&both), letters(&text));
    }
}

#[test]
fn html_that_would_fill_the_memory_is_read_up_to_a_point() {
    let head = "From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n<p>bas</p>";
    let bomb = format!("{head}{}<p>son</p>", "<b>".repeat(3_000_000));
    let read = read(bomb.as_bytes()).unwrap();
    assert!(read.text.contains("bas") && !read.text.contains("son"));
    assert!(read.html.is_some_and(|it| it.len() < 300_000));
}
