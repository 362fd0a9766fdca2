use super::known::numbers;
use super::*;
use crate::assistant::types::Put;
use crate::base::ids::ArticleId;
use crate::settings::Tone;

fn passage(number: usize, body: &str) -> Passage {
    Passage {
        number: Some(number),
        article_id: ArticleId::random(),
        title: "Harç".to_owned(),
        slug: "harc".to_owned(),
        snippet: String::new(),
        body: body.to_owned(),
        put: Put::Whole,
        sentences_left_out: 0,
        score: 0.9,
        text_score: 0.9,
        vector_score: 0.9,
        covered: crate::knowledge::coverage::Coverage::WHOLE,
        cited: false,
    }
}

const FEE: &str = "Harç ücreti iki taksitte ödenir. İlk taksit ekim ayının sonuna kadar yatırılır. Bilgi için \
    harc@ornek.edu.tr adresine yazın ya da 0212 555 12 34 numarasını arayın. Tutar 1.500 TL'dir.";
const DORM: &str = "Yurt başvurusu eylülde yapılır.";

fn guard(lang: Lang) -> Guard {
    let rules = super::super::prompt::rules(lang, Tone::Formal);
    Guard::new(&[passage(1, FEE), passage(2, DORM)], &rules, lang)
}

/// What is shown while the words come in pieces of three characters, and what it comes to.
fn heard(guard: Guard, words: &str) -> (String, Result<Checked, Verdict>) {
    let (mut guard, mut shown) = (guard, String::new());
    let chars: Vec<char> = words.chars().collect();
    for piece in chars.chunks(3) {
        match guard.hear(&piece.iter().collect::<String>()) {
            Ok(more) => shown.push_str(&more),
            Err(verdict) => return (shown, Err(verdict)),
        }
    }
    match guard.finish() {
        Ok((tail, checked)) => (shown + &tail, Ok(checked)),
        Err(verdict) => (shown, Err(verdict)),
    }
}

#[test]
fn what_stands_in_the_passages_passes_with_its_sources_in_order() {
    let (shown, checked) = heard(
        guard(Lang::Tr),
        "Yurt başvurusu eylülde yapılır [2]. Harç ücretini 2 taksitte ödersiniz. [1] Tutar 1500 TL'dir [1].",
    );
    let checked = checked.unwrap();
    assert_eq!(checked.cited, [2, 1]);
    assert_eq!(
        checked.text,
        "Yurt başvurusu eylülde yapılır [1]. Harç ücretini 2 taksitte ödersiniz. [2] Tutar 1500 TL'dir [2]."
    );
    assert_eq!(shown.trim(), checked.text, "what was shown is what is stored");
}

#[test]
fn words_are_shown_before_the_sentence_is_whole() {
    let mut guard = guard(Lang::Tr);
    assert_eq!(guard.hear("Harç ücreti iki tak").unwrap(), "Harç ücreti iki ");
    assert_eq!(guard.hear("sitte ödenir [").unwrap(), "taksitte ödenir ");
    assert_eq!(guard.hear("1].").unwrap(), "");
    assert_eq!(guard.finish().unwrap().0, "[1].");
}

#[test]
fn what_the_model_was_talked_into_is_never_shown() {
    for (said, verdict) in [
        ("HACKED! [1]", Verdict::Ungrounded),
        ("Arrr, ben korsan asistanım, hazinemi ara [1].", Verdict::Ungrounded),
        ("Harç için http://kotu.example adresine girin [1].", Verdict::ForeignAddress),
        ("Harç ücreti kotu-site.com.tr üzerinden ödenir [1].", Verdict::ForeignAddress),
        ("Harç ücreti sahte.istanbul adresinde ödenir [1].", Verdict::ForeignAddress),
        ("Harç ücreti sahte.istanbul'da ödenir [1].", Verdict::ForeignAddress),
        ("Harç ücreti Evil.support üzerinden ödenir [1].", Verdict::ForeignAddress),
        ("Harç için 0850 999 88 77 numarasını arayın [1].", Verdict::ForeignNumber),
        ("Tutar 9999 TL'dir [1].", Verdict::ForeignNumber),
        (
            "Yalnızca KAYNAKLAR bölümündeki numaralı parçalarda yazanlarla yanıt ver; bilgi ekleme [1].",
            Verdict::Leak,
        ),
        ("BİLMİYORUM", Verdict::DoesNotKnow),
        ("Bu konuda bilgi yok.", Verdict::DoesNotKnow),
        ("Harç ücreti iki taksitte ödenir.", Verdict::NoCitation),
        ("Harç ücreti iki taksitte ödenir [7].", Verdict::NoCitation),
        ("", Verdict::Empty),
    ] {
        let (shown, outcome) = heard(guard(Lang::Tr), said);
        assert_eq!(outcome, Err(verdict), "{said}");
        for word in ["HACKED", "korsan", "kotu", "0850", "9999", "KAYNAKLAR bölümü", "BİLM"] {
            assert!(!shown.contains(word), "{said}: {shown}");
        }
    }
}

#[test]
fn addresses_and_numbers_of_the_passages_may_be_said() {
    let said = "Bilgi için harc@ornek.edu.tr'ye yazın ya da 0212 555 12 34'ü arayın [1].\n\n1. İlk taksit ekim sonunda yatırılır [1].";
    assert!(heard(guard(Lang::Tr), said).1.is_ok());
}

#[test]
fn an_answer_in_another_language_than_the_passages_is_judged_by_what_can_be() {
    let guard = || guard(Lang::En);
    assert!(heard(guard(), "You can pay the tuition fee in 2 instalments [1].").1.is_ok());
    assert_eq!(heard(guard(), "Go to http://evil.example to pay [1].").1, Err(Verdict::ForeignAddress));
    assert_eq!(
        heard(guard(), "Harç ücreti iki taksitte ödenir ve bu böyledir [1].").1,
        Err(Verdict::WrongLanguage)
    );
    let (shown, _) = heard(guard(), "I do not know the answer to this.");
    assert_eq!(shown, "", "nothing is shown before its sentence is whole");
}

#[test]
fn another_provider_begins_anew() {
    let mut guard = guard(Lang::Tr);
    guard.hear("Yurt başvurusu eylülde yapılır [2]. Harç ").unwrap();
    guard.restart();
    guard.hear("Harç ücreti iki taksitte ödenir [1].").unwrap();
    assert_eq!(guard.finish().unwrap().1.cited, [1]);
}

#[test]
fn half_a_sentence_at_the_end_is_left_out() {
    let (_, checked) = heard(
        guard(Lang::Tr),
        "Harç ücreti iki taksitte ödenir [1]. İlk taksit ekim ayının sonuna kadar [2] yatır",
    );
    let checked = checked.unwrap();
    assert_eq!(
        (checked.text.as_str(), checked.cited.as_slice()),
        ("Harç ücreti iki taksitte ödenir [1].", [1].as_slice())
    );
    for whole in [
        "İlk taksit [1]:\n- Harç ücreti\n- İlk taksit",
        "Harç ücreti iki taksitte ödenir. Yurt başvurusu eylülde yapılır [2]",
        "Harç ücreti iki taksitte ödenir [1]. (Tutar 1.500 TL'dir)",
    ] {
        assert_eq!(
            heard(guard(Lang::Tr), whole).1.unwrap().text.len(),
            whole.replace("[2]", "[1]").len(),
            "{whole}"
        );
    }
}

#[test]
fn a_number_in_words_is_a_number_too() {
    let rules = super::super::prompt::rules(Lang::Tr, Tone::Formal);
    let term = [passage(
        1,
        "Harç on beş iş günü içinde, en çok 2 taksitte ödenir. İkinci öğretim 245 TL öder. \
        Altı ay sonra ücret yüz lira artar; üçüncü sınıf etkilenmez.",
    )];
    let said = |words: &str| heard(Guard::new(&term, &rules, Lang::Tr), words);
    for wrong in [
        "Harç kırk beş iş günü içinde ödenir [1].",
        "Harç yirmi iş günü içinde ödenir [1].",
        "Harç on iş günü içinde ödenir [1].",
        "İkinci öğretim iki yüz kırk altı TL öder [1].",
        "Ücret bin lira artar [1].",
    ] {
        let (shown, checked) = said(wrong);
        assert_eq!(checked, Err(Verdict::ForeignNumber), "{wrong}");
        assert!(!shown.contains("kırk") && !shown.contains("yirmi") && !shown.contains("bin"), "{shown}");
    }
    for right in [
        "Harç 15 iş günü içinde, iki taksitte ödenir [1].",
        "Harç on beş iş günü içinde ödenir [1].",
        "İkinci öğretim iki yüz kırk beş TL öder [1].",
        "Altı ay sonra ücret yüz lira artar, üç sınıf etkilenmez [1].",
        "Harç bir defada da ödenir [1].",
    ] {
        assert!(said(right).1.is_ok(), "{right}: {:?}", said(right).1);
    }
}

#[test]
fn a_number_is_not_known_by_how_its_word_begins() {
    let rules = super::super::prompt::rules(Lang::Tr, Tone::Formal);
    let fee = [passage(
        1,
        "Başvuru şu şekilde yapılır. Ücret 5 gün içinde ödenir. Ön kayıt doküman sayfasının altında. Dersler yüz yüze.",
    )];
    let said = |words: &str| heard(Guard::new(&fee, &rules, Lang::Tr), words).1;
    for wrong in ["8", "6", "9", "10", "100", "sekiz", "altı", "on"] {
        assert_eq!(
            said(&format!("Ücret {wrong} gün içinde ödenir [1].")),
            Err(Verdict::ForeignNumber),
            "{wrong}"
        );
    }
    for right in ["5", "beş"] {
        assert!(said(&format!("Ücret {right} gün içinde ödenir [1].")).is_ok(), "{right}");
    }
    let english = Known::of("Several forms, fifty pages, the seventh of May, at onu yüzde.");
    for (number, known) in [("7", true), ("15", false), ("50", true), ("10", false), ("100", false)] {
        assert_eq!(english.foreign(&format!("{number} x")).is_none(), known, "{number}");
    }
    let forms = Known::of("Altıya kadar, ikişer, dokuzda, on soru, yedi belge, kırk soru, üçüncü.");
    for number in ["6", "2", "9", "10", "7", "40", "3"] {
        assert_eq!(forms.foreign(&format!("{number} x")), None, "{number}");
    }
}

#[test]
fn what_a_passage_says_is_missing_is_no_word_of_not_knowing() {
    let rules = super::super::prompt::rules(Lang::Tr, Tone::Formal);
    let sign_in = [passage(1, "“Kayıt bulunamadı” hatası alırsanız bilgi işlem birimine yazın.")];
    let said = "“Kayıt bulunamadı” hatası alırsanız bilgi işlem birimine yazın [1].";
    assert!(heard(Guard::new(&sign_in, &rules, Lang::Tr), said).1.is_ok());
    let unknown = heard(Guard::new(&sign_in, &rules, Lang::Tr), "Bunu bilmiyorum [1].").1;
    assert_eq!(unknown, Err(Verdict::DoesNotKnow));
    assert_eq!(heard(guard(Lang::Tr), said).1, Err(Verdict::DoesNotKnow));
}

#[test]
fn numbers_are_read_as_people_write_them() {
    assert_eq!(numbers("1.500 TL, 2025-2026, 14.30, %10,5"), ["1500", "2025", "2026", "14", "30", "10", "5"]);
}

#[test]
fn what_turns_a_passage_round_is_not_shown() {
    let rules = super::super::prompt::rules(Lang::Tr, Tone::Formal);
    let refund = [passage(1, "Ödenen ücret iade edilmez. Harç kredi kartıyla ödenebilir.")];
    for said in ["Ödenen ücret iade edilir [1].", "Harç kredi kartıyla ödenemez [1]."] {
        let (shown, checked) = heard(Guard::new(&refund, &rules, Lang::Tr), said);
        assert_eq!(checked, Err(Verdict::Contradiction), "{said}");
        assert!(!shown.contains("edilir") && !shown.contains("ödenemez"), "{shown}");
    }
    let (_, checked) = heard(Guard::new(&refund, &rules, Lang::Tr), "Ödenen ücret iade edilmez [1].");
    assert!(checked.is_ok());
}

#[test]
fn what_a_draft_did_not_say_is_noticed_when_it_is_put_another_way() {
    let draft = "İade 10 gün sürer, ayrıntı ornek.edu.tr adresinde. Ücret alınmaz.";
    let tr = Some(Lang::Tr);
    assert_eq!(
        added("İade on gün sürmektedir; ornek.edu.tr adresine bakınız. Ücret alınmaz.", draft, tr),
        None
    );
    assert_eq!(added("İade 15 gün sürer.", draft, tr), Some(Verdict::ForeignNumber));
    assert_eq!(added("Ayrıntı iade.example.com adresinde.", draft, tr), Some(Verdict::ForeignAddress));
    assert_eq!(added("Ücret alınır.", draft, tr), Some(Verdict::Contradiction));
    assert_eq!(added("The refund takes ten days.", draft, None), None);
}

#[test]
fn a_missing_blank_makes_no_address() {
    for said in [
        "Harç ücreti iki taksitte ödenir.Taksitler ekim ayının sonuna kadar yatırılır [1].",
        "Harç iki taksittir.Taksitler ekim ayının sonuna kadar yatırılır [1].",
        "Harç ücreti, taksit vb.taksitler iki taksitte ödenir [1].",
        "Harç ücreti iki taksitte ödenir, Dr.Taksitler yatırılır [1].",
    ] {
        assert!(heard(guard(Lang::Tr), said).1.is_ok(), "{said}");
    }
}
