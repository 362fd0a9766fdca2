//! Everything the command line says, in both languages: one row per text.
use crate::base::Lang;
use clap::error::{ContextKind, ErrorKind};

/// `(key, Turkish, English)`. A command's key is its name, a flag's `<command> --<flag>`, or `--<flag>` when it means
/// the same everywhere.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "",
        "AsistTR: kurumların kendi sunucusunda çalışan canlı destek.",
        "AsistTR: live support that an institution runs itself.",
    ),
    ("--data_dir", "Kalıcı her şeyin durduğu klasör", "The folder that holds everything that lasts"),
    (
        "--config",
        "Ayar dosyası (yoksa $ASISTTR_CONFIG ya da asisttr.toml)",
        "Settings file (else $ASISTTR_CONFIG or asisttr.toml)",
    ),
    ("--json", "Programlar için JSON yazar", "Prints JSON for programs"),
    ("--help", "Bu yardımı gösterir", "Shows this help"),
    ("--version", "Sürümü gösterir", "Shows the version"),
    ("heading commands", "Komutlar", "Commands"),
    ("heading options", "Seçenekler", "Options"),
    ("heading usage", "Kullanım", "Usage"),
    ("usage options", "[SEÇENEKLER]", "[OPTIONS]"),
    ("value ADDR:PORT", "ADRES:KAPI", "ADDR:PORT"),
    ("value COMMAND", "KOMUT", "COMMAND"),
    ("value DIR", "KLASÖR", "DIR"),
    ("value EMAIL", "E-POSTA", "EMAIL"),
    ("value FILE", "DOSYA", "FILE"),
    ("value HEX", "ONALTILIK", "HEX"),
    ("value MODEL", "MODEL", "MODEL"),
    ("value NAME", "AD", "NAME"),
    ("value NUMBER", "SAYI", "NUMBER"),
    ("value ROLE", "ROL", "ROLE"),
    ("value SLUG", "KISA-AD", "SLUG"),
    ("value URL", "KÖKEN", "URL"),
    ("serve", "Sunucuyu başlatır", "Starts the server"),
    (
        "serve --listen",
        "Dinlenecek adres ve kapı; kapı 0 ise sistem seçer",
        "Address and port to listen on; port 0 lets the system choose",
    ),
    (
        "serve --demo",
        "Denemek için uydurma bir üniversitenin verileriyle doldurur",
        "Fills in a made-up university's data to try",
    ),
    ("admin", "Kişiler", "People"),
    ("admin create", "Bir kişi ekler", "Adds a person"),
    ("admin create --email", "Giriş için e-posta adresi", "E-mail address to sign in with"),
    ("admin create --name", "Adı", "Their name"),
    (
        "admin create --role",
        "superadmin (yazılmazsa), admin ya da agent",
        "superadmin (when left out), admin or agent",
    ),
    (
        "admin create --site",
        "Sitenin kısa adı; tek site varsa gerekmez",
        "Slug of the site; not needed while there is only one",
    ),
    ("admin created", "Eklendi", "Added"),
    (
        "admin ask_password",
        "Parola (boş bırakırsanız program üretir): ",
        "Password (left empty, the program makes one): ",
    ),
    ("admin made_password", "Parola (bir daha gösterilmez)", "Password (never shown again)"),
    ("knowledge", "Bilgi tabanı", "The knowledge base"),
    (
        "knowledge import",
        "Dosyaları makale yapar: Markdown, metin, HTML, PDF, DOCX, CSV, zip",
        "Makes articles of files: Markdown, text, HTML, PDF, DOCX, CSV, zip",
    ),
    ("knowledge import --files", "İçe aktarılacak dosyalar", "Files to import"),
    (
        "knowledge import --site",
        "Sitenin kısa adı; tek site varsa gerekmez",
        "Slug of the site; not needed while there is only one",
    ),
    (
        "knowledge import --publish",
        "Yeni makaleleri hemen yayımlar; yazılmazsa taslak olurlar",
        "Publishes new articles at once; drafts when left out",
    ),
    (
        "knowledge import --internal",
        "Yeni makaleleri yalnızca masada gösterir",
        "Shows new articles on the desk only",
    ),
    (
        "knowledge import --split",
        "Belgenin her ana başlığını ayrı makale yapar",
        "Makes an article of each main heading of a document",
    ),
    ("knowledge import --category", "Yeni makalelerin kategorisi", "Category of new articles"),
    ("knowledge created", "yeni", "new"),
    ("knowledge updated", "güncellendi", "updated"),
    ("knowledge unchanged", "aynı kaldı", "unchanged"),
    ("knowledge failed", "alınamadı", "failed"),
    ("site", "Siteler", "Sites"),
    ("site create", "Bir site ekler", "Adds a site"),
    ("site create --name", "Kurumun adı", "The institution's name"),
    (
        "site create --slug",
        "Kısa ad: küçük harf, rakam, tire",
        "Short name: lower-case letters, digits, hyphens",
    ),
    (
        "site create --origins",
        "Widget'ı taşıyabilecek köken (yinelenebilir; hiç yoksa hepsi)",
        "Origin that may carry the widget (repeatable; none: any)",
    ),
    ("site list", "Siteleri listeler", "Lists the sites"),
    ("site created", "Site eklendi", "Site added"),
    ("site key", "genel anahtar", "public key"),
    ("site none", "Henüz site yok", "There are no sites yet"),
    ("audit", "Denetim izi", "The audit trail"),
    (
        "audit verify",
        "Denetim izinde değişmiş ya da eksik satır arar",
        "Looks for changed or missing rows of the audit trail",
    ),
    ("audit whole", "Denetim izi sağlam; satır sayısı", "The audit trail is whole; rows"),
    ("audit changed", "Denetim izi bozuk; değiştirilmiş satır", "The audit trail is broken; changed row"),
    ("audit missing", "Denetim izi bozuk; eksik satır", "The audit trail is broken; missing row"),
    ("search", "Arama", "Search"),
    (
        "search eval",
        "Yanıtı bilinen sorularla aramanın isabetini ölçer",
        "Measures the search with questions whose answers are known",
    ),
    (
        "search eval --file",
        "JSON: sorular ve isteğe bağlı olarak makaleler",
        "JSON: questions and, if you like, the articles",
    ),
    (
        "search eval --site",
        "Makaleler dosyada değilse hangi sitenin makaleleri",
        "Whose articles, when the file has none",
    ),
    (
        "search eval --set",
        "Dosyanın yalnızca bu bölümü (`set` alanına göre)",
        "Only this part of the file (by its `set` fields)",
    ),
    ("search site", "sitenin ayarı", "as the site"),
    ("search text", "sözcük", "words"),
    ("search vector", "anlam", "meaning"),
    ("search weighted", "ağırlıklı", "weighted"),
    ("search rrf", "sıralamalı", "by ranks"),
    ("search questions", "Soru", "Questions"),
    ("model", "Bu bilgisayarda çalışan dil modelleri", "Language models on this machine"),
    ("model list", "Kurulu ve önerilen modelleri listeler", "Lists installed and recommended models"),
    (
        "model pull",
        "Bir model indirir; yarım kalan indirme sürer",
        "Downloads a model; goes on with an unfinished one",
    ),
    (
        "model pull --model",
        "Listedeki adı ya da bir GGUF dosyasının adresi",
        "Its name in the list, or the address of a GGUF file",
    ),
    (
        "model pull --sha256",
        "Dosyanın SHA-256 değeri; tutmazsa dosya silinir",
        "The file's SHA-256; a file that is another is removed",
    ),
    ("model add", "Bu bilgisayardaki bir GGUF dosyasını ekler", "Adds a GGUF file of this machine"),
    ("model add --file", "Dosyanın yolu", "Path of the file"),
    ("model add --copy", "Bağlamak yerine kopyalar", "Copies it instead of linking"),
    (
        "model use",
        "Yanıtları (ya da aramayı) bu modele verir",
        "Has this model answer (or embed, for the search)",
    ),
    ("model use --model", "Kurulu modelin dosya adı", "File name of an installed model"),
    ("model remove", "Bir modeli kaldırır", "Removes a model"),
    ("model remove --model", "Kurulu modelin dosya adı", "File name of an installed model"),
    ("model bench", "Modelin hızını ölçer", "Measures how fast a model is"),
    (
        "model bench --model",
        "Kurulu modelin dosya adı ya da bir dosya; yazılmazsa seçili model",
        "File name of an installed model, or a file; when left out, the chosen one",
    ),
    (
        "model bench --tokens",
        "Yazdırılacak parça sayısı (yazılmazsa 64)",
        "Tokens to write (64 when left out)",
    ),
    ("model installed", "Kurulu", "Installed"),
    ("model none", "Kurulu model yok", "No model is installed"),
    ("model offered", "İndirilebilir", "Can be downloaded"),
    ("model chosen", "seçili", "chosen"),
    ("model memory", "bellek", "memory"),
    ("model too_large", "belleğe sığmıyor", "does not fit into the memory"),
    ("model turkish", "Türkçe", "Turkish"),
    ("model turkish good", "iyi", "good"),
    ("model turkish fair", "orta", "fair"),
    ("model turkish weak", "zayıf", "weak"),
    ("model answers", "yanıt", "answers"),
    ("model embeddings", "arama", "search"),
    ("model broken", "kullanılamıyor", "not usable"),
    ("model here", "Model burada", "The model is here"),
    ("model added", "Eklendi", "Added"),
    ("model removed", "Kaldırıldı", "Removed"),
    ("model used", "Artık bu model kullanılıyor", "This model is used from now on"),
    (
        "model unchecked",
        "Denetleme toplamı bilinmiyor; boyu ve başlığı denetlendi",
        "No checksum is known; checked by its length and head",
    ),
    ("model read", "okuma", "reading"),
    ("model write", "yazma", "writing"),
    ("model write four", "dört yanıt birden", "four answers at once"),
    ("model per_second", "parça/sn", "tokens/s"),
    ("model kernels", "çekirdekler", "kernels"),
    (
        "search missed",
        "İlk üçte bulunamayan (sıra: sitenin ayarı/sözcük/anlam)",
        "Not among the first three (rank: as the site/words/meaning)",
    ),
    (
        "search lost",
        "Sözcüklerle bulunup birleştirince ilk üçten düşen",
        "Found by words alone, lost when put together",
    ),
    ("ai", "Yapay zekâ asistanı", "The assistant"),
    (
        "ai eval",
        "Yanıtı bilinen ve yanıtı olmayan sorularla asistanı ölçer",
        "Measures the assistant with questions whose answers are known, and with such that have none",
    ),
    (
        "ai eval --file",
        "JSON: sorular ve isteğe bağlı olarak makaleler",
        "JSON: questions and, if you like, the articles",
    ),
    (
        "ai eval --site",
        "Makaleler dosyada değilse hangi sitenin makaleleri",
        "Whose articles, when the file has none",
    ),
    (
        "ai eval --set",
        "Dosyanın yalnızca bu bölümü (`set` alanına göre)",
        "Only this part of the file (by its `set` fields)",
    ),
    ("ai answerable", "Yanıtı olan soru", "Questions that have an answer"),
    ("ai unanswerable", "Yanıtı olmayan soru", "Questions that have none"),
    ("ai right_source", "doğru kaynaktan", "from the right source"),
    ("ai wrong_source", "yanlış kaynaktan", "from a wrong source"),
    ("ai answered_anyway", "yine de yanıtladı", "answered anyway"),
    ("ai said_no_rightly", "haklı olarak bilmediğini söyledi", "said no, rightly"),
    ("ai said_no_wrongly", "bildiği hâlde bilmediğini söyledi", "said no, wrongly"),
    ("ai trust", "Verilen yanıtlardan doğru kaynaklı", "Answers given that have the right source"),
    ("failed", "Olmadı", "Failed"),
    ("serve ready", "AsistTR çalışıyor", "AsistTR is running"),
    ("serve desk", "Temsilci masası", "The agents' desk"),
    ("serve demo_page", "Deneme sayfası", "Page to try the widget"),
    ("serve api", "API belgeleri", "API documents"),
    ("serve setup", "Kurulumu bitirmek için bu bağlantıyı açın", "Open this link to finish the set-up"),
    ("serve sign_in", "Deneme girişi", "Sign in to try"),
    ("serve password", "parola", "password"),
    ("serve stop", "Durdurmak için Ctrl+C", "Ctrl+C stops it"),
    ("mistake unknown", "Bilinmeyen seçenek ya da komut", "Unknown option or command"),
    ("mistake missing", "Eksik", "Missing"),
    ("mistake value", "Geçersiz değer", "Invalid value"),
    ("mistake other", "Komut satırı anlaşılamadı", "The command line cannot be understood"),
    ("mistake perhaps", "Şunu mu demek istediniz", "Did you mean"),
    ("mistake help", "Yardım için: asisttr --help", "For help: asisttr --help"),
];

/// The text of `key`; empty when there is none (a test forbids that).
pub(super) fn text(lang: Lang, key: &str) -> &'static str {
    WORDS.iter().find(|it| it.0 == key).map_or("", |(_, tr, en)| lang.pick(tr, en))
}

/// The text of `key`, else of `fallback`.
pub(super) fn text_or(lang: Lang, key: &str, fallback: &str) -> &'static str {
    match text(lang, key) {
        "" => text(lang, fallback),
        found => found,
    }
}

/// How a command's help is laid out.
pub(super) fn template(lang: Lang) -> String {
    format!("{{about}}\n\n{}: {{usage}}\n\n{{all-args}}", text(lang, "heading usage"))
}

/// What is wrong with a command line, in Turkish (in English clap says it itself).
pub(super) fn of_mistake(error: &clap::Error) -> String {
    let named = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (what, name) = match error.kind() {
        ErrorKind::UnknownArgument => ("mistake unknown", named(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => ("mistake unknown", named(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => ("mistake missing", named(ContextKind::InvalidArg)),
        ErrorKind::MissingSubcommand => ("mistake missing", named(ContextKind::ValidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (
            "mistake value",
            format!("{} {}", named(ContextKind::InvalidArg), named(ContextKind::InvalidValue)),
        ),
        _ => ("mistake other", String::new()),
    };
    let mut lines = vec![format!("{}: {name}", text(Lang::Tr, what)).trim_end_matches(": ").to_owned()];
    let perhaps = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .map(named)
        .find(|it| !it.is_empty());
    lines.extend(perhaps.map(|it| format!("{}: {it}", text(Lang::Tr, "mistake perhaps"))));
    lines.push(text(Lang::Tr, "mistake help").to_owned());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unworded(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        if command.get_about().is_none_or(|it| it.to_string().is_empty()) {
            found.push(path.to_owned());
        }
        for it in
            command.get_arguments().filter(|it| it.get_help().is_none_or(|it| it.to_string().is_empty()))
        {
            found.push(format!("{path} --{}", it.get_id()));
        }
        for it in command.get_arguments().filter(|it| it.get_action().takes_values()) {
            if it.get_value_names().is_none_or(|it| it.iter().any(|it| it.is_empty())) {
                found.push(format!("the value of {path} --{}", it.get_id()));
            }
        }
        for it in command.get_subcommands() {
            unworded(it, &format!("{path} {}", it.get_name()), found);
        }
    }

    #[test]
    fn every_command_and_flag_has_words_in_both_languages() {
        for lang in [Lang::Tr, Lang::En] {
            let mut found = Vec::new();
            unworded(&super::super::args::worded(lang), "", &mut found);
            assert_eq!(found, Vec::<String>::new());
        }
        assert!(WORDS.iter().all(|(key, tr, en)| key.is_empty() || (!tr.is_empty() && !en.is_empty())));
    }
}
