//! The words of error codes about service levels, forms and their fields, in both languages.

/// `(code, Turkish, English)`, sorted by code.
pub(super) const WORDS: &[(&str, &str, &str)] = &[
    ("choice_unknown", "Listedeki seçeneklerden birini seçin.", "Choose one of the options in the list."),
    ("choices_empty", "En az bir seçenek ekleyin.", "Add at least one option."),
    (
        "condition_unknown",
        "Yalnızca bu formdaki uygun bir alan ve o alanın bir seçeneği seçilebilir; koşullarda alan daha yukarıda olmalı.",
        "Only a fitting field of this form, and a choice that it has, can be chosen; in conditions the field has to stand further up.",
    ),
    (
        "identity_number_invalid",
        "Geçerli bir T.C. kimlik numarası yazın.",
        "Enter a valid Turkish identity number.",
    ),
    (
        "key_invalid",
        "Anahtar 1–40 küçük harf, rakam ya da alt çizgi olmalı.",
        "The key must be 1 to 40 lower-case letters, digits or underscores.",
    ),
    ("key_taken", "Bu anahtar listede zaten var.", "This key is in the list already."),
    (
        "number_invalid",
        "Bir sayı yazın; örneğin 1500, 1.500 ya da 1.500,75.",
        "Enter a number, such as 1500, 1,500 or 1,500.75.",
    ),
    (
        "policies_use_it",
        "Şu hizmet düzeyi kuralları buna bağlı: {name}. Önce o kurallarda başka bir seçim yapın; yoksa verdikleri süreler sessizce biter.",
        "These service level policies go by it: {name}. Choose something else in them first, or the times they promise would end unnoticed.",
    ),
    (
        "step_empty",
        "Bu adımda bir şey olmalı: atama, öncelik ya da bildirim seçin.",
        "Something has to happen in this step: choose an assignment, the priority or a notification.",
    ),
    (
        "ticket_made_already",
        "Bu gönderimden zaten bir talep açılmış.",
        "A ticket was made of this submission already.",
    ),
    (
        "too_many_forms",
        "En fazla 100 form olabilir; kullanılmayan birini silin.",
        "There can be at most 100 forms; delete one that is not used.",
    ),
    (
        "too_many_policies",
        "En fazla 50 kural olabilir; kullanılmayan birini silin.",
        "There can be at most 50 policies; delete one that is not used.",
    ),
    (
        "whole_days_needed",
        "Bu takvimde süre tam gün olmalı.",
        "With this calendar the time has to be in whole days.",
    ),
];
