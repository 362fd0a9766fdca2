//! The words of the knowledge base's codes, and of why an import failed: what `words.rs` is for everything else.

/// `(code, Turkish, English)`, sorted by code.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("article_not_found", "Makale bulunamadı.", "The article was not found."),
    (
        "article_not_yours",
        "Yalnızca kendi makalelerinizi değiştirebilirsiniz.",
        "You can change only articles of your own.",
    ),
    (
        "image_needed",
        "Bu dosya bir resim değil. PNG, JPEG, GIF ya da WebP yükleyin.",
        "This file is no image. Upload a PNG, JPEG, GIF or WebP.",
    ),
    (
        "import_address_invalid",
        "Adres okunamadı. https:// ile başlayan tam bir adres yazın.",
        "The address is unreadable. Type a complete one that begins with https://.",
    ),
    (
        "import_address_private",
        "Bu adres kurum ağının içinde; sunucu ayarları ona gidilmesine izin vermiyor.",
        "This address is inside the network, and the server's settings do not allow asking it.",
    ),
    (
        "import_archive_empty",
        "Zip dosyasında okunacak bir şey yok.",
        "There is nothing to read in the zip file.",
    ),
    (
        "import_archive_nested",
        "Zip içinde zip açılmaz; içindekileri tek zip yapın.",
        "A zip file within a zip file is not opened; put everything into one.",
    ),
    (
        "import_archive_too_large",
        "Zip açılınca çok büyük oluyor; küçük parçalara bölün.",
        "Unpacked, the zip file is too large; part it into smaller ones.",
    ),
    (
        "import_archive_too_many",
        "Zip’te en fazla 2.000 dosya olabilir.",
        "A zip file can have up to 2,000 files.",
    ),
    (
        "import_archive_unreadable",
        "Zip dosyası bozuk ya da parolalı.",
        "The zip file is damaged or has a password.",
    ),
    (
        "import_broken",
        "Beklenmeyen bir hata oldu; yeniden deneyin. Ayrıntısı sunucunun günlüğünde.",
        "Something unexpected went wrong; try again. The server's log has the details.",
    ),
    ("import_document_empty", "Belgede metin yok.", "There is no text in the document."),
    (
        "import_docx_unreadable",
        "Word belgesi bozuk; Word’de açıp yeniden kaydedin.",
        "The Word document is damaged; open it in Word and save it again.",
    ),
    ("import_empty", "Dosya boş.", "The file is empty."),
    (
        "import_interrupted",
        "Sunucu bu aktarma sürerken birkaç kez durdu. Alınanlar duruyor; yeniden başlatabilirsiniz.",
        "The server stopped several times while this import was under way. What was taken is there; you can begin again.",
    ),
    (
        "import_name_unknown",
        "Böyle bir site bulunamadı; adresi denetleyin.",
        "There is no such site; check the address.",
    ),
    (
        "import_no_sitemap",
        "Bu adreste okunabilir bir site haritası yok.",
        "There is no readable sitemap at this address.",
    ),
    (
        "import_not_yours",
        "Yalnızca kendi başlattığınız aktarmaları durdurabilirsiniz.",
        "You can end only imports that you began.",
    ),
    ("import_over", "Bu aktarma sona erdi.", "This import has ended."),
    ("import_page_closed", "Sayfa giriş istiyor ya da kapalı.", "The page asks for a sign-in or is closed."),
    ("import_page_failed", "Site bu sayfayı veremedi.", "The site could not give this page."),
    ("import_page_missing", "Sayfa yok.", "There is no such page."),
    (
        "import_page_same",
        "Sayfa, asıl adresi olarak daha önce alınan bir sayfayı gösteriyor.",
        "The page names one that was taken before as its own address.",
    ),
    ("import_page_slow", "Sayfa zamanında gelmedi.", "The page did not come in time."),
    ("import_page_type", "Bu adres bir sayfa ya da belge değil.", "This address is no page or document."),
    ("import_page_unreachable", "Siteye ulaşılamadı.", "The site could not be reached."),
    (
        "import_page_unwanted",
        "Sayfa, kopyalanmak istemediğini söylüyor (noindex).",
        "The page says that it is not to be kept (noindex).",
    ),
    (
        "import_pages",
        "Sayfa sayısı 1 ile {limit} arasında olabilir.",
        "The number of pages can be 1 to {limit}.",
    ),
    (
        "import_pdf_encrypted",
        "PDF parolalı; parolasını kaldırıp yeniden yükleyin.",
        "The PDF has a password; remove it and upload it again.",
    ),
    ("import_pdf_page", "PDF’in bu sayfası okunamadı.", "This page of the PDF could not be read."),
    (
        "import_pdf_too_long",
        "PDF 1.000 sayfadan uzun; bölüp yükleyin.",
        "The PDF has more than 1,000 pages; part it.",
    ),
    ("import_pdf_unreadable", "PDF bozuk ya da okunamıyor.", "The PDF is damaged or unreadable."),
    (
        "import_pdf_without_text",
        "PDF’te metin yok; taranmış resimlerden oluşuyor olabilir.",
        "There is no text in the PDF; it may consist of scanned pictures.",
    ),
    (
        "import_reader_failed",
        "Dosya okunurken okuyucu durdu; dosya bozuk olabilir.",
        "The reader stopped at this file; it may be damaged.",
    ),
    (
        "import_reader_too_slow",
        "Dosya okunması çok uzun sürdüğü için bırakıldı.",
        "Reading the file took too long and was given up.",
    ),
    ("import_redirect_elsewhere", "Sayfa başka bir siteye yönlendiriyor.", "The page leads to another site."),
    (
        "import_redirect_loop",
        "Sayfa kendine yönlendirip duruyor.",
        "The page leads to itself, over and over.",
    ),
    (
        "import_robots",
        "Sitenin robots.txt dosyası buna izin vermiyor.",
        "The site's robots.txt does not allow it.",
    ),
    ("import_row_incomplete", "Satırda soru ya da yanıt eksik.", "The row has no question or no answer."),
    (
        "import_table_columns",
        "Soru ve yanıt sütunları bulunamadı. İlk satıra “Soru” ve “Yanıt” yazın.",
        "The columns of questions and answers were not found. Write “Question” and “Answer” into the first row.",
    ),
    (
        "import_table_rows",
        "Tabloda en çok 10.000 satır okunur; bu satır ve sonrakiler alınmadı.",
        "At most 10,000 rows of a table are read; this row and those after it were left out.",
    ),
    ("import_table_unreadable", "Tablonun bu satırı okunamadı.", "This row of the table is unreadable."),
    (
        "import_text_unreadable",
        "Metin okunamadı; UTF-8 olarak kaydedip yeniden deneyin.",
        "The text is unreadable; save it as UTF-8 and try again.",
    ),
    (
        "import_too_deep",
        "Sayfanın yapısı okunamayacak kadar iç içe.",
        "The page's structure is nested too deeply to be read.",
    ),
    ("import_too_large", "Dosya en fazla 25 MB olabilir.", "Files can be up to 25 MB."),
    (
        "import_type_mismatch",
        "Dosyanın içi adındaki uzantıyla uyuşmuyor.",
        "The content of the file is not what its ending says.",
    ),
    (
        "import_type_unknown",
        "Bu dosya türü okunamıyor. Markdown, metin, HTML, PDF, DOCX, CSV ya da zip yükleyin.",
        "This kind of file cannot be read. Upload Markdown, text, HTML, PDF, DOCX, CSV or zip.",
    ),
    ("import_unopened", "Dosya açılamadı.", "The file could not be opened."),
    (
        "imports_too_many",
        "Bu sitede süren 10 aktarma var; bitmelerini bekleyin.",
        "This site has 10 imports under way; wait for them to end.",
    ),
    (
        "key_length",
        "Anahtar 1 ile {limit} karakter arasında olmalı.",
        "The key must have 1 to {limit} characters.",
    ),
    (
        "query_too_long",
        "Arama metni en fazla {limit} karakter olabilir.",
        "The search text has at most {limit} characters.",
    ),
    ("question_taken", "Bu soru listede zaten var.", "This question is in the list already."),
    (
        "questions_too_many",
        "Bir sitede en fazla 500 sınama sorusu olabilir.",
        "A site can have up to 500 test questions.",
    ),
    ("slug_taken", "Bu kısa ad kullanılıyor.", "This short name is in use."),
    ("twice_in_request", "Bu makale istekte daha önce geçti.", "This article came before in the request."),
];
