use super::*;
use proptest::prelude::*;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const WHOLE: How = How { split: Split::Whole, address: None };

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w='w' xmlns:r='r'><w:body>{body}</w:body></w:document>");
    let styles = "<w:styles xmlns:w='w'><w:style w:styleId='Balk1'><w:name w:val='heading 1'/></w:style>\
        <w:style w:styleId='Balk2'><w:name w:val='heading 2'/></w:style></w:styles>";
    let numbering = "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'>\
        <w:numFmt w:val='decimal'/></w:lvl></w:abstractNum><w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num></w:numbering>";
    let links = "<Relationships><Relationship Id='r1' Target='https://ornek.edu.tr/a b'/></Relationships>";
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("word/numbering.xml", numbering.as_bytes()),
        ("word/_rels/document.xml.rels", links.as_bytes()),
        ("word/vbaProject.bin", b"macros"),
    ])
}

#[track_caller]
fn only(name: &str, bytes: &[u8]) -> Draft {
    let mut converted = read(name, bytes, &WHOLE);
    assert_eq!((converted.drafts.len(), &converted.failures), (1, &Vec::new()));
    converted.drafts.remove(0)
}

#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    let converted = read(name, bytes, &WHOLE);
    assert_eq!(converted.drafts, Vec::new());
    converted.failures.into_iter().next().unwrap().code
}

#[test]
fn markdown_brings_its_title_and_tags_along() {
    let text = "---\ntitle: \"Kayıt dondurma\"\ntags: [kayıt, izin]\n---\n# Başka\nMetin ![plan](kat/plan.png) var.\n";
    let draft = only("a.md", text.as_bytes());
    assert_eq!((draft.title.as_str(), draft.tags.len()), ("Kayıt dondurma", 2));
    assert_eq!(draft.body, "Metin ![plan](import-image:0) var.");
    assert_eq!(draft.images[0].source, "kat/plan.png");
    assert_eq!(only("b.md", b"# Ba\xc5\x9fl\xc4\xb1k\n\nMetin.").title, "Başlık");
    assert_eq!(only("yaz_okulu.md", b"Metin.").title, "yaz okulu");
}

#[test]
fn text_is_read_in_the_encodings_of_turkish_machines() {
    let (old, _, _) = encoding_rs::WINDOWS_1254.encode("Ücret iadesi\n\nİade on gün sürer. Şubat, ğ.");
    assert_eq!(only("a.txt", &old).body, "İade on gün sürer. Şubat, ğ.");
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("Işık".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(only("a.txt", &wide).body, "Işık");
    assert_eq!(refused("a.txt", b"a\0b"), "import_text_unreadable");
}

#[test]
fn a_page_keeps_its_main_part_only() {
    let html =
        "<html><head><title>Harç | Üniversite</title><script>kötü()</script></head><body><nav>Ana sayfa</nav>
        <main><h1>Harç ücreti</h1><p>Harç <b>dönem</b> başında <a href='/yatir?a=1#x'>yatırılır</a>.</p>
        <table><tr><td>Bölüm</td><td>Ücret</td></tr><tr><td>Tıp</td><td>900</td></tr></table>
        <ul><li>Bir</li></ul><img src='/plan.png' alt='Plan'><a href='javascript:kötü()'>tıkla</a></main>
        <footer>Künye</footer></body></html>";
    let how = How { address: Some("https://ornek.edu.tr/harc".to_owned()), ..WHOLE };
    let converted = read("harc.html", html.as_bytes(), &how);
    let draft = &converted.drafts[0];
    assert_eq!((draft.title.as_str(), draft.key.as_str()), ("Harç ücreti", "https://ornek.edu.tr/harc"));
    assert!(
        draft.body.starts_with("Harç **dönem** başında [yatırılır](https://ornek.edu.tr/yatir?a=1#x)."),
        "{}",
        draft.body
    );
    for gone in ["kötü", "Ana sayfa", "Künye", "Harç ücreti", "javascript"] {
        assert!(!draft.body.contains(gone), "{gone} in {}", draft.body);
    }
    assert!(draft.body.contains("| Bölüm | Ücret |") && draft.body.contains("- Bir"), "{}", draft.body);
    assert_eq!(draft.images[0].source, "https://ornek.edu.tr/plan.png");
    assert_eq!(converted.links, ["https://ornek.edu.tr/yatir?a=1"]);
}

#[test]
fn a_pdf_keeps_its_turkish_letters_and_headings() {
    let draft = only("yonerge.pdf", include_bytes!("../../../tests/data/yonerge.pdf"));
    assert_eq!(draft.title, "Öğrenci İşleri Yönergesi");
    for part in [
        "## Kayıt dondurma",
        "## Yaz okulu ücreti",
        "İğdır, Şırnak ve Çanakkale yerleşkelerinde",
        "dördüncü haftasının son iş günü mesai bitimine kadar yapılır.",
        "- Dilekçe ve gerekçeyi gösteren belge\n- Harç borcu",
    ] {
        assert!(draft.body.contains(part), "{part} in\n{}", draft.body);
    }
}

#[test]
fn a_word_document_keeps_headings_lists_tables_and_marks() {
    let paragraph = |style: &str, more: &str, text: &str| {
        format!(
            "<w:p><w:pPr>{style}</w:pPr><w:r><w:rPr>{more}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"
        )
    };
    let item = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='2'/></w:numPr>";
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph("", "", text));
    let body = [
        paragraph("<w:pStyle w:val='Balk1'/>", "", "Staj &amp; uygulama"),
        paragraph("<w:pStyle w:val='Balk2'/>", "", "Başvuru"),
        paragraph("", "<w:b/>", "Önemli: "),
        "<w:p><w:hyperlink r:id='r1'><w:r><w:t>form</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>eski</w:delText></w:r></w:del></w:p>".to_owned(),
        paragraph(item, "", "Formu doldurun"),
        paragraph(item, "", "Teslim edin"),
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>", cell("Gün"), cell("Saat"), cell("Salı"), cell("10|12")),
    ];
    let draft = only("staj.docx", &docx(&body.concat()));
    assert_eq!(draft.title, "Staj & uygulama");
    assert_eq!(
        draft.body,
        "## Başvuru\n\n**Önemli:**\n\n[form](https://ornek.edu.tr/a%20b)\n\n1. Formu doldurun\n1. Teslim edin\n\n\
         | Gün | Saat |\n| --- | --- |\n| Salı | 10\\|12 |"
    );
}

#[test]
fn a_table_of_questions_is_read_in_both_ways_of_writing_it() {
    let table = "Soru;Yanıt;Etiketler;Kategori\n\"Yurt; ne zaman?\";Eylülde.;yurt|barınma;Barınma\nYarım;;\n";
    let (old, _, _) = encoding_rs::WINDOWS_1254.encode(table);
    let converted = read("sss.csv", &old, &WHOLE);
    let draft = &converted.drafts[0];
    assert_eq!((draft.title.as_str(), draft.body.as_str()), ("Yurt; ne zaman?", "Eylülde."));
    assert_eq!((draft.tags.len(), draft.category.as_deref()), (2, Some("Barınma")));
    assert_eq!(draft.key, "sss.csv#barinma/yurt-ne-zaman");
    assert_eq!(
        converted.failures[0],
        Failure { source: "sss.csv:3".to_owned(), code: "import_row_incomplete".to_owned() }
    );
    let english = read("faq.csv", b"id,question,answer\n7,When?,Now.\n", &WHOLE);
    assert_eq!(english.drafts[0].key, "faq.csv#7");
    assert_eq!(read("iki.csv", "Ne?,Bu.\n".as_bytes(), &WHOLE).drafts.len(), 1);
    assert_eq!(refused("a.csv", b"x,y,z\n1,2,3\n"), "import_table_columns");
}

#[test]
fn one_question_in_two_categories_is_two() {
    let converted = read(
        "sss.csv",
        "Soru;Yanıt;Bölüm\nKaç TL?;10;Yurt\nKaç TL?;20;Yemek\nKaç TL?;5;\n".as_bytes(),
        &WHOLE,
    );
    let keys: Vec<&str> = converted.drafts.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["sss.csv#yurt/kac-tl", "sss.csv#yemek/kac-tl", "sss.csv#kac-tl"]);
}

#[test]
fn the_first_row_beyond_the_last_is_named() {
    let table = format!("id,question,answer\n{}", "7,When?,Now.\n".repeat(10_001));
    let converted = read("faq.csv", table.as_bytes(), &WHOLE);
    assert_eq!(converted.drafts.len(), 10_000);
    let left_out = Failure { source: "faq.csv:10002".to_owned(), code: "import_table_rows".to_owned() };
    assert_eq!(converted.failures, [left_out]);
}

#[test]
fn an_archive_gives_its_texts_with_their_images() {
    let archive = zipped(&[
        ("sss/a.md", b"# A\n\n![](../img/p.png) metin"),
        ("img/p.png", b"resim"),
        ("__MACOSX/x", b"x"),
        ("b.exe", b"MZ"),
        ("c.zip", &zipped(&[("d.txt", b"d")])),
    ]);
    let converted = read("hepsi.zip", &archive, &WHOLE);
    assert_eq!(converted.drafts.len(), 1);
    assert_eq!(
        (converted.drafts[0].key.as_str(), converted.drafts[0].images[0].bytes.as_slice()),
        ("hepsi.zip/sss/a.md", b"resim".as_slice())
    );
    let codes: Vec<_> = converted.failures.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["import_type_unknown", "import_archive_nested"]);
}

#[test]
fn a_document_is_split_at_its_headings() {
    let text = "# El kitabı\n\nGiriş.\n\n## Kayıt\n\nBir.\n\n### Ara\n\nİki ![](a.png).\n\n## Harç\n\nÜç ![](b.png).\n";
    let how = How { split: Split::Headings, address: None };
    let drafts = read("kitap.md", text.as_bytes(), &how).drafts;
    let shown: Vec<_> = drafts.iter().map(|it| (it.title.as_str(), it.key.as_str())).collect();
    assert_eq!(shown, [("El kitabı", "kitap.md"), ("Kayıt", "kitap.md#kayit"), ("Harç", "kitap.md#harc")]);
    assert_eq!(drafts[2].body, "Üç ![](import-image:0).");
    assert_eq!(drafts[2].images[0].source, "b.png");
    let long = read("uzun.txt", "kelime ".repeat(40_000).as_bytes(), &WHOLE).drafts;
    assert_eq!((long.len(), long[1].title.as_str()), (3, "uzun (2)"));
}

#[test]
fn hostile_files_are_refused_with_their_reason() {
    let bomb = zipped(&[("a.txt", &vec![b'a'; 30 * 1024 * 1024])]);
    assert!(bomb.len() < 100_000);
    assert_eq!(refused("a.zip", &bomb), "import_archive_too_large");
    let many: Vec<(String, &[u8])> = (0..2_100).map(|it| (format!("{it}.txt"), b"x".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|it| (it.0.as_str(), it.1)).collect();
    assert_eq!(refused("a.zip", &zipped(&many)), "import_archive_too_many");
    let laughs =
        "<!DOCTYPE w:document [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><w:document><w:body/></w:document>";
    let word = zipped(&[("word/document.xml", laughs.as_bytes())]);
    assert_eq!(refused("a.docx", &word), "import_docx_unreadable");
    let pdf = include_bytes!("../../../tests/data/yonerge.pdf");
    assert_eq!(refused("a.pdf", &pdf[..pdf.len() / 2]), "import_pdf_unreadable");
    assert_eq!(refused("a.txt", pdf), "import_type_mismatch");
    assert_eq!(refused("a.pdf", b"metin"), "import_type_mismatch");
    assert_eq!(refused("a.md", b""), "import_empty");
    assert_eq!(refused("a.xlsx", b"PK\x03\x04"), "import_type_unknown");
    assert_eq!(refused("a.html", "<div>".repeat(5_000).as_bytes()), "import_too_deep");
    assert_eq!(refused("a.html", b"<body><script>x</script></body>"), "import_document_empty");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), text in "[<>/a-zş&;#|*!\\[\\]() \n\"-]{0,300}") {
        for name in ["a.md", "a.txt", "a.html", "a.csv", "a.pdf", "a.docx", "a.zip"] {
            let _ = read(name, &bytes, &WHOLE);
            let _ = read(name, text.as_bytes(), &How { split: Split::Headings, address: Some("https://a.b/c".to_owned()) });
        }
        let _ = read("a.docx", &docx(&text), &WHOLE);
    }

    #[test]
    fn a_damaged_file_is_no_panic(place in 0_usize..29_000, byte in any::<u8>(), cut in 0_usize..29_000) {
        let mut pdf = include_bytes!("../../../tests/data/yonerge.pdf").to_vec();
        pdf[place] = byte;
        let _ = read("a.pdf", &pdf, &WHOLE);
        let _ = read("a.pdf", &pdf[..cut.max(8)], &WHOLE);
        let mut word = docx("<w:p><w:r><w:t>metin</w:t></w:r></w:p>");
        let at = place % word.len();
        word[at] = byte;
        let _ = read("a.docx", &word, &WHOLE);
    }
}
