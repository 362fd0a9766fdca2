//! Words that say nothing about a subject, in Turkish and English: how one asks, not what one asks about.

/// Folded and sorted.
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "acaba", "ama", "ancak", "and", "any", "are", "artik", "asla", "aslinda", "ayni", "bana", "bazi",
    "belki", "ben", "beni", "benim", "bile", "bir", "biri", "birkac", "biz", "bize", "bizi", "bizim",
    "boyle", "bu", "buna", "bunda", "bundan", "bunlar", "bunu", "bunun", "can", "cok", "could", "cunku",
    "da", "daha", "de", "defa", "degil", "diye", "do", "does", "ederim", "en", "for", "from", "gerek",
    "gerekir", "gerekiyor", "gibi", "hangi", "hangileri", "hangisi", "hani", "has", "have", "hello", "hem",
    "hep", "hepsi", "her", "herhangi", "hi", "hic", "how", "icin", "ile", "is", "ise", "iste", "istemiyorum",
    "isterim", "istiyorum", "istiyoruz", "it", "kac", "kacinci", "kacta", "kez", "ki", "kim", "kimi",
    "kimin", "kimler", "lazim", "lutfen", "me", "merhaba", "mi", "midir", "misin", "misiniz", "miyim",
    "miyiz", "mu", "mudur", "mudurler", "mumkun", "musun", "musunuz", "muyum", "muyuz", "my", "nasil",
    "nasildir", "ne", "neden", "nedir", "neler", "nerde", "nerden", "nerdeyse", "nerede", "nereden",
    "nereye", "nereyi", "neyi", "neyin", "neyle", "nicin", "niye", "o", "of", "olan", "olarak", "oldu",
    "olur", "on", "ona", "ondan", "onlar", "onlari", "onlarin", "onu", "onun", "or", "our", "peki", "please",
    "rica", "sana", "selam", "sen", "seni", "senin", "sey", "should", "siz", "size", "sizi", "sizin", "su",
    "suna", "sunu", "tesekkur", "tesekkurler", "that", "the", "there", "these", "this", "those", "to", "tum",
    "var", "ve", "veya", "we", "what", "when", "where", "which", "who", "why", "with", "would", "ya", "yani",
    "yok", "you", "your", "zaman", "zaten",
];

/// Stems of verbs that only carry another word (`başvuru yapmak istiyorum`).
const LIGHT_VERBS: &[&str] = &["bulun", "edil", "isten", "ist", "iste", "olun", "yap", "yapil"];

/// Whether a folded word is one of them.
pub(super) fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// Whether a stem is that of a verb that says nothing by itself.
pub(super) fn is_light_verb(stem: &str) -> bool {
    LIGHT_VERBS.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_sorted_and_folded() {
        assert!(STOP_WORDS.is_sorted());
        assert!(STOP_WORDS.iter().all(|it| crate::base::text::fold(it) == **it));
        assert!(is_stop_word("gerekiyor") && is_stop_word("zaman") && !is_stop_word("ders"));
    }
}
