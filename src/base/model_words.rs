//! The words of codes that language models and their providers have: what `words.rs` is for everything else.

/// `(code, Turkish, English)`, sorted by code.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
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
        "ai_budget_spent",
        "Sitenin yapay zekâ bütçesi doldu; ücretli bir sağlayıcı şimdi denenemez. Bütçeyi artırın ya da yeni dönemi bekleyin.",
        "The site's budget for AI is spent; a paid provider cannot be tried now. Raise the budget, or wait for the next period.",
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
    (
        "checksum_invalid",
        "SHA-256 değeri 64 onaltılık basamaktan oluşur.",
        "A SHA-256 has 64 hexadecimal digits.",
    ),
    (
        "conversation_not_closed",
        "Makale yalnızca çözülüp kapatılmış bir sohbetten çıkarılır; önce sohbeti kapatın.",
        "Articles are drafted from solved conversations only; close the conversation first.",
    ),
    (
        "conversation_without_reply",
        "Bu sohbette temsilcinin makaleye girecek bir yanıtı yok.",
        "No agent said anything in this conversation that an article could be made of.",
    ),
    (
        "download_checksum",
        "Gelen dosyanın SHA-256 değeri tutmadı; dosya silindi. Yeniden deneyin; yine olursa adresteki dosya başka bir dosyadır.",
        "The SHA-256 of what came is wrong; the file was deleted. Try again; if it happens again, the file at the address is another one.",
    ),
    (
        "download_connection",
        "Bağlantı kurulamadı ya da sürekli koptu. Bu sunucunun o adrese erişebildiğini denetleyin, sonra sürdürün; gelen kısım duruyor.",
        "The connection failed, or broke off again and again. Check that this server can reach the address, then go on; what has come is kept.",
    ),
    (
        "download_forbidden",
        "Sunucu dosyayı izinsiz vermiyor: modelin sayfasında giriş yapmak ya da lisansı kabul etmek gerekiyor olabilir. Dosyayı kendiniz indirip yoluyla ekleyin.",
        "The server does not give the file without permission: its page may ask to sign in or to accept the licence. Fetch the file yourself and add it by its path.",
    ),
    (
        "download_gone",
        "Bu adreste böyle bir dosya yok; taşınmış olabilir. Dosyanın yeni adresini “Dosya yolu ya da adres” alanına yazın ya da bir ayna adresi verin.",
        "There is no such file at this address; it may have moved. Give its new address as a file or address, or set a mirror.",
    ),
    (
        "download_no_room",
        "Diskte yer yok. Yer açıp yeniden deneyin.",
        "There is no room on the disk. Make room and try again.",
    ),
    (
        "download_refused",
        "Sunucu dosyayı vermedi. Biraz sonra yeniden deneyin ya da başka bir adres verin.",
        "The server did not give the file. Try again later, or give another address.",
    ),
    ("download_running", "Bu model zaten indiriliyor.", "This model is being downloaded already."),
    ("download_stopped", "İndirme durduruldu.", "The download was stopped."),
    (
        "download_storage",
        "Dosya diske yazılamadı. Veri klasörünün yazılabilir olduğunu denetleyin.",
        "The file could not be written to the disk. Check that the data folder can be written to.",
    ),
    (
        "download_too_long",
        "Dosya beklenmedik biçimde büyük; indirme durduruldu. Adresi denetleyin.",
        "The file is unexpectedly large; the download was stopped. Check the address.",
    ),
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
    (
        "not_a_model",
        "Bu dosya kullanılabilir bir GGUF modeli değil.",
        "This file is not a usable GGUF model.",
    ),
    (
        "question_without_reply",
        "Bu soruyu çözülmüş hiçbir sohbette bir temsilci yanıtlamamış; makaleyi kendiniz yazabilirsiniz.",
        "No agent has answered this question in a solved conversation; you can write the article yourself.",
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
    (
        "words_unfaithful",
        "Dil modeli metinde olmayan bir sayı, adres ya da karşıt bir söz ekledi; metniniz olduğu gibi kaldı.",
        "The language model added a number, an address or a contradiction that nobody wrote; your text stays as it was.",
    ),
];
