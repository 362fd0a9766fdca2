//! Answers of every kind, right and wrong.
use super::*;
use crate::fields::types::Choice;
use crate::settings::Worded;
use proptest::prelude::*;
use serde_json::json;

fn field(key: &str, kind: FieldKind) -> Field {
    let choice = |value: &str, label| Choice { value: value.to_owned(), label: Worded::new(label, "") };
    Field {
        key: key.to_owned(),
        kind,
        label: Worded::new(key, ""),
        help: Worded::default(),
        required: false,
        visible: true,
        choices: vec![choice("istek", "İstek"), choice("sikayet", "Şikâyet"), choice("oneri", "Öneri")],
        shown_when: None,
    }
}

/// The one answer, or the code of what is wrong with it.
fn answer(kind: FieldKind, given: Value) -> Result<Value, &'static str> {
    let given = json!({ "it": given });
    match check(&[field("it", kind)], given.as_object().unwrap(), (By::Visitor, Lang::Tr)) {
        Ok(it) => Ok(it.values.get("it").cloned().unwrap_or_default()),
        Err(wrong) => Err(wrong[0].code),
    }
}

#[test]
fn every_kind_takes_what_it_is_for() {
    let id = FileId::random().to_string();
    let right = [
        (FieldKind::Text, json!("  bir\nsatır "), json!("bir satır")),
        (FieldKind::LongText, json!("iki\nsatır"), json!("iki\nsatır")),
        (FieldKind::Number, json!("3,5"), json!(3.5)),
        (FieldKind::Number, json!(-12), json!(-12)),
        (FieldKind::Date, json!("2027-03-01"), json!("2027-03-01")),
        (FieldKind::Choice, json!("istek"), json!("istek")),
        (FieldKind::Choices, json!(["oneri", "istek", "istek"]), json!(["istek", "oneri"])),
        (FieldKind::Checkbox, json!(true), json!(true)),
        (FieldKind::Email, json!("ayse@deniz.edu.tr"), json!("ayse@deniz.edu.tr")),
        (FieldKind::Phone, json!("0212 555 11 22"), json!("0212 555 11 22")),
        (FieldKind::IdentityNumber, json!("100 000 001 46"), json!("10000000146")),
        (FieldKind::File, json!([id]), json!([id])),
        (FieldKind::Text, json!("  "), Value::Null),
        (FieldKind::Choices, json!([]), Value::Null),
    ];
    for (kind, given, kept) in right {
        assert_eq!(answer(kind, given.clone()), Ok(kept), "{kind:?} {given}");
    }
}

#[test]
fn every_kind_refuses_what_it_is_not_for() {
    let wrong = [
        (FieldKind::Text, json!(["a"]), "value_invalid"),
        (FieldKind::Text, json!("ş".repeat(301)), "field_too_long"),
        (FieldKind::Number, json!("üç"), "number_invalid"),
        (FieldKind::Number, json!("inf"), "number_invalid"),
        (FieldKind::Date, json!("01.03.2027"), "date_invalid"),
        (FieldKind::Date, json!("2027-02-29"), "date_invalid"),
        (FieldKind::Choice, json!("başka"), "choice_unknown"),
        (FieldKind::Choices, json!(["istek", "başka"]), "choice_unknown"),
        (FieldKind::Choices, json!([1]), "value_invalid"),
        (FieldKind::Checkbox, json!("belki"), "value_invalid"),
        (FieldKind::Email, json!("ayse"), "email_invalid"),
        (FieldKind::Phone, json!("yok"), "phone_invalid"),
        (FieldKind::IdentityNumber, json!("10000000147"), "identity_number_invalid"),
        (FieldKind::File, json!(["../etc"]), "attachment_unknown"),
        (FieldKind::File, json!([1, 2, 3, 4, 5, 6]), "too_many"),
    ];
    for (kind, given, code) in wrong {
        assert_eq!(answer(kind, given.clone()), Err(code), "{kind:?} {given}");
    }
}

#[test]
fn numbers_are_read_as_the_language_of_the_form_writes_them() {
    let read = |given: &str, lang| {
        let given = json!({ "it": given });
        let read = check(&[field("it", FieldKind::Number)], given.as_object().unwrap(), (By::Visitor, lang));
        read.map(|it| it.values["it"].clone()).map_err(|wrong| wrong[0].code)
    };
    let both = [
        ("1.500", "1,500", json!(1500)),
        ("1.500,75", "1,500.75", json!(1500.75)),
        ("-12.345.678", "-12,345,678", json!(-12_345_678)),
        ("1,500", "1.500", json!(1.5)),
        ("3,5", "3.5", json!(3.5)),
        ("3.5", "3,5", json!(3.5)),
        ("0.125", "0,125", json!(0.125)),
        ("0,125", "0.125", json!(0.125)),
        ("20230042", "20230042", json!(20_230_042)),
    ];
    for (tr, en, kept) in both {
        assert_eq!(read(tr, Lang::Tr), Ok(kept.clone()), "{tr}");
        assert_eq!(read(en, Lang::En), Ok(kept), "{en}");
    }
    for (tr, en) in [
        ("1500.250", "1500,250"),
        ("1.50.000", "1,50,000"),
        ("1,500.75", "1.500,75"),
        ("1.5,5", "1,5.5"),
        ("1.", "1,"),
        (",5", ".5"),
        ("1,,5", "1..5"),
        ("1 500", "1 500"),
        ("-", "+"),
    ] {
        assert_eq!(read(tr, Lang::Tr), Err("number_invalid"), "{tr}");
        assert_eq!(read(en, Lang::En), Err("number_invalid"), "{en}");
    }
    assert_eq!(answer(FieldKind::Number, json!(1.125)), Ok(json!(1.125)), "no text: as it is");
}

#[test]
fn what_is_hidden_is_neither_asked_nor_kept() {
    let when = |is: &str| Some(ShownWhen { field: "tur".to_owned(), is: vec![is.to_owned()] });
    let fields = [
        field("tur", FieldKind::Choice),
        Field { shown_when: when("sikayet"), required: true, ..field("kim", FieldKind::Text) },
        Field { visible: false, required: true, ..field("ic", FieldKind::Text) },
    ];
    let ask = |given: Value| check(&fields, given.as_object().unwrap(), (By::Visitor, Lang::Tr));
    let kept = ask(json!({ "tur": "istek", "kim": "gizli", "ic": "gizli", "x": 1 })).unwrap();
    assert_eq!(Value::Object(kept.values), json!({ "tur": "istek" }));
    let missing = ask(json!({ "tur": "sikayet" })).unwrap_err();
    assert_eq!((missing[0].field.as_str(), missing[0].code), ("answers.kim", "field_missing"));
    let by_agent =
        check(&fields, json!({ "ic": "not" }).as_object().unwrap(), (By::Agent, Lang::Tr)).unwrap();
    assert_eq!(Value::Object(by_agent.values), json!({ "ic": "not" }));
}

#[test]
fn a_field_may_be_for_those_who_did_not_tick_a_box() {
    let when = Some(ShownWhen { field: "ayni".to_owned(), is: vec!["false".to_owned()] });
    let fields = [
        field("ayni", FieldKind::Checkbox),
        Field { shown_when: when, required: true, ..field("adres", FieldKind::Text) },
    ];
    let missing = |given: Value| check(&fields, given.as_object().unwrap(), (By::Visitor, Lang::Tr)).is_err();
    assert!(missing(json!({})) && missing(json!({ "ayni": false })));
    assert!(!missing(json!({ "ayni": true })) && !missing(json!({ "adres": "Kampüs" })));
}

#[test]
fn a_required_box_has_to_be_ticked() {
    let fields = [Field { required: true, ..field("onay", FieldKind::Checkbox) }];
    let ask = |given: Value| check(&fields, given.as_object().unwrap(), (By::Visitor, Lang::Tr));
    assert_eq!(ask(json!({ "onay": false })).unwrap_err()[0].code, "field_missing");
    assert!(ask(json!({ "onay": true })).is_ok());
}

#[test]
fn answers_read_as_they_were_shown() {
    let say = |kind, value: Value| said(&field("x", kind), &value, Lang::Tr);
    assert_eq!(say(FieldKind::Choices, json!(["istek", "oneri"])).as_deref(), Some("İstek, Öneri"));
    assert_eq!(say(FieldKind::Date, json!("2027-03-01")).as_deref(), Some("01.03.2027"));
    assert_eq!(say(FieldKind::Number, json!(3.5)).as_deref(), Some("3,5"));
    assert_eq!(say(FieldKind::Checkbox, json!(true)).as_deref(), Some("Evet"));
    assert_eq!(say(FieldKind::File, json!(["x"])), None);
}

proptest! {
    #[test]
    fn whatever_is_sent_there_is_an_answer_and_it_is_accepted_again(text in "\\PC{0,40}", kind in 0..11_usize) {
        let kinds = [
            FieldKind::Text, FieldKind::LongText, FieldKind::Number, FieldKind::Date, FieldKind::Choice, FieldKind::Choices, FieldKind::Checkbox,
            FieldKind::Email, FieldKind::Phone, FieldKind::IdentityNumber, FieldKind::File,
        ];
        if let Ok(kept) = answer(kinds[kind], json!(text)) {
            prop_assert_eq!(answer(kinds[kind], kept.clone()), Ok(kept));
        }
    }
}
